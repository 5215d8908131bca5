/// \file stream.hpp  Segments that hand slices to each other, on a TBU each.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/chunk/cover.hpp"

namespace octosim::partition::chunk {

/// Whether `to` can start on the first slices of `from`: every tensor that it reads of `from`, itself or through views,
/// is an output that is sliced along the dimension that all its uses in `to` are sliced along; there is such a tensor,
/// both loops have one extent, and neither is nested or has a halo.  Otherwise the edge is a barrier.
bool is_streamable(const Tables& tables, const Segment& from, const Segment& to);

/// Loops in a row with streamable edges only, or one alone.
struct Stream {
  std::vector<std::size_t> segments{};     ///< indices in the cover, ascending
  std::int64_t unit = 0;                   ///< indices that are handed over at once: the largest slice
  std::int64_t count = 0;                  ///< of units
  std::vector<double> stage{};             ///< cycles of each segment for one unit
  std::vector<std::int64_t> fifo{};        ///< between neighbours, indices that are enough: c_u + c_v
  std::vector<std::int64_t> least_fifo{};  ///< indices without which they can block each other: c_u + c_v - gcd
  double sequential = 0;                   ///< cycles one after another
  double pipelined = 0;                    ///< sum of stages + (count - 1) x the slowest
};

/// The loops of `cover`, cut at the barriers.
std::vector<Stream> streams_of(const Tables& tables, const Cover& cover, const Tbu& tbu);

}  // namespace octosim::partition::chunk
