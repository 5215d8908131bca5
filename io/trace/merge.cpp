#include "io/trace/merge.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/rank_source.hpp"

namespace octosim::io::trace {
namespace {

void check_all_there(const std::filesystem::path& directory, const RunInfo& info,
                     std::span<const std::filesystem::path> paths) {
  for (std::int32_t rank = 0; rank < info.ranks; ++rank) {
    const std::filesystem::path wanted = rank_path(directory, rank);
    if (static_cast<std::size_t>(rank) >= paths.size() || paths[static_cast<std::size_t>(rank)] != wanted) {
      throw engine::ModelError{fmt::format("{}: is missing; the run had {} ranks, and their files are merged together",
                                           wanted.native(), info.ranks)};
    }
  }
  if (paths.size() > static_cast<std::size_t>(info.ranks)) {
    throw engine::ModelError{fmt::format("{}: is not of this run, which had {} ranks",
                                         paths[static_cast<std::size_t>(info.ranks)].native(), info.ranks)};
  }
}

void check_source(const RankSource& first, const RankSource& source, const RunInfo& info) {
  if (const std::string difference = mismatch(first, source); !difference.empty()) {
    throw engine::ModelError{difference};
  }
  if (source.meta.info.experiment_hash != info.experiment_hash || source.meta.info.seed != info.seed) {
    throw engine::ModelError{fmt::format("{}: is of another run: experiment hash {}, seed {} (this run: {}, {})",
                                         source.name, hex(source.meta.info.experiment_hash), source.meta.info.seed,
                                         hex(info.experiment_hash), info.seed)};
  }
  if (source.complete_until != kEverything) {
    throw engine::ModelError{
        fmt::format("{}: is not complete: its run was killed, or goes on (recover gives what there is)", source.name)};
  }
}

std::size_t files_of(std::span<const Part> parts) {
  std::size_t files = 0;
  for (const Part& part : parts) files += static_cast<std::size_t>(part.ranks);
  return files;
}

}  // namespace

std::uint64_t merge(const std::filesystem::path& directory, const RunInfo& info, const Summary& summary,
                    const EngineData& engine, RankFiles keep, std::span<const Part> earlier) {
  h5::quiet();
  const std::filesystem::path folder = part_folder(directory, static_cast<std::int32_t>(earlier.size()));
  const std::vector<std::filesystem::path> paths = rank_files(folder);
  check_all_there(folder, info, paths);
  allow_open_files(paths.size() + files_of(earlier));
  std::vector<RankSource> sources;
  for (const std::filesystem::path& path : paths) {
    sources.push_back(open_rank(path));
    check_source(sources.front(), sources.back(), info);
  }
  for (std::size_t number = 0; number < earlier.size(); ++number) {
    for (RankSource& source : open_part(directory, static_cast<std::int32_t>(number), earlier[number])) {
      const std::string difference = mismatch_of_parts(sources.front(), source);
      if (!difference.empty()) throw engine::ModelError{difference};
      sources.push_back(std::move(source));
    }
  }
  Meta meta;
  meta.info = info;
  meta.level = sources[0].meta.level;
  meta.compression = sources[0].meta.compression;
  meta.complete = 1;
  meta.complete_until = kEverything;
  const Merged merged = write_merged(directory / kTraceName, sources, meta, summary, engine);
  sources.clear();
  if (keep == RankFiles::kRemove) remove_rank_files(directory);
  return merged.digest;
}

RunInfo read_run_info(const std::filesystem::path& path) {
  h5::quiet();
  const h5::File file = h5::open(path);
  return read_meta(file.id(), path.native()).info;
}

Summary read_summary(const std::filesystem::path& path) {
  h5::quiet();
  const h5::File file = h5::open(path);
  read_meta(file.id(), path.native());  // its errors
  return read_summary_group(file.id(), path.native());
}

}  // namespace octosim::io::trace
