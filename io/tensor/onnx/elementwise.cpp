#include <array>
#include <cmath>

#include <fmt/format.h>

#include "io/tensor/onnx/building.hpp"

namespace octosim::io::tensor::onnx {
namespace {

/// ONNX's name -> the kind.
constexpr std::array<std::pair<std::string_view, const char*>, 19> kUnaryKinds{{{"Abs", "abs"},
                                                                                {"Ceil", "ceil"},
                                                                                {"Cos", "cos"},
                                                                                {"Dropout", "dropout"},
                                                                                {"Erf", "erf"},
                                                                                {"Exp", "exp"},
                                                                                {"Floor", "floor"},
                                                                                {"Gelu", "gelu"},
                                                                                {"Identity", "identity"},
                                                                                {"Log", "log"},
                                                                                {"Neg", "neg"},
                                                                                {"Not", "not"},
                                                                                {"Reciprocal", "reciprocal"},
                                                                                {"Relu", "relu"},
                                                                                {"Sigmoid", "sigmoid"},
                                                                                {"Sin", "sin"},
                                                                                {"Sqrt", "sqrt"},
                                                                                {"Swish", "silu"},
                                                                                {"Tanh", "tanh"}}};
constexpr std::array<std::pair<std::string_view, const char*>, 6> kBinaryKinds{
    {{"Add", "add"}, {"Max", "maximum"}, {"Min", "minimum"}, {"Pow", "pow"}, {"Sub", "sub"}, {"Sum", "add"}}};
constexpr std::array<std::pair<std::string_view, const char*>, 5> kTruthKinds{
    {{"And", "and"}, {"Equal", "equal"}, {"Greater", "greater"}, {"Less", "less"}, {"Or", "or"}}};

template <class Table>
const char* kind_in(const Table& table, std::string_view op_type) {
  for (const auto& [name, kind] : table) {
    if (name == op_type) return kind;
  }
  throw Unsupported{"it is not in the table"};
}

void import_unary(Building& b) { b.give(b.add(kind_in(kUnaryKinds, b.node().op_type), {b.operand(0)})); }

void import_cast(Building& b) {
  const auto type = static_cast<ElementType>(b.integer("to", 0));
  if (bytes_of(type) == 0) throw Unsupported{fmt::format("type {} has no whole bytes", static_cast<int>(type))};
  b.give(b.add("cast", {b.operand(0)}, {}, type), type);
}

/// Max, Min and Sum of one operand are that operand.
void import_binary(Building& b) {
  const std::vector<Node> operands = b.operands();
  b.give(b.add(operands.size() == 1 ? "identity" : kind_in(kBinaryKinds, b.node().op_type), operands));
}

void import_truth(Building& b) {
  b.give(b.add(kind_in(kTruthKinds, b.node().op_type), b.operands(), {}, ElementType::kBool), ElementType::kBool);
}

/// a <= b is not (a > b).
void import_negated(Building& b) {
  const char* opposite = b.node().op_type == "LessOrEqual" ? "greater" : "less";
  const Node truth = b.add(opposite, b.operands(), {}, ElementType::kBool);
  b.give(b.add("not", {truth}, {}, ElementType::kBool), ElementType::kBool);
}

/// The one value of constant `i`, if it changes no shape.
std::optional<double> factor_of(const Building& b, std::size_t i) {
  const Value& factor = b.in(i);
  const Value& other = b.in(1 - i);
  const bool one = factor.constant && factor.known && factor.known->size() == 1 && !other.constant;
  if (!one || factor.shape.size() > other.shape.size()) return {};
  return (*factor.known)[0];
}

void import_mul(Building& b) {
  for (const std::size_t i : {1U, 0U}) {
    const auto factor = factor_of(b, i);
    if (!factor || !std::isfinite(*factor)) continue;
    b.give(b.add("scale", {b.operand(1 - i)}, {{"factor", *factor}}));
    return;
  }
  b.give(b.add("mul", b.operands()));
}

void import_div(Building& b) {
  const auto divisor = factor_of(b, 1);
  if (divisor && std::isfinite(1 / *divisor) && !is_integer(b.in(0).type)) {
    b.give(b.add("scale", {b.operand(0)}, {{"factor", 1 / *divisor}}));
  } else {
    b.give(b.add("div", b.operands()));
  }
}

/// a - floor(a / b) b, the remainder of positive integers.
void import_mod(Building& b) {
  const Node quotient = b.add("floor", {b.add("div", b.operands())});
  b.give(b.add("sub", {b.operand(0), b.add("mul", {quotient, b.operand(1)})}));
}

void import_where(Building& b) {
  const ElementType type = b.in(1).type;
  b.give(b.add("where", b.operands(), {}, type), type);
}

/// Bounds are inputs; before operator set 11 they were attributes.
void import_clip(Building& b) {
  Node x = b.operand(0);
  const bool attributes = b.opset() < 11;
  if (attributes || b.has(1)) {
    x = b.add("maximum", {x, attributes ? b.add_constant({}, b.in(0).type) : b.operand(1)});
  }
  if (attributes || b.has(2)) {
    x = b.add("minimum", {x, attributes ? b.add_constant({}, b.in(0).type) : b.operand(2)});
  }
  b.give(x);
}

/// max(0, min(1, alpha x + beta))
Node add_hard_sigmoid(Building& b, double alpha) {
  const ElementType type = b.in(0).type;
  const Node sloped = b.add("add", {b.add("scale", {b.operand(0)}, {{"factor", alpha}}), b.add_constant({}, type)});
  return b.add("relu", {b.add("minimum", {sloped, b.add_constant({}, type)})});
}

void import_hard_sigmoid(Building& b) { b.give(add_hard_sigmoid(b, b.real("alpha", 0.2))); }

/// x times a hard sigmoid of slope 1/6.
void import_hard_swish(Building& b) { b.give(b.add("mul", {b.operand(0), add_hard_sigmoid(b, 1.0 / 6)})); }

/// The greater of x and alpha x, for a steep slope the lesser.
void import_leaky_relu(Building& b) {
  const double alpha = b.real("alpha", 0.01);
  const Node sloped = b.add("scale", {b.operand(0)}, {{"factor", alpha}});
  b.give(b.add(alpha <= 1 ? "maximum" : "minimum", {b.operand(0), sloped}));
}

/// relu(x) + slope x min(x, 0)
void import_prelu(Building& b) {
  const Node negative = b.add("minimum", {b.operand(0), b.add_constant({}, b.in(0).type)});
  b.give(b.add("add", {b.add("relu", {b.operand(0)}), b.add("mul", {negative, b.operand(1)})}));
}

/// relu(x) + alpha (exp(min(x, 0)) - 1)
void import_elu(Building& b) {
  const ElementType type = b.in(0).type;
  const Node power = b.add("exp", {b.add("minimum", {b.operand(0), b.add_constant({}, type)})});
  const Node curve =
      b.add("scale", {b.add("sub", {power, b.add_constant({}, type)})}, {{"factor", b.real("alpha", 1)}});
  b.give(b.add("add", {b.add("relu", {b.operand(0)}), curve}));
}

/// log(exp(x) + 1)
Node add_softplus(Building& b) {
  return b.add("log", {b.add("add", {b.add("exp", {b.operand(0)}), b.add_constant({}, b.in(0).type)})});
}

void import_softplus(Building& b) { b.give(add_softplus(b)); }

/// x tanh(softplus(x))
void import_mish(Building& b) { b.give(b.add("mul", {b.operand(0), b.add("tanh", {add_softplus(b)})})); }

}  // namespace

Imports elementwise_imports() {
  Imports imports{{"Cast", import_cast},
                  {"Clip", import_clip},
                  {"Div", import_div},
                  {"GreaterOrEqual", import_negated},
                  {"LessOrEqual", import_negated},
                  {"Mod", import_mod},
                  {"Mul", import_mul},
                  {"Where", import_where},
                  {"Elu", import_elu},
                  {"HardSigmoid", import_hard_sigmoid},
                  {"HardSwish", import_hard_swish},
                  {"LeakyRelu", import_leaky_relu},
                  {"Mish", import_mish},
                  {"PRelu", import_prelu},
                  {"Softplus", import_softplus}};
  for (const auto& [name, kind] : kUnaryKinds) imports.emplace_back(name, import_unary);
  for (const auto& [name, kind] : kBinaryKinds) imports.emplace_back(name, import_binary);
  for (const auto& [name, kind] : kTruthKinds) imports.emplace_back(name, import_truth);
  return imports;
}

}  // namespace octosim::io::tensor::onnx
