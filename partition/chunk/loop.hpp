/// \file loop.hpp  A plan as a program of chunk loops: what a machine executes.  Plain data.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "partition/chunk/cover.hpp"

namespace octosim::partition::chunk {

/// For i = 0 to count - 1: the body on indices i x size up to, not including, min((i + 1) x size, extent); of a nested
/// loop, in each of these slices the same for the inner loop.  With windows, on the rows that those of the last node
/// need.
struct ChunkLoop {
  std::uint32_t first = 0, last = 0;  ///< positions in the program's order
  std::int64_t extent = 0, size = 1, count = 1;
  std::vector<LoopInput> inputs{};    ///< by operand of a body node: the dimension that is sliced, or whole
  std::vector<SlicedNode> outputs{};  ///< written slice by slice into a tensor that is allocated before the loop
  std::vector<SlicedNode> body{};     ///< in order
  std::optional<InnerLoop> inner{};
  std::vector<RowWindow> windows{};  ///< by node of the body
  Residency pinned{};
  std::int64_t sram = 0;     ///< bytes
  std::int64_t cbu = 0;      ///< bytes of whole tensors alive meanwhile: inputs, outputs, those that pass by
  std::int64_t cycles = 0;   ///< rounded up
  std::int64_t traffic = 0;  ///< bytes
};

/// A node that is executed whole, or a loop.
struct Step {
  Node node = 0;
  std::optional<ChunkLoop> loop{};
};

/// Steps in order; every operator is in one of them, once.
struct LoopProgram {
  std::vector<Node> order{};
  std::vector<Step> steps{};
};

/// The loops of any plan.  Of the residencies that fit the SRAM of `tbu` the cheapest; if none does, the one that needs
/// least SRAM, for a plan under a budget of bytes need not fit a TBU: `sram` says so.  A last slice that is smaller is
/// charged as what it is, for such plans have any size; but in a nested loop or one with a halo.
LoopProgram emit_loops(const Tables& tables, const Plan& plan, const Tbu& tbu);

/// The loops of a cover, with the residencies it chose.
LoopProgram emit_loops(const Tables& tables, const Cover& cover, const Tbu& tbu);

}  // namespace octosim::partition::chunk
