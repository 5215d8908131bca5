#include "io/trace/engine_group.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/column.hpp"
#include "io/trace/meta.hpp"

namespace octosim::io::trace {
namespace {

constexpr const char* kClasses = "/engine/classes";
constexpr const char* kLoads = "/engine/loads";

void write_column(hid_t file, const std::string& path, std::string_view unit, std::string_view help,
                  std::span<const std::uint64_t> values) {
  ColumnWriter{file, path, unit, help, Storage{std::max<std::uint64_t>(values.size(), 1), 0}}.append(values);
}

std::vector<std::uint64_t> read_column(hid_t file, const std::string& path, const std::string& file_name) {
  const ColumnReader reader{file, path, file_name};
  std::vector<std::uint64_t> values(reader.rows());
  reader.read(0, values);
  return values;
}

std::vector<std::string> dataset_names(hid_t file, const std::string& file_name) {
  const std::string where = file_name + " /engine";
  const h5::Group group{H5Gopen2(file, "/engine", H5P_DEFAULT), "cannot open", where};
  std::vector<std::string> names;
  const auto add = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  hsize_t at = 0;
  h5::check(H5Literate(group.id(), H5_INDEX_NAME, H5_ITER_INC, &at, add, &names), "cannot list", where);
  std::erase(names, "classes");
  std::erase(names, "loads");
  return names;
}

void write_classes(hid_t file, std::span<const ClassRow> rows) {
  h5::make_group(file, kClasses);
  // Names are few and rows repeat them: a row has the number of its name in the text, where each ends with a new line.
  std::vector<std::string> names;
  for (const ClassRow& row : rows) names.push_back(row.component);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string text;
  for (const std::string& name : names) text += name + '\n';
  h5::write_text_dataset(file, std::string{kClasses} + "/names", text);
  const auto column = [&](const char* name, std::string_view unit, std::string_view help, auto value) {
    std::vector<std::uint64_t> values;
    for (const ClassRow& row : rows) values.push_back(value(row));
    write_column(file, fmt::format("{}/{}", kClasses, name), unit, help, values);
  };
  column("component", "id", "the class: a line of names, from 0", [&](const ClassRow& row) {
    return static_cast<std::uint64_t>(std::lower_bound(names.begin(), names.end(), row.component) - names.begin());
  });
  column("rank", "id", "the rank that counted", std::mem_fn(&ClassRow::rank));
  column("components", "count", "of this class on this rank", std::mem_fn(&ClassRow::components));
  column("events", "count", "deliveries and wakes", std::mem_fn(&ClassRow::events));
  column("nanoseconds", "ns", "in their handlers", std::mem_fn(&ClassRow::nanoseconds));
}

void write_loads(hid_t file, std::span<const std::uint64_t> events) {
  h5::make_group(file, kLoads);
  std::vector<std::uint64_t> clusters(events.size());
  std::iota(clusters.begin(), clusters.end(), std::uint64_t{0});
  write_column(file, std::string{kLoads} + "/cluster", "id", "the cluster", clusters);
  write_column(file, std::string{kLoads} + "/events", "count", "deliveries and wakes of its components", events);
}

}  // namespace

void write_engine(hid_t file, const EngineData& data) {
  h5::make_group(file, "/engine");
  const std::span<const EngineRow> rows{data.ranks};
  std::vector<std::uint64_t> column(rows.size());
  for (std::size_t rank = 0; rank < rows.size(); ++rank) {
    column[rank] = rank;
    OCTOSIM_EXPECT(rows[rank].values.size() == rows[0].values.size());
  }
  write_column(file, "/engine/rank", "id", "the rank that counted", column);
  for (std::size_t c = 0; !rows.empty() && c < rows[0].values.size(); ++c) {
    const std::string& name = rows[0].values[c].first;
    for (std::size_t rank = 0; rank < rows.size(); ++rank) {
      OCTOSIM_EXPECT(rows[rank].values[c].first == name);
      column[rank] = rows[rank].values[c].second;
    }
    write_column(file, "/engine/" + name, unit_by_suffix(name), "", column);
  }
  if (!data.classes.empty()) write_classes(file, data.classes);
  if (!data.cluster_events.empty()) write_loads(file, data.cluster_events);
}

std::vector<EngineColumn> read_engine(hid_t file, const std::string& file_name) {
  std::vector<EngineColumn> columns;
  if (!h5::has_object(file, "/engine")) return columns;
  for (const std::string& name : dataset_names(file, file_name)) {
    const ColumnReader reader{file, "/engine/" + name, file_name};
    EngineColumn column{name, reader.text("unit"), std::vector<std::uint64_t>(reader.rows())};
    reader.read(0, column.values);
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<ClassRow> read_classes(hid_t file, const std::string& file_name) {
  std::vector<ClassRow> rows;
  if (!h5::has_object(file, kClasses)) return rows;
  std::vector<std::string> names(1);
  for (const char c : h5::read_text_dataset(file, std::string{kClasses} + "/names")) {
    if (c == '\n') {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  const auto column = [&](const char* name) {
    return read_column(file, fmt::format("{}/{}", kClasses, name), file_name);
  };
  const auto component = column("component"), rank = column("rank"), components = column("components"),
             events = column("events"), nanoseconds = column("nanoseconds");
  for (std::size_t i = 0; i < component.size(); ++i) {
    if (component[i] + 1 >= names.size() ||
        std::min({rank.size(), components.size(), events.size(), nanoseconds.size()}) <= i) {
      throw engine::SystemError{fmt::format("{} {}: its columns do not fit together", file_name, kClasses)};
    }
    rows.push_back({names[component[i]], rank[i], components[i], events[i], nanoseconds[i]});
  }
  return rows;
}

std::vector<std::uint64_t> read_loads(hid_t file, const std::string& file_name) {
  if (!h5::has_object(file, kLoads)) return {};
  return read_column(file, std::string{kLoads} + "/events", file_name);
}

}  // namespace octosim::io::trace
