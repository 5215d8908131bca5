#include "io/trace/rank_writer.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "engine/base/error.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/meta.hpp"
#include "io/trace/rank_file.hpp"
#include "io/trace/record_shape.hpp"

namespace octosim::io::trace {
namespace {

constexpr std::size_t kBatchRows = 16384;  // chosen: four chunks of a rank file
constexpr std::size_t kQueuedBatches = 8;  // chosen: 2 MiB a column at most

std::unique_ptr<RankFile> make_file(const std::filesystem::path& directory, std::int32_t rank, const RunInfo& info,
                                    std::span<const RecordShape> shapes, engine::Level level, unsigned compression) {
  if (compression > 9) {
    throw engine::ModelError{fmt::format("compression of the trace = {} (must be from 0 to 9)", compression)};
  }
  Meta meta;
  meta.info = info;
  meta.level = level;
  meta.compression = compression;
  meta.rank = static_cast<std::uint64_t>(rank);
  if (rank != 0) {
    meta.info.owg_text.clear();
    meta.info.plan_text.clear();
  }
  return std::make_unique<RankFile>(rank_path(directory, rank), meta, shapes);
}

}  // namespace

RankWriter::RankWriter(const std::filesystem::path& directory, std::int32_t rank, const RunInfo& info,
                       std::span<const engine::RecordType> types, engine::Level level, unsigned compression)
    : file_{make_file(directory, rank, info, shapes_of(types), level, compression)}, thread_{kQueuedBatches} {
  buffers_.resize(types.size());
  for (std::size_t type = 0; type < types.size(); ++type) {
    buffers_[type].width = static_cast<std::uint32_t>(kKeyColumns + types[type].columns.size());
    buffers_[type].recorded = types[type].level <= level;
    buffers_[type].path = types[type].path;
  }
}

RankWriter::~RankWriter() {
  if (closed_ || thread_.has_failed()) return;  // a failure was thrown where it was found
  try {
    flush({}, Wait::kYes);
  } catch (const std::exception& error) {
    spdlog::error("the trace of this rank is cut short: {}", error.what());
  }
}

void RankWriter::write(std::uint32_t type, engine::SimTime time, engine::ComponentId component, std::uint64_t nth,
                       std::span<const std::uint64_t> values) {
  if (thread_.has_failed()) thread_.rethrow();
  Buffer& buffer = buffers_[type];
  OCTOSIM_EXPECT(!closed_ && values.size() + kKeyColumns == buffer.width && time.cycle >= last_time_);
  last_time_ = time.cycle;
  if (!buffer.recorded) return;
  ++buffer.written;
  buffer.rows.push_back(time.cycle);
  buffer.rows.push_back(engine::index(component));
  buffer.rows.push_back(nth);
  buffer.rows.insert(buffer.rows.end(), values.begin(), values.end());
  if (buffer.rows.size() == kBatchRows * buffer.width) hand_over(type);
}

void RankWriter::hand_over(std::uint32_t type) {
  std::vector<std::uint64_t>& rows = buffers_[type].rows;
  if (rows.empty()) return;
  thread_.submit([file = file_.get(), type, batch = std::move(rows)] { file->append(type, batch); });
  rows = {};
}

void RankWriter::flush(engine::SimTime reached, Wait wait) {
  OCTOSIM_EXPECT(!closed_);
  for (std::uint32_t type = 0; type < buffers_.size(); ++type) hand_over(type);
  last_time_ = std::max(last_time_, reached.cycle);
  thread_.submit([file = file_.get(), time = last_time_] { file->flush(time); });
  if (wait == Wait::kYes) thread_.drain();
}

std::vector<std::uint64_t> RankWriter::rows() const {
  std::map<std::string_view, std::uint64_t> by_path;
  for (const Buffer& buffer : buffers_) by_path[buffer.path] = buffer.written;
  std::vector<std::uint64_t> rows;
  for (const auto& [path, written] : by_path) rows.push_back(written);
  return rows;
}

void RankWriter::close() {
  if (closed_) return;
  for (std::uint32_t type = 0; type < buffers_.size(); ++type) hand_over(type);
  thread_.submit([file = file_.get()] { file->finish(); });
  thread_.drain();
  closed_ = true;
}

}  // namespace octosim::io::trace
