#include "jobs/executor/weights.hpp"

#include <cmath>
#include <string_view>

#include "models/tensor/call.hpp"
#include "models/tensor/tensor.hpp"

namespace octosim::jobs::executor {
namespace {

using models::tensor::integer_of;
using models::tensor::Shape;

/// `add` + `scale` x what the interpreter draws for that name.
std::vector<float> drawn(std::uint64_t seed, const std::string& name, const Shape& shape, double add, double scale) {
  const auto tensor = models::tensor::drawn(seed, name, shape);
  std::vector<float> values;
  values.reserve(tensor.values.size());
  for (const double value : tensor.values) values.push_back(static_cast<float>(add + scale * value));
  return values;
}

/// Of a product over `depth` terms.
Weights of_product(const models::tensor::Operator& op, const Shape& shape, std::int64_t depth, std::int64_t features,
                   std::uint64_t seed) {
  Weights weights{.factors = drawn(seed, op.name + ".weight", shape, 0, 1 / std::sqrt(static_cast<double>(depth)))};
  if (integer_of(op, "bias", 1) != 0) weights.terms = drawn(seed, op.name + ".bias", {features}, 0, 1);
  return weights;
}

}  // namespace

Weights weights_of(const models::tensor::Graph& graph, models::tensor::Node v, std::uint64_t seed) {
  const models::tensor::Operator& op = graph[v];
  if (op.kind == "linear") {
    const std::int64_t depth = graph[graph.operands(v)[0]].shape.back(), features = op.shape.back();
    return of_product(op, {depth, features}, depth, features, seed);
  }
  if (op.kind == "conv2d") {
    const std::int64_t kernel = integer_of(op, "kernel"), channels = integer_of(op, "channels");
    const std::int64_t inner = graph[graph.operands(v)[0]].shape[1] / integer_of(op, "groups", 1);
    return of_product(op, {channels, inner, kernel, kernel}, inner * kernel * kernel, channels, seed);
  }
  if (op.kind == "layernorm" || op.kind == "groupnorm") {
    const std::int64_t width = op.kind == "layernorm" ? op.shape.back() : op.shape[1];
    return {.factors = drawn(seed, op.name + ".gain", {width}, 1, 1),
            .terms = drawn(seed, op.name + ".bias", {width}, 0, 1)};
  }
  if (op.kind == "embedding") {
    return {.factors = drawn(seed, op.name + ".weight", {integer_of(op, "rows"), op.shape.back()}, 0, 1)};
  }
  return {};
}

}  // namespace octosim::jobs::executor
