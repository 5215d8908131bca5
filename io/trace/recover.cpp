#include "io/trace/recover.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/rank_source.hpp"

namespace octosim::io::trace {
namespace {

/// Reads the ends of every column.  \throws SystemError if one cannot be read
void probe(const RankSource& source) {
  Block block;
  for (const RecordShape& shape : source.shapes) {
    const GroupReader group{source.file.id(), shape, source.name};
    if (group.rows() == 0) continue;
    group.read(0, 1, block);
    group.read(group.rows() - 1, 1, block);
  }
}

std::vector<RankSource> open_readable(const std::filesystem::path& directory, std::vector<std::string>& problems) {
  std::vector<RankSource> sources;
  for (const std::filesystem::path& path : rank_files(directory)) {
    try {
      RankSource source = open_rank(path);
      probe(source);
      const std::string difference = sources.empty() ? "" : mismatch(sources.front(), source);
      if (difference.empty()) {
        sources.push_back(std::move(source));
      } else {
        problems.push_back(difference);
      }
    } catch (const std::runtime_error& error) {
      problems.emplace_back(error.what());
    }
  }
  return sources;
}

void name_missing(const std::filesystem::path& directory, std::int32_t ranks, std::vector<std::string>& problems) {
  for (std::int32_t rank = 0; rank < ranks; ++rank) {
    const std::filesystem::path path = rank_path(directory, rank);
    if (!std::filesystem::exists(path)) problems.push_back(fmt::format("{}: no such file", path.native()));
  }
}

}  // namespace

RecoverReport recover(const std::filesystem::path& directory) {
  h5::quiet();
  RecoverReport report;
  const std::vector<RankSource> sources = open_readable(directory, report.problems);
  if (sources.empty()) {
    throw engine::ModelError{fmt::format(
        "{}: no rank file can be read{}", directory.native(),
        report.problems.empty() ? "; there is none" : fmt::format(" ({})", fmt::join(report.problems, "; ")))};
  }
  Meta meta = sources[0].meta;  // of the lowest rank: rank 0 has the most
  report.ranks = meta.info.ranks;
  report.ranks_read = static_cast<std::int32_t>(sources.size());
  name_missing(directory, report.ranks, report.problems);
  report.complete_until = report.ranks_read < report.ranks ? 0 : kEverything;
  for (const RankSource& source : sources) {
    report.complete_until = std::min(report.complete_until, source.complete_until);
  }
  meta.rank.reset();
  meta.complete = 0;
  meta.complete_until = report.complete_until;
  report.file = directory / kRecoveredName;
  Merged merged = write_merged(report.file, sources, meta, {}, {});
  report.rows = std::move(merged.rows);
  report.digest = merged.digest;
  return report;
}

std::string to_text(const RecoverReport& report) {
  std::string text = fmt::format("{}: {} of {} ranks\n", report.file.native(), report.ranks_read, report.ranks);
  if (report.complete_until == kEverything) {
    text += "every rank had closed its file: nothing is missing (merge would do)\n";
  } else {
    text += fmt::format("complete up to cycle {}, not including it\n", report.complete_until);
  }
  for (const auto& [path, rows] : report.rows) text += fmt::format("  {:<32} {:>12} rows\n", path, rows);
  for (const std::string& problem : report.problems) text += fmt::format("not read: {}\n", problem);
  return text;
}

}  // namespace octosim::io::trace
