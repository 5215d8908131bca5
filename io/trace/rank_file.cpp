#include "io/trace/rank_file.hpp"

#include "engine/base/error.hpp"
#include "io/trace/directory.hpp"

namespace octosim::io::trace {
namespace {

constexpr std::uint64_t kRankChunkRows = 4096;      // chosen: 32 kB per column stay in memory
constexpr std::uint64_t kProgressChunkRows = 1024;  // chosen: one row per flush

}  // namespace

RankFile::RankFile(const std::filesystem::path& path, const Meta& meta, std::span<const RecordShape> shapes)
    : name_{path.native()} {
  h5::quiet();
  const std::lock_guard lock{h5::library_mutex()};
  // Under another name until it can be read: a process killed before that leaves no file that says less than nothing.
  const std::filesystem::path begun = begun_path(path);
  file_ = h5::create(begun, h5::Format::kSwmr);
  write_meta(file_.id(), meta);
  groups_.reserve(shapes.size());
  for (const RecordShape& shape : shapes) {
    groups_.emplace_back(file_.id(), shape, Storage{kRankChunkRows, meta.compression});
  }
  const h5::Group progress = h5::make_group(file_.id(), "/progress");
  progress_ = {file_.id(), "/progress/time", "cycles", "every record of an earlier time is on disk",
               Storage{kProgressChunkRows, meta.compression}};
  h5::check(H5Fstart_swmr_write(file_.id()), "cannot start single-writer mode of", name_);
  std::error_code error;
  std::filesystem::rename(begun, path, error);
  if (error) throw engine::SystemError{"cannot rename " + begun.native() + ": " + error.message()};
}

RankFile::~RankFile() {
  const std::lock_guard lock{h5::library_mutex()};
  progress_ = {};
  groups_.clear();
  file_ = {};
}

void RankFile::append(std::uint32_t type, std::span<const std::uint64_t> rows) {
  h5::quiet();
  const std::lock_guard lock{h5::library_mutex()};
  groups_.at(type).append_rows(rows);
}

void RankFile::flush(std::uint64_t reached) {
  h5::quiet();
  const std::lock_guard lock{h5::library_mutex()};
  for (GroupWriter& group : groups_) group.flush();
  progress_.append(std::span{&reached, 1});
  progress_.flush();
}

void RankFile::finish() {
  flush(kEverything);
  const std::lock_guard lock{h5::library_mutex()};
  progress_ = {};
  groups_.clear();
  file_.close(name_);
}

}  // namespace octosim::io::trace
