#include "models/tensor/blocks/triangle.hpp"

namespace octosim::models::tensor::blocks {
namespace {

/// Adds operators whose names begin with the same prefix.
class Adder {
 public:
  Adder(Graph& graph, const std::string& prefix) : graph_{&graph}, prefix_{&prefix} {}
  Node operator()(const char* name, const char* kind, const std::vector<Node>& operands,
                  Attributes attributes = {}) const {
    return graph_->add(*prefix_ + name, kind, operands, std::move(attributes));
  }
  Node linear(const char* name, Node from, std::int64_t features) const {
    return (*this)(name, "linear", {from}, {{"features", features}});
  }
  Node transpose(const char* name, Node from, const Shape& order) const {
    return (*this)(name, "transpose", {from}, {{"order", order}});
  }

 private:
  Graph* graph_;
  const std::string* prefix_;
};

}  // namespace

Node add_triangle_attention(Graph& graph, const std::string& prefix, Node z, const TriangleAttention& block) {
  const Adder add{graph, prefix};
  const std::int64_t n = block.residues, width = block.heads * block.head_width;
  const Node ln = add("ln", "layernorm", {z});
  const auto project = [&](const char* name, std::int64_t features) {
    if (block.projection_biases) return add.linear(name, ln, features);
    return add(name, "linear", {ln}, {{"features", features}, {"bias", 0}});
  };
  const Node bias = project("bias", block.heads);
  const Node bias_t = add.transpose("bias_t", bias, {2, 0, 1});
  const Node bias_u = add("bias_u", "unsqueeze", {bias_t}, {{"dim", 0}});
  const Node q = project("q", width), k = project("k", width), v = project("v", width);
  const Attributes by_head{{"shape", Shape{n, n, block.heads, block.head_width}}};
  const Node q_r = add("q_r", "reshape", {q}, by_head);
  const Node q_t = add.transpose("q_t", q_r, {0, 2, 1, 3});
  const Node k_r = add("k_r", "reshape", {k}, by_head);
  const Node k_t = add.transpose("k_t", k_r, {0, 2, 3, 1});
  const Node v_r = add("v_r", "reshape", {v}, by_head);
  const Node v_t = add.transpose("v_t", v_r, {0, 2, 1, 3});
  const Node scores = add("scores", "matmul", {q_t, k_t});
  const Node biased = add("biased", "add", {scores, bias_u});
  const Node probs = add("probs", "softmax", {biased}, {{"dim", -1}});
  const Node ctx = add("ctx", "matmul", {probs, v_t});
  const Node ctx_t = add.transpose("ctx_t", ctx, {0, 2, 1, 3});
  const Node ctx_r = add("ctx_r", "reshape", {ctx_t}, {{"shape", Shape{n, n, width}}});
  const Node gate = add.linear("gate", ln, width);
  const Node gate_s = add("gate_s", "sigmoid", {gate});
  const Node gated = add("gated", "mul", {ctx_r, gate_s});
  const Node out = add.linear("out", gated, block.channels);
  return add("res", "add", {z, out});
}

Graph triangle_attention(const TriangleAttention& block) {
  Graph graph{"triangle attention"};
  const Node z = graph.add_input("z", {block.residues, block.residues, block.channels}, block.element_bytes);
  add_triangle_attention(graph, "", z, block);
  return graph;
}

Node add_triangle_multiplication(Graph& graph, const std::string& prefix, Node z, const TriangleMultiplication& block) {
  const Adder add{graph, prefix};
  const std::int64_t channels = block.channels;
  const Node ln = add("ln", "layernorm", {z});
  const Node a_p = add.linear("a_p", ln, channels), a_g = add.linear("a_g", ln, channels);
  const Node a_s = add("a_s", "sigmoid", {a_g});
  const Node a = add("a", "mul", {a_p, a_s});
  const Node b_p = add.linear("b_p", ln, channels), b_g = add.linear("b_g", ln, channels);
  const Node b_s = add("b_s", "sigmoid", {b_g});
  const Node b = add("b", "mul", {b_p, b_s});
  const Node tri =
      add("tri", "einsum", {a, b}, {{"equation", std::string{block.incoming ? "kic,kjc->ijc" : "ikc,jkc->ijc"}}});
  const Node ln_o = add("ln_o", "layernorm", {tri});
  const Node out = add.linear("out", ln_o, channels);
  const Node gate = add.linear("gate", ln, channels);
  const Node gate_s = add("gate_s", "sigmoid", {gate});
  const Node gated = add("gated", "mul", {out, gate_s});
  return add("res", "add", {z, gated});
}

Graph triangle_multiplication(const TriangleMultiplication& block) {
  Graph graph{"triangle multiplication"};
  const Node z = graph.add_input("z", {block.residues, block.residues, block.channels}, block.element_bytes);
  add_triangle_multiplication(graph, "", z, block);
  return graph;
}

}  // namespace octosim::models::tensor::blocks
