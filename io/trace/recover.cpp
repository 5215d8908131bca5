#include "io/trace/recover.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/rank_source.hpp"

namespace octosim::io::trace {
namespace {

std::vector<RankSource> open_readable(const std::filesystem::path& directory, std::vector<std::string>& problems) {
  std::vector<RankSource> sources;
  const std::vector<std::filesystem::path> paths = rank_files(directory);
  allow_open_files(paths.size());
  for (const std::filesystem::path& path : paths) {
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

void add_earlier(const std::filesystem::path& directory, std::span<const Part> earlier,
                 std::vector<RankSource>& sources) {
  for (std::size_t number = 0; number < earlier.size(); ++number) {
    for (RankSource& source : open_part(directory, static_cast<std::int32_t>(number), earlier[number])) {
      const std::string difference = mismatch_of_parts(sources.front(), source);
      if (!difference.empty()) throw engine::ModelError{difference};
      sources.push_back(std::move(source));
    }
  }
}

}  // namespace

RecoverReport recover(const std::filesystem::path& directory, std::span<const Part> earlier) {
  h5::quiet();
  RecoverReport report;
  const auto last = static_cast<std::int32_t>(earlier.size());
  const std::filesystem::path folder = part_folder(directory, last);
  std::vector<RankSource> sources = open_readable(folder, report.problems);
  if (sources.empty()) {
    throw engine::ModelError{fmt::format(
        "{}: no rank file can be read{}", folder.native(),
        report.problems.empty() ? "; there is none" : fmt::format(" ({})", fmt::join(report.problems, "; ")))};
  }
  Meta meta = sources[0].meta;  // of the lowest rank: rank 0 has the most
  report.parts = last + 1;
  report.ranks = meta.info.ranks;
  report.ranks_read = static_cast<std::int32_t>(sources.size());
  name_missing(folder, report.ranks, report.problems);
  report.complete_until = report.ranks_read < report.ranks ? 0 : kEverything;
  for (const RankSource& source : sources) {
    report.complete_until = std::min(report.complete_until, source.complete_until);
  }
  report.complete_until = std::max(report.complete_until, meta.info.since);  // the earlier parts have all before it
  add_earlier(directory, earlier, sources);
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
  if (report.parts > 1) text += fmt::format("of the last of {} parts; the others are whole\n", report.parts);
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
