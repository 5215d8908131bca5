#include <algorithm>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

int reduced_dimension(const Call& call) { return dimension_of(call, "dim", call.in[0].size()); }
bool keeps(const Operator& op) { return integer_of(op, "keep", 0) != 0; }

Shape shape_of_reduction(const Call& call) {
  const int dim = reduced_dimension(call);
  Shape shape = call.in[0];
  if (keeps(call.op)) {
    shape[at(dim)] = 1;
  } else {
    shape.erase(shape.begin() + dim);
  }
  return shape;
}

/// Dimensions that survive pass; a reduced one that is kept with extent 1 needs its operand whole.
Flow back_of_reduction(const Call& call, int dim) {
  const int gone = reduced_dimension(call);
  if (keeps(call.op)) return dim == gone ? Flow{} : flow_from(dim);
  return flow_from(dim < gone ? dim : dim + 1);
}

template <class Function>
Rule reduction(const char* kind, Function join, bool mean) {
  return {.kind = kind,
          .attributes = {{"dim"}, {"keep", AttributeType::kInteger, false}},
          .shape = shape_of_reduction,
          .back = back_of_reduction,
          .flops = [](const Call& call) { return elements_of(call.in[0]); },
          .evaluate =
              [join, mean](const Evaluation& e) {
                const Tensor& x = *e.in[0];
                const Shape shapes[] = {x.shape};
                const auto dim = at(reduced_dimension({.op = e.op, .in = shapes}));
                const auto extent = static_cast<std::size_t>(x.shape[dim]);
                const auto step = static_cast<std::size_t>(strides_of(x.shape)[dim]);
                Tensor out = filled(e.shape, 0);
                for (std::size_t o = 0; o < out.values.size(); ++o) {
                  const std::size_t first = o / step * step * extent + o % step;
                  double value = x.values[first];
                  for (std::size_t i = 1; i < extent; ++i) value = join(value, x.values[first + i * step]);
                  out.values[o] = mean ? value / static_cast<double>(extent) : value;
                }
                return out;
              }};
}

}  // namespace

/// An operation for each element that is read.
std::vector<Rule> reduction_rules() {
  const auto plus = [](double a, double b) { return a + b; };
  return {reduction("sum", plus, false), reduction("mean", plus, true),
          reduction(
              "max", [](double a, double b) { return std::max(a, b); }, false)};
}

}  // namespace octosim::models::tensor
