/// \file table.hpp  The columns of a recording as they are in its file.
#pragma once
#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace octosim::io::recorded {

/// Stands for an empty field.
inline constexpr double kEmpty = std::numeric_limits<double>::quiet_NaN();

inline constexpr std::string_view kVideo = "video", kFrame = "frame", kItem = "item";

struct Column {
  std::string name;
  std::vector<double> values;  ///< kEmpty where the file has none; else finite
};

struct Table {
  std::string file;             ///< for messages
  std::vector<Column> columns;  ///< in the order of the file, all of one length
  /// Where a value is: "a.csv:17: column faces", "a.h5: /recorded/faces: row 16".
  std::function<std::string(std::size_t row, std::string_view column)> where;

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().values.size(); }
};

}  // namespace octosim::io::recorded
