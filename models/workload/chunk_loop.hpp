/// \file chunk_loop.hpp  A loop over slices of tensors: what AutoChunk makes of operators that do not fit a TBU at
/// once.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace octosim::models::workload {

/// Its slices are alike and do not depend on one another; the last may be smaller, and counts as the others.  Whole
/// tensors lie in the scratchpad of the CBU, or in DRAM; every slice is read from there, and its results go there.
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
  std::uint64_t dram_in_bytes = 0, dram_out_bytes = 0, dram_kept_bytes = 0;  ///< of those, from and to DRAM
  /// Of what Task Flows bring, and later loops read from DRAM: written there with every slice, not over its port.
  std::uint64_t stored_bytes = 0;
  std::string label{};
  bool operator==(const ChunkLoop&) const = default;
};

/// A whole tensor of an operator graph that is chunked, and where it lies: for people, as loops say what they read.
struct WholeTensor {
  std::string label{};
  std::uint64_t bytes = 0;
  bool in_dram = false;  ///< else in the TF-Queue
  bool operator==(const WholeTensor&) const = default;
};

/// Most slices of all loops of a Task Block together, and most bytes of a slice, with what is kept, each way: what
/// messages can name.
inline constexpr std::uint64_t kMostSlices = 1U << 30U, kMostSliceBytes = 1U << 30U;

/// What is wrong with a loop.
struct LoopFault {
  std::size_t loop = 0;
  std::string_view key{};  ///< member of ChunkLoop that is too large
  std::string allowed{};   ///< "must be ..."
};
/// The first loop that is larger than messages can name, or of which a part is larger than the whole.  O(loops).
std::optional<LoopFault> fault_of(std::span<const ChunkLoop> loops);

}  // namespace octosim::models::workload
