#include "io/trace/record_shape.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::trace {
namespace {

constexpr std::array kLevels{std::pair{engine::Level::kSummary, std::string_view{"summary"}},
                             std::pair{engine::Level::kInterval, std::string_view{"interval"}},
                             std::pair{engine::Level::kEvent, std::string_view{"event"}}};
constexpr std::array<std::string_view, 4> kReserved{"meta", "engine", "summary", "progress"};

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void check_path(std::string_view path) {
  std::string_view rest = path;
  std::string_view first;
  bool good = !rest.empty();
  while (good && !rest.empty()) {
    good = rest.front() == '/';
    rest.remove_prefix(1);
    const std::string_view word = rest.substr(0, rest.find('/'));
    good = good && is_word(word);
    if (first.empty()) first = word;
    rest.remove_prefix(word.size());
  }
  if (!good) {
    throw engine::ModelError{fmt::format(
        "record type '{}': its path must be words of a-z, 0-9 and _, each after a '/', as in /balance/moves", path)};
  }
  if (std::find(kReserved.begin(), kReserved.end(), first) != kReserved.end()) {
    throw engine::ModelError{fmt::format("record type '{}': /{} is kept for the trace format", path, first)};
  }
}

RecordShape shape_of(const engine::RecordType& type) {
  check_path(type.path);
  RecordShape shape{std::string{type.path}, std::string{type.help}, type.level, {}};
  shape.columns = {{"time", "cycles", "when the record was made"},
                   {"component", "id", "the component that made it"},
                   {"nth", "count", "tells apart records of one component and time"}};
  std::set<std::string_view> names{"time", "component", "nth"};
  for (const engine::Column& column : type.columns) {
    if (!is_word(column.name) || !names.insert(column.name).second) {
      throw engine::ModelError{
          fmt::format("record type '{}', column '{}': must be a word of a-z, 0-9 and _, used once, and not time, "
                      "component or nth",
                      type.path, column.name)};
    }
    if (column.unit.empty()) {
      throw engine::ModelError{fmt::format("record type '{}', column '{}': has no unit", type.path, column.name)};
    }
    shape.columns.push_back({std::string{column.name}, std::string{column.unit}, std::string{column.help}});
  }
  return shape;
}

}  // namespace

std::string_view name_of(engine::Level level) {
  for (const auto& [value, name] : kLevels) {
    if (value == level) return name;
  }
  throw engine::LogicError{"a level of recording without a name"};
}

engine::Level level_named(std::string_view name, std::string_view where) {
  for (const auto& [value, known] : kLevels) {
    if (known == name) return value;
  }
  throw engine::ModelError{fmt::format("{}: level '{}' (must be summary, interval or event)", where, name)};
}

std::vector<RecordShape> shapes_of(std::span<const engine::RecordType> types) {
  std::vector<RecordShape> shapes;
  std::set<std::string_view> paths;
  for (const engine::RecordType& type : types) {
    shapes.push_back(shape_of(type));
    if (!paths.insert(type.path).second) {
      throw engine::ModelError{fmt::format("record type '{}' is declared twice", type.path)};
    }
  }
  for (const RecordShape& outer : shapes) {  // /a with a column b, and a record type /a/b...: one name, two objects
    for (const ColumnShape& column : outer.columns) {
      const std::string taken = outer.path + "/" + column.name;
      for (const RecordShape& inner : shapes) {
        if (inner.path == taken || inner.path.starts_with(taken + "/")) {
          throw engine::ModelError{
              fmt::format("record type '{}' has the name of a column of '{}'", inner.path, outer.path)};
        }
      }
    }
  }
  return shapes;
}

std::string declared_columns(const RecordShape& shape) {
  std::string names;
  for (std::size_t i = kKeyColumns; i < shape.columns.size(); ++i) {
    names += (i == kKeyColumns ? "" : ",") + shape.columns[i].name;
  }
  return names;
}

void sort_by_path(std::vector<RecordShape>& shapes) {
  std::sort(shapes.begin(), shapes.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
}

}  // namespace octosim::io::trace
