/// \file attention_layers.hpp  A stack of transformer blocks.
#pragma once
#include <cstdint>
#include <optional>

#include "models/tensor/blocks/attention.hpp"
#include "models/tensor/networks/adder.hpp"

namespace octosim::models::tensor::networks {

/// Behind `x`, under `mask` if there is one; the last block's output.  `Network`: has the sizes of the blocks and how
/// many there are.
template <class Network>
Node add_attention_layers(Graph& graph, const Network& network, Node x, std::optional<Node> mask) {
  const blocks::Attention block{
      .tokens = network.tokens, .width = network.width, .heads = network.heads, .element_bytes = network.element_bytes};
  for (std::int64_t layer = 0; layer < network.layers; ++layer) {
    x = blocks::add_attention(graph, layer_prefix(layer, network.layers), x, mask, block);
  }
  return x;
}

}  // namespace octosim::models::tensor::networks
