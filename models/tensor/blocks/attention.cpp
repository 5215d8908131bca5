#include "models/tensor/blocks/attention.hpp"

#include <cmath>

namespace octosim::models::tensor::blocks {

Node add_attention(Graph& graph, const std::string& prefix, Node x, std::optional<Node> mask, const Attention& block) {
  const std::int64_t tokens = block.tokens, width = block.width, heads = block.heads;
  const auto add = [&](const char* name, const char* kind, const std::vector<Node>& operands,
                       Attributes attributes = {}) {
    return graph.add(prefix + name, kind, operands, std::move(attributes));
  };
  const auto linear = [&](const char* name, Node from, std::int64_t features) {
    return add(name, "linear", {from}, {{"features", features}});
  };
  const auto by_head = [&](const char* split, const char* turned, Node from, const Shape& order) {
    const Node parts = add(split, "reshape", {from}, {{"shape", Shape{tokens, heads, width / heads}}});
    return add(turned, "transpose", {parts}, {{"order", order}});
  };
  const auto head_width = static_cast<double>(width) / static_cast<double>(heads);
  const Node ln1 = add("ln1", "layernorm", {x});
  const Node q = linear("q", ln1, width), k = linear("k", ln1, width), v = linear("v", ln1, width);
  const Node q_t = by_head("q_r", "q_t", q, {1, 0, 2});
  const Node k_t = by_head("k_r", "k_t", k, {1, 2, 0});
  const Node v_t = by_head("v_r", "v_t", v, {1, 0, 2});
  const Node scores = add("scores", "matmul", {q_t, k_t});
  const Node scaled = add("scaled", "scale", {scores}, {{"factor", 1 / std::sqrt(head_width)}});
  const Node masked = mask ? add("masked", "add", {scaled, *mask}) : scaled;
  const Node probs = add("probs", "softmax", {masked}, {{"dim", -1}});
  const Node ctx = add("ctx", "matmul", {probs, v_t});
  const Node ctx_t = add("ctx_t", "transpose", {ctx}, {{"order", Shape{1, 0, 2}}});
  const Node ctx_r = add("ctx_r", "reshape", {ctx_t}, {{"shape", Shape{tokens, width}}});
  const Node proj = linear("proj", ctx_r, width);
  const Node res1 = add("res1", "add", {x, proj});
  const Node ln2 = add("ln2", "layernorm", {res1});
  const Node fc1 = linear("fc1", ln2, block.wide * width);
  const Node gelu = add("gelu", "gelu", {fc1});
  const Node fc2 = linear("fc2", gelu, width);
  return add("res2", "add", {res1, fc2});
}

Graph attention(const Attention& block) {
  Graph graph{"attention"};
  const Node x = graph.add_input("x", {block.tokens, block.width}, block.element_bytes);
  const Node mask = graph.add_input("mask", {1, block.tokens, block.tokens}, block.element_bytes);
  add_attention(graph, "", x, mask, block);
  return graph;
}

}  // namespace octosim::models::tensor::blocks
