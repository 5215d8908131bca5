/// \file column.hpp  A one-dimensional, chunked, extendable dataset of unsigned 64-bit integers.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "io/trace/hdf5.hpp"

namespace octosim::io::trace {

/// How a column is stored.
struct Storage {
  std::uint64_t chunk_rows = 4096;
  unsigned compression = 1;  ///< deflate level after shuffle, 0..9; 0: no filter
};

/// A column being written.
class ColumnWriter {
 public:
  ColumnWriter() = default;
  /// Creates the dataset with its attributes `unit` and `help` (no `help` if empty).  \throws SystemError
  ColumnWriter(hid_t file, const std::string& path, std::string_view unit, std::string_view help, Storage storage);
  void append(std::span<const std::uint64_t> values);
  void flush();  ///< H5Dflush: a reader, or whoever comes after a kill, sees all rows

 private:
  std::string path_;
  h5::Dataset dataset_;
  std::uint64_t rows_ = 0;
};

/// A column of a file that is open for reading.
class ColumnReader {
 public:
  ColumnReader() = default;
  /// \throws SystemError if it is missing or not a one-dimensional column of integers; `file_name` is for messages.
  ColumnReader(hid_t file, const std::string& path, std::string_view file_name);
  std::uint64_t rows() const { return rows_; }
  std::uint64_t stored_bytes() const;  ///< as compressed
  /// Reads rows [first, first + out.size()).  \pre they exist
  void read(std::uint64_t first, std::span<std::uint64_t> out) const;
  std::string text(const std::string& attribute) const;  ///< "" if it has no such attribute
  const std::string& name() const { return name_; }      ///< file and path

 private:
  std::string name_;
  h5::Dataset dataset_;
  std::uint64_t rows_ = 0;
};

}  // namespace octosim::io::trace
