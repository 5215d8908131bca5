/// \file row_merger.hpp  Puts the rows of one record type, from several rank files, into the order of the model.
#pragma once
#include <cstdint>
#include <functional>
#include <queue>
#include <span>
#include <string>
#include <vector>

#include "io/trace/record_group.hpp"

namespace octosim::io::trace {

/// Streams: holds one block of each file, all rows of the time at hand, and one block of output.
/// Rows of a file increase by time; rows of one time are sorted here by (component, nth), then by their values, so
/// that the order does not depend on which file a row came from.  O(rows · log rows of one time).
class RowMerger {
 public:
  using Sink = std::function<void(const Block&)>;
  /// `sink` gets blocks of `block_rows` rows, the last one shorter.
  /// `groups` must remain live; `names[i]`: of the file of groups[i], for messages.
  RowMerger(std::span<const GroupReader> groups, std::span<const std::string> names, std::uint64_t block_rows,
            Sink sink);
  /// Passes on all rows.  \throws SystemError if the times of a file go back, or it cannot be read.
  std::uint64_t run();

 private:
  struct Cursor {
    Block block;
    std::uint64_t next_block = 0;  ///< row in the file
    std::size_t at = 0;            ///< row in `block`
  };
  /// Loads the next block of `file` if its current one is used up.  False at the end of the file.
  bool load(std::size_t file);
  void take_rows_of(std::uint64_t time, std::size_t file);
  void pass_on();  // the rows of one time, sorted
  void emit();

  std::span<const GroupReader> groups_;
  std::span<const std::string> names_;
  std::uint64_t block_rows_, read_rows_;
  Sink sink_;
  std::size_t width_ = 0;
  std::vector<Cursor> cursors_;
  std::vector<std::uint64_t> rows_;  // of one time, one after the other
  std::vector<std::size_t> order_;   // of rows_
  Block output_;
  std::uint64_t passed_on_ = 0;
};

}  // namespace octosim::io::trace
