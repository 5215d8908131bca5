#include "models/tensor/blocks/unet.hpp"

#include <cmath>

namespace octosim::models::tensor::blocks {
namespace {

/// `shape` with the batch in front, unless the batch is one.
Shape batched(const Unet& block, Shape shape) {
  if (block.batch > 1) shape.insert(shape.begin(), block.batch);
  return shape;
}

/// An order of dimensions that leaves the batch, if there is one, in front.
Shape batched_order(const Unet& block, Shape order) {
  if (block.batch == 1) return order;
  for (std::int64_t& dim : order) ++dim;
  order.insert(order.begin(), 0);
  return order;
}

}  // namespace

Node add_unet(Graph& graph, const std::string& prefix, Node x, const Unet& block) {
  const auto add = [&](const char* name, const char* kind, const std::vector<Node>& operands,
                       Attributes attributes = {}) {
    return graph.add(prefix + name, kind, operands, std::move(attributes));
  };
  const auto reshape = [&](const char* name, Node from, const Shape& shape) {
    return add(name, "reshape", {from}, {{"shape", shape}});
  };
  const auto transpose = [&](const char* name, Node from, const Shape& order) {
    return add(name, "transpose", {from}, {{"order", batched_order(block, order)}});
  };
  const auto linear = [&](const char* name, Node from) {
    return add(name, "linear", {from}, {{"features", block.channels}});
  };
  const std::int64_t pixels = block.height * block.width, head_width = block.channels / block.heads;
  const Attributes norm{{"groups", block.groups}}, conv{{"channels", block.channels}, {"kernel", 3}};
  const Shape heads = batched(block, {pixels, block.heads, head_width});

  const Node gn1 = add("gn1", "groupnorm", {x}, norm);
  const Node silu1 = add("silu1", "silu", {gn1});
  const Node conv1 = add("conv1", "conv2d", {silu1}, conv);
  const Node gn2 = add("gn2", "groupnorm", {conv1}, norm);
  const Node silu2 = add("silu2", "silu", {gn2});
  const Node conv2 = add("conv2", "conv2d", {silu2}, conv);
  const Node res1 = add("res1", "add", {x, conv2});
  const Node gn3 = add("gn3", "groupnorm", {res1}, norm);
  const Node flat = reshape("flat", gn3, batched(block, {block.channels, pixels}));
  const Node tok = transpose("tok", flat, {1, 0});
  const Node q = linear("q", tok), k = linear("k", tok), v = linear("v", tok);
  const Node q_t = transpose("q_t", reshape("q_r", q, heads), {1, 0, 2});
  const Node k_t = transpose("k_t", reshape("k_r", k, heads), {1, 2, 0});
  const Node v_t = transpose("v_t", reshape("v_r", v, heads), {1, 0, 2});
  const Node scores = add("scores", "matmul", {q_t, k_t});
  const Node scaled = add("scaled", "scale", {scores}, {{"factor", 1 / std::sqrt(static_cast<double>(head_width))}});
  const Node probs = add("probs", "softmax", {scaled}, {{"dim", -1}});
  const Node ctx = add("ctx", "matmul", {probs, v_t});
  const Node ctx_t = transpose("ctx_t", ctx, {1, 0, 2});
  const Node ctx_r = reshape("ctx_r", ctx_t, batched(block, {pixels, block.channels}));
  const Node proj = linear("proj", ctx_r);
  const Node o_t = transpose("o_t", proj, {1, 0});
  const Node unflat = reshape("unflat", o_t, {block.batch, block.channels, block.height, block.width});
  return add("res2", "add", {res1, unflat});
}

Graph unet(const Unet& block) {
  Graph graph{"unet"};
  const Node x = graph.add_input("x", {block.batch, block.channels, block.height, block.width}, block.element_bytes);
  add_unet(graph, "", x, block);
  return graph;
}

}  // namespace octosim::models::tensor::blocks
