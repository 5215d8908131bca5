#include <algorithm>

#include <fmt/format.h>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

/// By dimension of the output, the dimension of the operand.
Shape order_of(const Call& call) {
  const Shape& order = integers_of(call.op, "order");
  Shape sorted = order;
  std::sort(sorted.begin(), sorted.end());
  bool each_once = order.size() == call.in[0].size();
  for (std::size_t d = 0; each_once && d < sorted.size(); ++d) each_once = sorted[d] == static_cast<std::int64_t>(d);
  if (!each_once) {
    refuse(call, fmt::format("order = {} (must name each dimension of the operand once)", text_of(order)));
  }
  return order;
}

Shape shape_of_permutation(const Call& call) {
  Shape shape;
  for (const std::int64_t from : order_of(call)) shape.push_back(call.in[0][static_cast<std::size_t>(from)]);
  return shape;
}

Tensor evaluate_permutation(const Evaluation& e) {
  const Tensor& x = *e.in[0];
  const Shape& order = integers_of(e.op, "order");
  const Shape strides = strides_of(x.shape);
  Tensor out = filled(e.shape, 0);
  Shape index(e.shape.size(), 0);
  for (double& value : out.values) {
    std::int64_t from = 0;
    for (std::size_t d = 0; d < index.size(); ++d) from += index[d] * strides[static_cast<std::size_t>(order[d])];
    value = x.values[static_cast<std::size_t>(from)];
    for (std::size_t d = index.size(); d-- > 0 && ++index[d] == e.shape[d];) index[d] = 0;
  }
  return out;
}

Rule permutation(const char* kind) {
  return {.kind = kind,
          .attributes = {{"order", AttributeType::kIntegers}},
          .view = true,
          .shape = shape_of_permutation,
          .back = [](const Call& call, int dim) { return flow_from(static_cast<int>(order_of(call)[at(dim)])); },
          .evaluate = evaluate_permutation};
}

}  // namespace

/// The two differ for the released estimator only, which charges a copy where a `permute` is read (partition/chunk).
std::vector<Rule> permutation_rules() { return {permutation("transpose"), permutation("permute")}; }

}  // namespace octosim::models::tensor
