/// \file same_graph.hpp  Whether two operator graphs are the same, and if not, where.
#pragma once
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::tests {

/// Empty, or the first difference in names, kinds, operands, attributes, shapes, bytes, weights, work or outputs.  The
/// graphs' own names are not compared.
inline std::string difference(const models::tensor::Graph& a, const models::tensor::Graph& b) {
  if (a.size() != b.size()) return std::to_string(a.size()) + " and " + std::to_string(b.size()) + " nodes";
  for (models::tensor::Node v = 0; v < a.size(); ++v) {
    const auto &x = a[v], &y = b[v];
    const std::string at = x.name + ": ";
    if (x.name != y.name) return at + "called " + y.name;
    if (x.kind != y.kind) return at + x.kind + " and " + y.kind;
    if (a.operands(v) != b.operands(v)) return at + "operands";
    if (x.attributes != y.attributes) return at + "attributes";
    if (x.shape != y.shape) return at + models::tensor::text_of(x.shape) + " and " + models::tensor::text_of(y.shape);
    if (x.element_bytes != y.element_bytes) return at + "element_bytes";
    if (x.weight_bytes != y.weight_bytes) return at + "weight_bytes";
    if (x.flops != y.flops) return at + "flops";
    if (a.is_output(v) != b.is_output(v)) return at + "output";
  }
  return "";
}

}  // namespace octosim::tests
