/// \file part.hpp  What one start of a run left in its rank files, when a later start went on from a checkpoint.
#pragma once
#include <cstdint>
#include <vector>

namespace octosim::io::trace {

/// The parts of a run are numbered by their place: 0 was the first start; each resume begins the next.
struct Part {
  std::int32_t ranks = 1;
  std::uint64_t experiment_hash = 0;  ///< a resume may set run.until, which is hashed
  std::uint64_t since = 0;            ///< cycles: the cut of the checkpoint it went on from; 0 for the first
  /// How many rows count, by rank, then by record type in the byte order of the paths.  What follows them in the file
  /// came after the checkpoint, and is made again by the next part.  Empty: all rows count.
  std::vector<std::vector<std::uint64_t>> rows;
  bool operator==(const Part&) const = default;
};

}  // namespace octosim::io::trace
