/// \file cuts.hpp  Which part of its tensors one pass of a loop's body works on.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "partition/chunk/chunk.hpp"

namespace octosim::partition::chunk {

/// `size` of the `extent` indices of a dimension.
struct SizedCut {
  int dim = 0;
  std::int64_t extent = 0, size = 0;
  auto operator<=>(const SizedCut&) const = default;
};
using SizedCuts = std::vector<SizedCut>;

/// The rows of an operand that the rows of a node need, where that slices it with a halo or without.
/// \pre the node passes slices of `dim` on, or has a halo there
struct OperandRows {
  Cut cut = kWhole;
  RowWindow window{};
};
OperandRows rows_of_operand(const Tables& tables, Node consumer, std::uint32_t operand, int dim,
                            const RowWindow& window);

/// Of the loop node `index` of a chunk.
SizedCuts cuts_of_node(const Tables& tables, const Chunk& chunk, std::size_t index);
/// Of its input `index`; `consumer` is the index of the loop node that reads it.
SizedCuts cuts_of_input(const Tables& tables, const Chunk& chunk, std::size_t index, std::size_t consumer);

/// By input of the chunk, the index of the loop node that reads it.
std::vector<std::size_t> consumers_of(const Chunk& chunk);

/// \pre every extent divides what the tensor has
inline std::int64_t bytes_of_cuts(std::int64_t bytes, const SizedCuts& cuts) {
  for (const SizedCut& cut : cuts) bytes = bytes / cut.extent * cut.size;
  return bytes;
}

}  // namespace octosim::partition::chunk
