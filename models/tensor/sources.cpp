#include <limits>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

Shape given_shape(const Call& call) { return integers_of(call.op, "shape"); }

/// A creation operator makes any slice of its output from nothing.
Flow back_to_nothing(const Call&, int) { return std::vector<Setting>{}; }

Rule creation(const char* kind, std::function<Tensor(const Evaluation&)> evaluate) {
  return {.kind = kind,
          .least_operands = 0,
          .most_operands = 0,
          .attributes = {{"shape", AttributeType::kIntegers}},
          .shape = given_shape,
          .back = back_to_nothing,
          .evaluate = std::move(evaluate)};
}

/// 0, 1, 2, ... along the last dimension.
Tensor evaluate_arange(const Evaluation& e) {
  Tensor out = filled(e.shape, 0);
  const std::int64_t last = e.shape.empty() ? 1 : e.shape.back();
  const std::int64_t first = e.shape.empty() ? 0 : e.origin.back();
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    out.values[i] = static_cast<double>(first + static_cast<std::int64_t>(i) % last);
  }
  return out;
}

/// An operator of which nothing is known but its output: a barrier for every slice.
Rule unknown_rule() {
  return {.kind = "unknown",
          .least_operands = 0,
          .most_operands = std::numeric_limits<std::size_t>::max(),
          .attributes = {{"shape", AttributeType::kIntegers}, {"original", AttributeType::kText, false}},
          .shape = given_shape,
          .back = [](const Call&, int) { return Flow{}; }};
}

}  // namespace

std::vector<Rule> source_rules() {
  const std::vector<AttributeRule> shape{{"shape", AttributeType::kIntegers}};
  return {{.kind = "input",
           .least_operands = 0,
           .most_operands = 0,
           .attributes = shape,
           .source = true,
           .shape = given_shape},
          {.kind = "constant",
           .least_operands = 0,
           .most_operands = 0,
           .attributes = shape,
           .source = true,
           .shape = given_shape,
           .weights = [](const Call& call) { return elements_of(call.op.shape); },
           .evaluate = [](const Evaluation& e) { return drawn(e.seed, e.op.name, e.shape); }},
          creation("ones", [](const Evaluation& e) { return filled(e.shape, 1); }),
          creation("zeros", [](const Evaluation& e) { return filled(e.shape, 0); }),
          creation("arange", evaluate_arange),
          unknown_rule()};
}

}  // namespace octosim::models::tensor
