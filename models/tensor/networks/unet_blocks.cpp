#include "models/tensor/networks/unet_blocks.hpp"

#include <cmath>

namespace octosim::models::tensor::networks {
namespace {

/// Attention of `x` [batch, n, channels] to `y` [batch, m, any].
Node add_cross_attention(const Adder& add, Node x, Node y, std::int64_t heads) {
  const Shape shape = add.shape_of(x), other = add.shape_of(y);
  const std::int64_t channels = shape[2], head_width = channels / heads;
  const auto project = [&](const char* name, Node from) {
    return add(name, "linear", {from}, {{"features", channels}, {"bias", 0}});
  };
  const auto by_head = [&](const std::string& name, Node from, std::int64_t tokens, const Shape& order) {
    return add.transpose(name + "_t", add.reshape(name + "_r", from, {shape[0], tokens, heads, head_width}), order);
  };
  const Node ln = add("ln", "layernorm", {x});
  const Node from = x == y ? ln : y;
  const Node q = project("q", ln), k = project("k", from), v = project("v", from);
  const Node q_t = by_head("q", q, shape[1], {0, 2, 1, 3});
  const Node k_t = by_head("k", k, other[1], {0, 2, 3, 1});
  const Node v_t = by_head("v", v, other[1], {0, 2, 1, 3});
  const Node scores = add("scores", "matmul", {q_t, k_t});
  const Node scaled = add("scaled", "scale", {scores}, {{"factor", 1 / std::sqrt(static_cast<double>(head_width))}});
  const Node probs = add("probs", "softmax", {scaled}, {{"dim", -1}});
  const Node ctx = add("ctx", "matmul", {probs, v_t});
  const Node ctx_r = add.reshape("ctx_r", add.transpose("ctx_t", ctx, {0, 2, 1, 3}), shape);
  return add("res", "add", {x, add.linear("proj", ctx_r, channels)});
}

/// Source: Shazeer, arXiv 2002.05202, "GEGLU".
Node add_gated_layer(const Adder& add, Node x) {
  const std::int64_t channels = add.shape_of(x).back();
  const Node ln = add("ln", "layernorm", {x});
  const Node both = add.linear("fc1", ln, 8 * channels);
  const Node value = add("value", "split", {both}, {{"dim", -1}, {"parts", 2}, {"part", 0}});
  const Node gate = add("gate", "split", {both}, {{"dim", -1}, {"parts", 2}, {"part", 1}});
  const Node gelu = add("gelu", "gelu", {gate});
  const Node gated = add("gated", "mul", {value, gelu});
  return add("res", "add", {x, add.linear("fc2", gated, channels)});
}

}  // namespace

Node add_residual_block(const Adder& add, Node x, Node time, std::int64_t channels, std::int64_t groups) {
  const Shape shape = add.shape_of(x);
  const auto convolve = [&](const char* name, Node from, std::int64_t kernel) {
    return add(name, "conv2d", {from}, {{"channels", channels}, {"kernel", kernel}});
  };
  const Node gn1 = add("gn1", "groupnorm", {x}, {{"groups", groups}});
  const Node conv1 = convolve("conv1", add("silu1", "silu", {gn1}), 3);
  const Node shift = add.linear("time", add("time_silu", "silu", {time}), channels);
  const Node shift_r = add.reshape("time_r", shift, {shape[0], channels, 1, 1});
  const Node shifted = add("shifted", "add", {conv1, shift_r});
  const Node gn2 = add("gn2", "groupnorm", {shifted}, {{"groups", groups}});
  const Node conv2 = convolve("conv2", add("silu2", "silu", {gn2}), 3);
  const Node skip = shape[1] == channels ? x : convolve("skip", x, 1);
  return add("res", "add", {skip, conv2});
}

Node add_spatial_transformer(const Adder& add, Node x, std::optional<Node> context, std::int64_t heads,
                             std::int64_t groups) {
  const Shape shape = add.shape_of(x);
  const std::int64_t channels = shape[1];
  const Node gn = add("gn", "groupnorm", {x}, {{"groups", groups}});
  const Node flat = add.reshape("flat", gn, {shape[0], channels, shape[2] * shape[3]});
  Node tokens = add.linear("proj_in", add.transpose("tok", flat, {0, 2, 1}), channels);
  tokens = add_cross_attention(add.below("self."), tokens, tokens, heads);
  if (context) tokens = add_cross_attention(add.below("cross."), tokens, *context, heads);
  tokens = add_gated_layer(add.below("ff."), tokens);
  const Node out = add.transpose("out_t", add.linear("proj_out", tokens, channels), {0, 2, 1});
  return add("res", "add", {x, add.reshape("unflat", out, shape)});
}

}  // namespace octosim::models::tensor::networks
