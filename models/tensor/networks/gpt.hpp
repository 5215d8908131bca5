/// \file gpt.hpp  Prefill of a GPT-2: all tokens of a prompt at once.
#pragma once
#include <cstdint>
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::models::tensor::networks {

/// As it stands: one block, as in the examples that chunk plans are checked against.
struct Gpt {
  std::int64_t tokens = 1024, layers = 1, width = 768, heads = 12;
  std::int64_t element_bytes = 2;
  bool whole = false;                ///< with embeddings, the last norm, and logits
  std::int64_t vocabulary = 50'257;  ///< of the embedding and the logits
  std::int64_t context = 1024;       ///< rows of the position embedding; more if there are more tokens
};

/// "small", "medium", "large", "xl": layers, width and heads.  Source: Radford et al., Language Models are Unsupervised
/// Multitask Learners, 2019, table 2; heads of 64 channels as in the released models.
/// \throws engine::ModelError for another name
Gpt gpt_of_size(const std::string& size);

/// Inputs x [tokens, width], or of the whole network ids [tokens]; and mask [1, tokens, tokens], which every layer
/// reads.  The released models use the embedding's table for the logits too; here each has its own.
/// \throws engine::ModelError naming the size that is out of range
Graph gpt(const Gpt& network);

}  // namespace octosim::models::tensor::networks
