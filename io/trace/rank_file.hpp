/// \file rank_file.hpp  DIR/rank-NNNN.h5 being written.  Used by one thread at a time.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "io/trace/column.hpp"
#include "io/trace/meta.hpp"
#include "io/trace/record_group.hpp"

namespace octosim::io::trace {

/// Open for one writer and many readers from its making: whoever opens it sees all that was flushed, always.
class RankFile {
 public:
  /// \pre meta.rank is set.  \throws SystemError
  RankFile(const std::filesystem::path& path, const Meta& meta, std::span<const RecordShape> shapes);
  /// Closes the file, without the mark that it is complete.
  ~RankFile();
  RankFile(const RankFile&) = delete;
  RankFile& operator=(const RankFile&) = delete;

  /// `rows`: rows of the group of `shapes[type]`, one after the other.
  void append(std::uint32_t type, std::span<const std::uint64_t> rows);
  /// Every row so far is readable from now on, whatever becomes of this process.
  /// `reached`: no row of an earlier time will come.
  void flush(std::uint64_t reached);
  /// As flush, with the mark that nothing is missing, and closes the file.
  void finish();

 private:
  std::string name_;
  h5::File file_;
  std::vector<GroupWriter> groups_;
  ColumnWriter progress_;
};

}  // namespace octosim::io::trace
