#include "models/tensor/summary.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::models::tensor {
namespace {

/// \pre each is less than 2^62
void add_to(std::int64_t& sum, std::int64_t term, const Graph& graph, const char* what) {
  sum += term;
  if (sum >= kMostElements) {
    throw engine::ModelError{fmt::format("graph \"{}\": {} of all nodes (must be less than 2^62)", graph.name(), what)};
  }
}

}  // namespace

Summary summarise(const Graph& graph) {
  Summary sum;
  for (Node v = 0; v < graph.size(); ++v) {
    const Operator& op = graph[v];
    add_to(sum.weight_bytes, op.weight_bytes, graph, "bytes of weights");
    add_to(sum.flops, op.flops, graph, "operations");
    const std::int64_t bytes = bytes_of(op);
    if (op.source) {
      if (op.kind == "input") add_to(sum.input_bytes, bytes, graph, "bytes of inputs");
      continue;
    }
    ++sum.nodes;
    if (op.view) {
      ++sum.views;
      continue;
    }
    add_to(sum.activation_bytes, bytes, graph, "bytes of activations");
    if (bytes > sum.largest_bytes) {
      sum.largest_bytes = bytes;
      sum.largest = op.name;
    }
  }
  return sum;
}

}  // namespace octosim::models::tensor
