/// \file vit.hpp  A vision transformer: blocks of attention among the patches of an image.
#pragma once
#include <cstdint>
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::models::tensor::networks {

/// As it stands: one block of ViT-B on an image of 224 x 224 pixels.
struct Vit {
  std::int64_t tokens = 197;  ///< patches, and one for the class
  std::int64_t layers = 1, width = 768, heads = 12;
  std::int64_t element_bytes = 2;
  bool whole = false;  ///< with patch and position embeddings, the class token, the last norm, and the head
  std::int64_t patch = 16, colours = 3, classes = 1000;
};

/// "b", "l", "h": layers, width and heads.  Source: Dosovitskiy et al., arXiv 2010.11929, table 1.
/// \throws engine::ModelError for another name
Vit vit_of_size(const std::string& size);

/// Input x [tokens, width], or of the whole network image [1, colours, side, side], where tokens - 1 is the square of
/// side / patch.
/// \throws engine::ModelError naming the size that is out of range
Graph vit(const Vit& network);

}  // namespace octosim::models::tensor::networks
