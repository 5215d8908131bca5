/// \file placement.hpp  Where the whole tensors between chunk loops lie: in the scratchpad of the CBU, or in DRAM.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/chunk/cover.hpp"

namespace octosim::partition::chunk {

/// fit: in the CBU as far as there is room, else in DRAM.  queue: all in the CBU.  dram: all in DRAM.
enum class Placing : std::uint8_t { kFit, kQueue, kDram };

/// A tensor that is whole while loops run: an input that a loop after the first reads, or what a loop makes for
/// another.
struct PlacedTensor {
  Node node = 0;  ///< the input, or its maker; views are part of it
  std::int64_t bytes = 0;
  bool in_dram = false;
};

/// Of a loop, bytes of whole tensors that lie in DRAM.
struct DramTraffic {
  std::int64_t in = 0, out = 0;  ///< of a slice
  std::int64_t again = 0;        ///< that every slice reads, whole
  std::int64_t kept = 0;         ///< that are read once, whole
  std::int64_t stored = 0;       ///< of a slice: inputs that go there while the first loop runs
};

struct Placement {
  std::vector<PlacedTensor> tensors{};  ///< by node
  std::vector<DramTraffic> loops{};     ///< of the segments with a chunk, in order
  std::int64_t moved = 0;               ///< bytes from DRAM and to it, of all slices, if one TBU executes them
};

/// The CBU takes tensors whose bytes are moved most often first (of equals the smaller, then the lower node), each if
/// it has room as long as the tensor lives.  What the last loop makes of the graph's outputs is handed on, and in no
/// list; the first loop reads inputs as they come.  O(tensors x loops).
Placement place(const Tables& tables, const Cover& cover, std::int64_t cbu_bytes, Placing placing);

}  // namespace octosim::partition::chunk
