/// \file unet.hpp  The UNet of a latent diffusion model, or blocks of it.
#pragma once
#include <cstdint>
#include <vector>

#include "models/tensor/graph.hpp"

namespace octosim::models::tensor::networks {

enum class UnetPart : std::uint8_t {
  kBlock,  ///< two normalised convolutions, then attention among all pixels
  kWhole
};

/// As it stands: one block.  The sizes of the whole network are those of Stable Diffusion 1: Rombach et al.,
/// arXiv 2112.10752, table 15 and the released configuration.
struct Unet {
  UnetPart part = UnetPart::kBlock;
  std::int64_t batch = 1, height = 64, width = 64;  ///< of the latent image
  std::int64_t layers = 0;  ///< blocks one after another, or residual blocks of a level; 0: 1 block, or 2 of a level
  std::int64_t channels = 320, heads = 8, groups = 32;
  std::int64_t element_bytes = 2;
  std::vector<std::int64_t> multipliers{1, 2, 4, 4};      ///< by level, of the channels; each level halves the image
  std::int64_t attention_levels = 3;                      ///< the first of them have attention; the middle always has
  std::int64_t latent_channels = 4;                       ///< of the image
  std::int64_t context_tokens = 77, context_width = 768;  ///< that attention looks at besides; 0 tokens: none
};

/// Input x [batch, channels, height, width]; of the whole network x [batch, latent_channels, height, width],
/// time [batch, channels], which is the sinusoidal embedding of the step, and context [batch, context_tokens,
/// context_width].
/// \throws engine::ModelError naming the size that is out of range
Graph unet(const Unet& network);

}  // namespace octosim::models::tensor::networks
