/// \file golden_blocks.hpp  The graphs that tests/golden/autochunk speaks of.
#pragma once
#include <string>
#include <vector>

#include "models/tensor/blocks/attention.hpp"
#include "models/tensor/blocks/triangle.hpp"
#include "models/tensor/blocks/unet.hpp"
#include "models/tensor/graph.hpp"
#include "tests/support/golden.hpp"

namespace octosim::tests {

/// A graph and its keys in the golden file.
struct GoldenBlock {
  std::string name;   ///< of plans and nodes
  std::string table;  ///< after trace_ and cands_; empty: there are none
  models::tensor::Graph graph;
};

inline const nlohmann::json& autochunk() { return golden("autochunk/golden.json"); }

inline std::vector<GoldenBlock> golden_blocks() {
  namespace blocks = models::tensor::blocks;
  std::vector<GoldenBlock> all;
  all.push_back({"attention S=1024 D=768 H=12 fp16", "attention1024",
                 blocks::attention({.tokens = 1024, .width = 768, .heads = 12})});
  all.push_back(
      {"attention S=4096 D=768 H=12 fp16", "", blocks::attention({.tokens = 4096, .width = 768, .heads = 12})});
  all.push_back({"triangle attention N=256 C=128 H=4 d=32 fp16", "triangle256",
                 blocks::triangle_attention({.residues = 256, .channels = 128, .heads = 4, .head_width = 32})});
  all.push_back({"triangle multiplication N=256 C=128 fp16", "trimult256",
                 blocks::triangle_multiplication({.residues = 256, .channels = 128})});
  all.push_back({"unet block 1x320x64x64 heads=8 fp16", "unet64",
                 blocks::unet({.channels = 320, .height = 64, .width = 64, .heads = 8})});
  return all;
}

}  // namespace octosim::tests
