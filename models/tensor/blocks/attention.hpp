/// \file attention.hpp  A transformer block: attention under a mask, then two linear layers.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::models::tensor::blocks {

/// \pre heads divides width
struct Attention {
  std::int64_t tokens = 0, width = 0, heads = 0;
  std::int64_t element_bytes = 2;
  std::int64_t wide = 4;  ///< the inner linear layer is so many times as wide as the others
};

/// Adds the 24 operators ln1 ... res2, each name after `prefix`; `x` is [tokens, width], `mask` [1, tokens, tokens].
/// Without a mask there is no operator masked.  The last one is the result.  Source: pre-norm block of GPT-2 without
/// batch dimension.
Node add_attention(Graph& graph, const std::string& prefix, Node x, std::optional<Node> mask, const Attention& block);

/// One block with its inputs x and mask.
Graph attention(const Attention& block);

}  // namespace octosim::models::tensor::blocks
