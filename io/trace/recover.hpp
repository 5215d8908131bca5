/// \file recover.hpp  What is left of a killed run.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/trace/part.hpp"

namespace octosim::io::trace {

struct RecoverReport {
  std::filesystem::path file;        ///< DIR/recovered.h5
  std::uint64_t complete_until = 0;  ///< cycles: every record of every rank of an earlier time is in the file
  std::uint64_t digest = 0;
  std::int32_t parts = 1;                                   ///< of the run, each from one start to the next
  std::int32_t ranks = 0;                                   ///< of the last part
  std::int32_t ranks_read = 0;                              ///< whose file could be read
  std::vector<std::pair<std::string, std::uint64_t>> rows;  ///< by record type
  std::vector<std::string> problems;  ///< one line each: rank files that are missing, damaged or of another run
};

/// Writes DIR/recovered.h5, laid out as trace.h5 with /meta@complete = 0, from what the rank files held at their last
/// flush.  `earlier`: the parts before the last one, of which only what their rows say is taken; all their files must
/// be good.  Later rows that reached the disk are in it too; `complete_until` tells from when on some may be missing
/// (0 if a rank has no readable file).  The rank files stay.
/// \throws ModelError if no rank file of the last part can be read, or one of an earlier part, naming why; SystemError
/// if the result cannot be written.
RecoverReport recover(const std::filesystem::path& directory, std::span<const Part> earlier = {});

/// The report in words, a line each.
std::string to_text(const RecoverReport& report);

}  // namespace octosim::io::trace
