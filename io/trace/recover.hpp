/// \file recover.hpp  What is left of a killed run.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace octosim::io::trace {

struct RecoverReport {
  std::filesystem::path file;        ///< DIR/recovered.h5
  std::uint64_t complete_until = 0;  ///< cycles: every record of every rank of an earlier time is in the file
  std::uint64_t digest = 0;
  std::int32_t ranks = 0;                                   ///< of the run
  std::int32_t ranks_read = 0;                              ///< whose file could be read
  std::vector<std::pair<std::string, std::uint64_t>> rows;  ///< by record type
  std::vector<std::string> problems;  ///< one line each: rank files that are missing, damaged or of another run
};

/// Writes DIR/recovered.h5, laid out as trace.h5 with /meta@complete = 0, from what the rank files held at their last
/// flush.  Later rows that reached the disk are in it too; `complete_until` tells from when on some may be missing
/// (0 if a rank has no readable file).  The rank files stay.
/// \throws ModelError if no rank file can be read, naming why; SystemError if the result cannot be written.
RecoverReport recover(const std::filesystem::path& directory);

/// The report in words, a line each.
std::string to_text(const RecoverReport& report);

}  // namespace octosim::io::trace
