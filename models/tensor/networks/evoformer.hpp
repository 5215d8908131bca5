/// \file evoformer.hpp  The Evoformer of AlphaFold 2: what a sequence alignment and pairs of residues tell each other.
#pragma once
#include <cstdint>

#include "models/tensor/graph.hpp"

namespace octosim::models::tensor::networks {

/// Which part of a block of it.
enum class EvoformerPart : std::uint8_t {
  kTriangleAttention,       ///< around the starting node
  kTriangleMultiplication,  ///< of outgoing edges
  kWhole                    ///< all nine updates
};

/// As it stands: one triangle attention.  Source of the sizes: Jumper et al., Nature 596, 2021, supplementary methods
/// 1.6: 48 blocks (algorithm 6); alignment of 256 channels, 8 heads of 32 (7 and 8); transitions four times as wide (9
/// and 15); outer products of 32 channels (10); pairs of 128 channels, as wide inside (11 and 12), 4 heads of 32 (13
/// and 14).  Residues and sequences: the crop of the initial training, ibid. table 4.
struct Evoformer {
  EvoformerPart part = EvoformerPart::kTriangleAttention;
  std::int64_t residues = 256;   ///< the pairs are their square
  std::int64_t layers = 1;       ///< parts one after another; the published network has 48 blocks
  std::int64_t channels = 128;   ///< of a pair
  std::int64_t heads = 4;        ///< of the triangle attention
  std::int64_t head_width = 32;  ///< of every attention, and of the outer product
  std::int64_t element_bytes = 2;
  std::int64_t sequences = 128, msa_channels = 256, msa_heads = 8;  ///< of the alignment: whole blocks only
  std::int64_t wide = 4;  ///< the inner layer of a transition is so many times as wide
};

/// Inputs z [residues, residues, channels], and of whole blocks m [sequences, residues, msa_channels].  Dropout is not
/// there: inference.  Whole blocks have the published biases; a triangle attention alone has some more, of q, k, v and
/// the bias from the pairs, for which partition/chunk has golden figures.  The ending node's attention is that of the
/// starting node on the transposed pairs. \throws engine::ModelError naming the size that is out of range
Graph evoformer(const Evoformer& network);

}  // namespace octosim::models::tensor::networks
