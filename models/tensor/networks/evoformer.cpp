#include "models/tensor/networks/evoformer.hpp"

#include <optional>

#include "models/tensor/blocks/triangle.hpp"
#include "models/tensor/networks/adder.hpp"
#include "models/tensor/networks/sizes.hpp"

namespace octosim::models::tensor::networks {
namespace {

void check_evoformer(const Evoformer& n) {
  check_size("evoformer", "seq", n.residues);
  check_size("evoformer", "layers", n.layers, kMostLayers);
  check_size("evoformer", "dim", n.channels);
  check_size("evoformer", "heads", n.heads);
  check_size("evoformer", "head-dim", n.head_width);
  check_size("evoformer", "msa", n.sequences);
  check_size("evoformer", "msa-dim", n.msa_channels);
  check_size("evoformer", "msa-heads", n.msa_heads);
  check_size("evoformer", "wide", n.wide);
}

/// Gated attention among the rows of `m` [a, b, channels], with a residual; `bias` [1, heads, b, b].
/// Source: Jumper et al., supplement, algorithms 7 and 8.
Node add_row_attention(const Adder& add, Node m, Node ln, std::optional<Node> bias, std::int64_t heads,
                       std::int64_t head_width) {
  const Shape shape = add.shape_of(m);
  const std::int64_t width = heads * head_width;
  const Shape by_head{shape[0], shape[1], heads, head_width};
  const auto project = [&](const char* name) { return add(name, "linear", {ln}, {{"features", width}, {"bias", 0}}); };
  const Node q = project("q"), k = project("k"), v = project("v");
  const Node q_t = add.transpose("q_t", add.reshape("q_r", q, by_head), {0, 2, 1, 3});
  const Node k_t = add.transpose("k_t", add.reshape("k_r", k, by_head), {0, 2, 3, 1});
  const Node v_t = add.transpose("v_t", add.reshape("v_r", v, by_head), {0, 2, 1, 3});
  const Node scores = add("scores", "matmul", {q_t, k_t});
  const Node biased = bias ? add("biased", "add", {scores, *bias}) : scores;
  const Node probs = add("probs", "softmax", {biased}, {{"dim", -1}});
  const Node ctx = add("ctx", "matmul", {probs, v_t});
  const Node ctx_t = add.transpose("ctx_t", ctx, {0, 2, 1, 3});
  const Node ctx_r = add.reshape("ctx_r", ctx_t, {shape[0], shape[1], width});
  const Node gate_s = add("gate_s", "sigmoid", {add.linear("gate", ln, width)});
  const Node gated = add("gated", "mul", {ctx_r, gate_s});
  return add("res", "add", {m, add.linear("out", gated, shape[2])});
}

/// Source: ibid., algorithms 9 and 15.
Node add_transition(const Adder& add, Node x, std::int64_t wide) {
  const std::int64_t channels = add.shape_of(x).back();
  const Node ln = add("ln", "layernorm", {x});
  const Node fc1 = add.linear("fc1", ln, wide * channels);
  const Node relu = add("relu", "relu", {fc1});
  return add("res", "add", {x, add.linear("fc2", relu, channels)});
}

/// Adds to the pairs the mean, over the sequences, of the outer products of two columns.  Source: ibid., algorithm 10.
Node add_outer_product(const Adder& add, Node m, Node z, std::int64_t width) {
  const Shape alignment = add.shape_of(m), pairs = add.shape_of(z);
  const Node ln = add("ln", "layernorm", {m});
  const Node a = add.linear("a", ln, width), b = add.linear("b", ln, width);
  const Node outer = add("outer", "einsum", {a, b}, {{"equation", std::string{"sic,sjd->ijcd"}}});
  const Node mean = add("mean", "scale", {outer}, {{"factor", 1 / static_cast<double>(alignment[0])}});
  const Node flat = add.reshape("flat", mean, {pairs[0], pairs[1], width * width});
  return add("res", "add", {z, add.linear("out", flat, pairs[2])});
}

/// The two representations.
struct Representations {
  Node m, z;
};

Node add_attention_with_pairs(const Adder& add, const Representations& at, const Evoformer& n) {
  const Node ln = add("ln", "layernorm", {at.m});
  const Node ln_z = add("ln_z", "layernorm", {at.z});
  const Node bias = add("bias", "linear", {ln_z}, {{"features", n.msa_heads}, {"bias", 0}});
  const Node bias_u = add("bias_u", "unsqueeze", {add.transpose("bias_t", bias, {2, 0, 1})}, {{"dim", 0}});
  return add_row_attention(add, at.m, ln, bias_u, n.msa_heads, n.head_width);
}

Node add_column_attention(const Adder& add, Node m, const Evoformer& n) {
  const Node turned = add.transpose("m_t", m, {1, 0, 2});
  const Node ln = add("ln", "layernorm", {turned});
  const Node res = add_row_attention(add, turned, ln, {}, n.msa_heads, n.head_width);
  return add.transpose("res_t", res, {1, 0, 2});
}

/// Source: ibid., algorithm 6.
Representations add_block(const Adder& add, Representations at, const Evoformer& n) {
  const blocks::TriangleAttention attention{.residues = n.residues,
                                            .channels = n.channels,
                                            .heads = n.heads,
                                            .head_width = n.head_width,
                                            .element_bytes = n.element_bytes,
                                            .projection_biases = false};
  blocks::TriangleMultiplication multiplication{
      .residues = n.residues, .channels = n.channels, .element_bytes = n.element_bytes};
  const auto prefix = [&](const char* part) { return add.prefix() + part; };
  at.m = add_attention_with_pairs(add.below("msa_row."), at, n);
  at.m = add_column_attention(add.below("msa_column."), at.m, n);
  at.m = add_transition(add.below("msa_transition."), at.m, n.wide);
  at.z = add_outer_product(add.below("outer_product."), at.m, at.z, n.head_width);
  at.z = blocks::add_triangle_multiplication(add.graph(), prefix("outgoing."), at.z, multiplication);
  multiplication.incoming = true;
  at.z = blocks::add_triangle_multiplication(add.graph(), prefix("incoming."), at.z, multiplication);
  at.z = blocks::add_triangle_attention(add.graph(), prefix("starting."), at.z, attention);
  const Adder ending = add.below("ending.");
  at.z = ending.transpose("z_t", at.z, {1, 0, 2});
  at.z = blocks::add_triangle_attention(add.graph(), ending.prefix(), at.z, attention);
  at.z = ending.transpose("res_t", at.z, {1, 0, 2});
  at.z = add_transition(add.below("pair_transition."), at.z, n.wide);
  return at;
}

Representations add_part(const Adder& add, Representations at, const Evoformer& n) {
  switch (n.part) {
    case EvoformerPart::kTriangleAttention:
      at.z = blocks::add_triangle_attention(add.graph(), add.prefix(), at.z,
                                            {.residues = n.residues,
                                             .channels = n.channels,
                                             .heads = n.heads,
                                             .head_width = n.head_width,
                                             .element_bytes = n.element_bytes});
      return at;
    case EvoformerPart::kTriangleMultiplication:
      at.z = blocks::add_triangle_multiplication(
          add.graph(), add.prefix(), at.z,
          {.residues = n.residues, .channels = n.channels, .element_bytes = n.element_bytes});
      return at;
    case EvoformerPart::kWhole:
      return add_block(add, at, n);
  }
  return at;
}

}  // namespace

Graph evoformer(const Evoformer& network) {
  check_evoformer(network);
  Graph graph{"evoformer"};
  Representations at{};
  if (network.part == EvoformerPart::kWhole) {
    at.m = graph.add_input("m", {network.sequences, network.residues, network.msa_channels}, network.element_bytes);
  }
  at.z = graph.add_input("z", {network.residues, network.residues, network.channels}, network.element_bytes);
  for (std::int64_t layer = 0; layer < network.layers; ++layer) {
    at = add_part({graph, layer_prefix(layer, network.layers)}, at, network);
  }
  if (network.part == EvoformerPart::kWhole) {
    graph.mark_output(at.m);  // read by the last block's outer product too
    graph.mark_output(at.z);
  }
  return graph;
}

}  // namespace octosim::models::tensor::networks
