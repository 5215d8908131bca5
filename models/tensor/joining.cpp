#include <limits>

#include <fmt/format.h>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

int joined_dimension(const Call& call) { return dimension_of(call, "dim", call.in[0].size()); }

Shape shape_of_concat(const Call& call) {
  const int dim = joined_dimension(call);
  Shape shape = call.in[0];
  for (const Shape& next : call.in.subspan(1)) {
    bool fits = next.size() == shape.size();
    for (std::size_t d = 0; fits && d < shape.size(); ++d) fits = d == at(dim) || next[d] == shape[d];
    if (!fits) refuse(call, fmt::format("the shapes differ (must be equal but for dimension {})", dim));
    shape[at(dim)] += next[at(dim)];
  }
  return shape;
}

Flow back_of_concat(const Call& call, int dim) {
  if (dim == joined_dimension(call)) return {};
  return std::vector<Setting>(call.in.size(), dim);
}

Tensor evaluate_concat(const Evaluation& e) {
  const Shape shapes[] = {e.in[0]->shape};
  const int dim = joined_dimension({.op = e.op, .in = shapes});
  Tensor out = filled(e.shape, 0);
  std::int64_t begin = 0;
  for (const Tensor* part : e.in) {
    place_slice(out, *part, dim, begin);
    begin += part->shape[at(dim)];
  }
  return out;
}

}  // namespace

std::vector<Rule> joining_rules() {
  return {{.kind = "concat",
           .most_operands = std::numeric_limits<std::size_t>::max(),
           .attributes = {{"dim"}},
           .shape = shape_of_concat,
           .back = back_of_concat,
           .evaluate = evaluate_concat}};
}

}  // namespace octosim::models::tensor
