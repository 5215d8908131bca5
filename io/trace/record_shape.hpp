/// \file record_shape.hpp  A record type as a file describes it: owned text, in place of engine::RecordType's views.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/record.hpp"

namespace octosim::io::trace {

inline constexpr std::size_t kKeyColumns = 3;  ///< time, component, nth: the first columns of every group

struct ColumnShape {
  std::string name, unit, help;
  bool operator==(const ColumnShape&) const = default;
};

struct RecordShape {
  std::string path;  ///< absolute: "/balance/moves"
  std::string help;
  engine::Level level = engine::Level::kInterval;
  std::vector<ColumnShape> columns;  ///< the key columns, then the declared ones in order
  bool operator==(const RecordShape&) const = default;
};

std::string_view name_of(engine::Level level);
/// \throws ModelError naming `where` if `name` is no level.
engine::Level level_named(std::string_view name, std::string_view where);

/// The shapes of what a model declares, in its order.
/// \throws ModelError if a path or column name is not lower-case words, is taken twice or is one of the format's own.
std::vector<RecordShape> shapes_of(std::span<const engine::RecordType> types);

/// The names of the declared columns with a comma between two, as in the attribute `columns`.
std::string declared_columns(const RecordShape& shape);

/// Shapes in the byte order of their paths.
void sort_by_path(std::vector<RecordShape>& shapes);

}  // namespace octosim::io::trace
