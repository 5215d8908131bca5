/// \file record_group.hpp  The group of one record type in a file: written and read by blocks of rows.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/trace/column.hpp"
#include "io/trace/record_shape.hpp"

namespace octosim::io::trace {

/// Rows of a group by column: `block[c][row]`, columns as in RecordShape::columns.
using Block = std::vector<std::vector<std::uint64_t>>;

/// A group being written.
class GroupWriter {
 public:
  /// Creates the group, its columns and their attributes.  \throws SystemError
  GroupWriter(hid_t file, const RecordShape& shape, Storage storage);
  void append(const Block& block);
  /// `rows`: row after row, each as long as there are columns.
  void append_rows(std::span<const std::uint64_t> rows);
  void flush();  ///< does nothing if no row came since the last one

 private:
  std::vector<ColumnWriter> columns_;
  std::vector<std::uint64_t> column_;  // one column of the rows at hand
  bool dirty_ = false;
};

/// A group of a file that is open for reading.
class GroupReader {
 public:
  /// \throws SystemError if a column of `shape` is missing or not a column; `file_name` is for messages.
  GroupReader(hid_t file, const RecordShape& shape, const std::string& file_name);
  /// Reads none but the first `rows` rows from now on.  \throws SystemError if there are fewer.
  void limit(std::uint64_t rows);
  /// Of the shortest column: those of a killed writer may differ by one flush.
  std::uint64_t rows() const { return rows_; }
  bool equal_lengths() const;
  std::uint64_t stored_bytes() const;
  /// Reads rows [first, min(first + count, rows())) into `block`, which it resizes.
  void read(std::uint64_t first, std::uint64_t count, Block& block) const;
  const std::vector<ColumnReader>& columns() const { return columns_; }

 private:
  std::vector<ColumnReader> columns_;
  std::uint64_t rows_ = 0;
};

/// The shapes of all record groups of `file`, by path.  \throws SystemError if a group's description is damaged.
std::vector<RecordShape> read_shapes(hid_t file, const std::string& file_name);

}  // namespace octosim::io::trace
