/// \file unet_blocks.hpp  What a latent diffusion UNet is built from: residual blocks under a time, and transformers
/// among the pixels of an image.  Images are [batch, channels, height, width].
#pragma once
#include <cstdint>
#include <optional>

#include "models/tensor/networks/adder.hpp"

namespace octosim::models::tensor::networks {

/// Two normalised convolutions to `channels`, between them `time` [batch, any] added to each pixel, and a residual,
/// itself convolved where the channels change.  \pre groups divides both numbers of channels
Node add_residual_block(const Adder& add, Node x, Node time, std::int64_t channels, std::int64_t groups);

/// Attention of the pixels of `x` to each other, then to `context` [batch, tokens, width] if there is one, then a gated
/// linear layer four times as wide; each with its residual, and one around the whole.
/// \pre groups and heads divide the channels
Node add_spatial_transformer(const Adder& add, Node x, std::optional<Node> context, std::int64_t heads,
                             std::int64_t groups);

}  // namespace octosim::models::tensor::networks
