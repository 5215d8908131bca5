/// \file halo.hpp  Rows of an image through convolutions, with the neighbours that they need.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/tbu.hpp"

namespace octosim::partition::chunk {

/// A loop over slices of the last node's dimension; what lies before a convolution is computed again on the halo.
struct HaloCost {
  std::int64_t size = 1, count = 1;
  std::int64_t sram = 0;            ///< bytes; weights stream through one tile buffer
  double reread = 0;                ///< bytes of inputs read / bytes of inputs
  std::int64_t weight_traffic = 0;  ///< bytes of kernels, read for every slice unless they are kept; without biases
};

/// Every loop with a halo that ends at position `last` with rows `dim`: by first position, from there downwards.  All
/// nodes but the last are read in it only; rows of an operand that several nodes need have one stride.  What is read
/// from outside and not sliced is whole.  With slices of 1.
void each_halo(const Tables& tables, const std::vector<Node>& order, std::uint32_t last, int dim,
               const std::function<void(const Chunk&)>& visit);

/// The interval `first` to `last` of the order in slices of `size` of dimension `dim` of its last node.  Empty if a
/// node cannot be sliced so, even with neighbours, or if another node than the last is seen outside.  An extension:
/// AutoChunk refuses such dimensions.  \pre 1 <= size <= the extent
std::optional<HaloCost> slice_with_halo(const Tables& tables, const std::vector<Node>& order, std::uint32_t first,
                                        std::uint32_t last, int dim, std::int64_t size, const Tbu& tbu);

}  // namespace octosim::partition::chunk
