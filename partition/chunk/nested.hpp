/// \file nested.hpp  Two dimensions sliced at once: a loop in a loop.
#pragma once
#include <cstdint>
#include <optional>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/tbu.hpp"

namespace octosim::partition::chunk {

/// Bytes of one pass of the inner loop.
struct NestedCost {
  std::int64_t temporary = 0;  ///< loop tensors that nobody outside reads, at most at once
  std::int64_t io = 0;         ///< slices of inputs and outputs; twice, unless each loop has one slice only
  std::int64_t whole = 0;      ///< operands that the inner loop needs whole, cut by the outer loop only; and weights
  std::int64_t sram_pinned = 0, sram_streamed = 0;  ///< with those kept, or streamed through one tile buffer
};

/// The loop `inner` in the loop `outer`, of the same nodes without hoisted ones, both with slices of 1.  Empty: a node
/// or an operand would be sliced twice along one dimension.  Each is legal, so both are: what a slice of one dimension
/// needs does not depend on how much there is of another.
std::optional<Chunk> nested_chunk(const Chunk& outer, const Chunk& inner);

/// `outer` and `inner` slice the same loop along two dimensions, with their sizes.  Empty if they do not: a node of the
/// inner loop is not in the outer one, or both cut the same dimension of it.  An extension: AutoChunk does not nest.
std::optional<NestedCost> nest(const Tables& tables, const Chunk& outer, const Chunk& inner, const Tbu& tbu);

}  // namespace octosim::partition::chunk
