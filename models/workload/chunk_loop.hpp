/// \file chunk_loop.hpp  A loop over slices of tensors: what AutoChunk makes of operators that do not fit a TBU at
/// once.
#pragma once
#include <cstdint>
#include <string>

namespace octosim::models::workload {

/// Its slices are alike and do not depend on one another; the last may be smaller, and counts as the others.  Whole
/// tensors lie in the scratchpad of the CBU, from which every slice is read and to which its results go.
/// Source: AutoChunk (arXiv 2401.10652) for the loops; docs/autochunk.md for what a slice costs.
struct ChunkLoop {
  std::uint64_t slices = 1;
  std::uint64_t cycles = 1;                   ///< of a slice, on all PEs of a TBU
  std::uint64_t control = 0;                  ///< of those: control of the loop, and changes of operator
  std::uint64_t refill = 0;                   ///< of those: filling and draining the array
  std::uint64_t macs = 0, operations = 0;     ///< of all slices
  std::uint64_t in_bytes = 0, out_bytes = 0;  ///< of a slice, over the port of the TBU
  std::uint64_t again_bytes = 0;  ///< of `in_bytes`: operands that every slice reads, whole, as none is kept
  std::uint64_t kept_bytes = 0;   ///< weights and whole operands that a TBU reads once, and keeps for all its slices
  std::string label{};
  bool operator==(const ChunkLoop&) const = default;
};

/// Most slices of all loops of a Task Block together, and most bytes of a slice: what messages can name.
inline constexpr std::uint64_t kMostSlices = 1U << 30U, kMostSliceBytes = 1U << 30U;

}  // namespace octosim::models::workload
