#include "io/trace/info.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/engine_group.hpp"
#include "io/trace/meta.hpp"
#include "io/trace/rank_source.hpp"
#include "io/trace/record_group.hpp"

namespace octosim::io::trace {
namespace {

std::string time_text(std::uint64_t time) { return time == kEverything ? "the end" : fmt::format("cycle {}", time); }

std::string about_meta(const Meta& meta) {
  std::string text;
  const auto line = [&](std::string_view name, const auto& value) {
    text += fmt::format("  {:<16} {}\n", name, value);
  };
  line("schema", meta.schema);
  line("experiment", meta.info.experiment_name.empty() ? "(no name)" : meta.info.experiment_name);
  line("experiment hash", hex(meta.info.experiment_hash));
  line("seed", meta.info.seed);
  if (meta.info.plan_digest != 0) line("plan digest", hex(meta.info.plan_digest));
  if (meta.info.recording_digest != 0) line("recording digest", hex(meta.info.recording_digest));
  line("level", name_of(meta.level));
  line("ranks", meta.info.ranks);
  line("octosim", fmt::format("{}, {}", meta.info.version, meta.info.compiler));
  if (meta.digest) line("digest", hex(*meta.digest));
  return text;
}

std::string about_records(hid_t file, const std::string& name) {
  std::string text = "records\n";
  std::uint64_t all_rows = 0;
  std::uint64_t all_bytes = 0;
  for (const RecordShape& shape : read_shapes(file, name)) {
    const GroupReader group{file, shape, name};
    text += fmt::format("  {:<28} {:>12} rows {:>14} bytes  {} columns, {}\n", shape.path, group.rows(),
                        group.stored_bytes(), shape.columns.size(), name_of(shape.level));
    all_rows += group.rows();
    all_bytes += group.stored_bytes();
  }
  return text + fmt::format("  {:<28} {:>12} rows {:>14} bytes\n", "all", all_rows, all_bytes);
}

std::string about_engine(hid_t file, const std::string& name) {
  std::string text;
  for (const EngineColumn& column : read_engine(file, name)) {
    if (column.name == "rank" || column.values.empty()) continue;
    const auto [least, most] = std::minmax_element(column.values.begin(), column.values.end());
    text += fmt::format("  {:<28} {} .. {} {}\n", column.name, *least, *most, column.unit);
  }
  if (!text.empty()) text = "engine, least .. most of all ranks\n" + text;
  for (const ClassRow& row : read_classes(file, name)) {
    text += fmt::format("  {:<28} rank {}: {} components, {} events, {} ns\n", row.component, row.rank, row.components,
                        row.events, row.nanoseconds);
  }
  return text;
}

std::string about_summary(hid_t file, const std::string& name) {
  std::string text;
  for (const auto& [key, value] : read_summary_group(file, name)) {
    text += fmt::format("  {:<28} {}\n", key, to_text(value));
  }
  return text.empty() ? text : "summary\n" + text;
}

std::string about_file(const std::filesystem::path& path) {
  const h5::File file = h5::open(path);
  const std::string& name = path.native();
  const Meta meta = read_meta(file.id(), name);
  std::string text;
  if (meta.rank) {
    text = fmt::format("{}: records of rank {}, complete up to {}\n", name, *meta.rank,
                       time_text(open_rank(path).complete_until));
    if (meta.info.part > 0) {
      text += fmt::format("  {:<16} {}, resumed at cycle {}\n", "part", meta.info.part, meta.info.since);
    }
  } else if (meta.complete.value_or(0) == 1) {
    text = fmt::format("{}: trace of a whole run\n", name);
  } else {
    text = fmt::format("{}: recovered trace of a killed run, complete up to {}\n", name,
                       time_text(meta.complete_until.value_or(0)));
  }
  return text + about_meta(meta) + about_records(file.id(), name) + about_engine(file.id(), name) +
         about_summary(file.id(), name);
}

}  // namespace

std::string info(const std::filesystem::path& path) {
  h5::quiet();
  if (!std::filesystem::is_directory(path)) return about_file(path);
  for (const char* name : {kTraceName, kRecoveredName}) {
    if (std::filesystem::exists(path / name)) return about_file(path / name);
  }
  std::string text;
  for (const std::filesystem::path& file : rank_files(path)) text += about_file(file);
  for (const std::int32_t number : part_numbers(path)) {
    for (const std::filesystem::path& file : rank_files(part_folder(path, number))) text += about_file(file);
  }
  if (text.empty()) {
    throw engine::ModelError{fmt::format("{}: has no {}, {} or rank file", path.native(), kTraceName, kRecoveredName)};
  }
  return text;
}

}  // namespace octosim::io::trace
