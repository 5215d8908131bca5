/// \file unet.hpp  A block of a diffusion UNet: two normalised convolutions, then attention among all pixels.
#pragma once
#include <cstdint>
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::models::tensor::blocks {

/// \pre heads and groups divide channels
struct Unet {
  std::int64_t batch = 1, channels = 0, height = 0, width = 0, heads = 0;
  std::int64_t groups = 32;  ///< of the norms
  std::int64_t element_bytes = 2;
};

/// Adds the 29 operators gn1 ... res2, each name after `prefix`; `x` is [batch, channels, height, width].  In a batch
/// of one the tokens of the attention have no batch dimension.  Source: Rombach et al., arXiv 2112.10752, without time
/// embedding and cross-attention.
Node add_unet(Graph& graph, const std::string& prefix, Node x, const Unet& block);
Graph unet(const Unet& block);

}  // namespace octosim::models::tensor::blocks
