/// \file triangle.hpp  The two triangle updates of an Evoformer's pair representation.
#pragma once
#include <cstdint>
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::models::tensor::blocks {

/// Attention among the pairs of each row, with a bias from the pairs.
struct TriangleAttention {
  std::int64_t residues = 0, channels = 0, heads = 0, head_width = 0;
  std::int64_t element_bytes = 2;
  bool projection_biases = true;  ///< of q, k, v and the bias; the published network has none there
};

/// Adds the 24 operators ln ... res, each name after `prefix`; `z` is [residues, residues, channels].
/// Source: Jumper et al., Nature 596, 2021, supplement, algorithm 13, without the outer batch dimension.
Node add_triangle_attention(Graph& graph, const std::string& prefix, Node z, const TriangleAttention& block);
Graph triangle_attention(const TriangleAttention& block);

/// Every pair (i, j) from the pairs (i, k) and (j, k), "outgoing edges", or from (k, i) and (k, j), "incoming edges".
struct TriangleMultiplication {
  std::int64_t residues = 0, channels = 0;
  std::int64_t element_bytes = 2;
  bool incoming = false;
};

/// Adds the 16 operators ln ... res, each name after `prefix`; `z` is [residues, residues, channels].
/// Source: as above, algorithms 11 and 12.
Node add_triangle_multiplication(Graph& graph, const std::string& prefix, Node z, const TriangleMultiplication& block);
Graph triangle_multiplication(const TriangleMultiplication& block);

}  // namespace octosim::models::tensor::blocks
