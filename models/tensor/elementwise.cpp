#include <algorithm>
#include <cmath>
#include <limits>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

/// All operands broadcast to one shape.
Shape shape_of_elementwise(const Call& call) {
  Broadcast joined{.shape = call.in[0]};
  for (const Shape& shape : call.in) {
    joined = broadcast(joined.shape, shape);
    if (!joined.fits) refuse(call, "the shapes differ (must be equal, or 1, in each dimension from the right)");
  }
  return joined.shape;
}

/// Dimensions are aligned from the right; an operand without the dimension, or with 1 there, is needed whole.
Flow back_of_elementwise(const Call& call, int dim) {
  std::vector<Setting> settings;
  for (const Shape& shape : call.in) {
    const int own = dim - static_cast<int>(call.op.shape.size()) + static_cast<int>(shape.size());
    const bool sliced = own >= 0 && (shape[at(own)] != 1 || call.op.shape[at(dim)] == 1);
    settings.push_back(sliced ? Setting{own} : std::nullopt);
  }
  return settings;
}

/// By element of `shape`, the index of the element of `from` that is broadcast there.
class Reader {
 public:
  Reader(const Shape& from, const Shape& shape) : shape_{shape}, steps_(shape.size(), 0), index_(shape.size(), 0) {
    const Shape strides = strides_of(from);
    const std::size_t missing = shape.size() - from.size();
    for (std::size_t d = 0; d < from.size(); ++d) {
      if (from[d] != 1) steps_[missing + d] = strides[d];
    }
  }
  std::size_t place() const { return static_cast<std::size_t>(place_); }
  void advance() {
    for (std::size_t d = shape_.size(); d-- > 0;) {
      place_ += steps_[d];
      if (++index_[d] < shape_[d]) return;
      place_ -= steps_[d] * shape_[d];
      index_[d] = 0;
    }
  }

 private:
  Shape shape_, steps_, index_;
  std::int64_t place_ = 0;
};

/// `values` of all operands at one element -> the output's.
template <class Function>
std::function<Tensor(const Evaluation&)> each_element(Function function) {
  return [function](const Evaluation& e) {
    Tensor out = filled(e.shape, 0);
    std::vector<Reader> readers;
    for (const Tensor* operand : e.in) readers.emplace_back(operand->shape, e.shape);
    std::vector<double> values(e.in.size());
    for (double& value : out.values) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = e.in[i]->values[readers[i].place()];
        readers[i].advance();
      }
      value = function(e.op, values);
    }
    return out;
  };
}

Rule elementwise(const char* kind, std::size_t least, std::size_t most, std::int64_t operations) {
  return {.kind = kind,
          .least_operands = least,
          .most_operands = most,
          .shape = shape_of_elementwise,
          .back = back_of_elementwise,
          .flops = per_element(operations)};
}

template <class Function>
Rule unary(const char* kind, std::int64_t operations, Function function) {
  Rule rule = elementwise(kind, 1, 1, operations);
  rule.evaluate = each_element([function](const Operator&, const std::vector<double>& x) { return function(x[0]); });
  return rule;
}

/// Folds its operands from the left; so many less one operations for each element.
template <class Function>
Rule nary(const char* kind, std::size_t least, std::size_t most, Function function) {
  Rule rule = elementwise(kind, least, most, 1);
  rule.flops = [](const Call& call) {
    return elements_of(
        {std::max<std::int64_t>(1, static_cast<std::int64_t>(call.in.size()) - 1), elements_of(call.op.shape)});
  };
  rule.evaluate = each_element([function](const Operator&, const std::vector<double>& x) {
    double value = x[0];
    for (std::size_t i = 1; i < x.size(); ++i) value = function(value, x[i]);
    return value;
  });
  return rule;
}

/// Operators with a factor or a bound.
std::vector<Rule> rules_with_attributes() {
  Rule scale = elementwise("scale", 1, 1, 1);
  scale.attributes = {{"factor", AttributeType::kNumber}};
  scale.evaluate =
      each_element([](const Operator& op, const std::vector<double>& x) { return number_of(op, "factor", 1) * x[0]; });
  Rule cast =
      elementwise("cast", 1, 1, 0);  // the type of the output is Operator::element_bytes; values stay as they are
  cast.evaluate = each_element([](const Operator&, const std::vector<double>& x) { return x[0]; });
  Rule dropout = elementwise("dropout", 1, 1, 0);  // inference: no element is dropped
  dropout.attributes = {{"probability", AttributeType::kNumber, false}};
  dropout.evaluate = cast.evaluate;
  Rule where = elementwise("where", 3, 3, 1);
  where.evaluate = each_element([](const Operator&, const std::vector<double>& x) { return x[0] != 0 ? x[1] : x[2]; });
  return {scale, cast, dropout, where};
}

double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }
/// Source: Hendrycks & Gimpel, arXiv 1606.08415, the exact form.
double gelu_of(double x) { return 0.5 * x * (1 + std::erf(x * std::sqrt(0.5))); }
double same_as(double x) { return x; }

}  // namespace

/// Operations per element: 1 for additions and products, sigmoid 4, silu 5, gelu 8 (chosen with the cost function of
/// partition/chunk); 4 of other functions, 1 of comparisons and 0 of copies are assumed.
std::vector<Rule> elementwise_rules() {
  constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
  std::vector<Rule> rules = rules_with_attributes();
  rules.push_back(unary("sigmoid", 4, sigmoid_of));
  rules.push_back(unary("silu", 5, [](double x) { return x * sigmoid_of(x); }));
  rules.push_back(unary("gelu", 8, gelu_of));
  rules.push_back(unary("relu", 1, [](double x) { return std::max(x, 0.0); }));
  rules.push_back(unary("neg", 1, [](double x) { return -x; }));
  rules.push_back(unary("exp", 4, [](double x) { return std::exp(x); }));
  rules.push_back(unary("tanh", 4, [](double x) { return std::tanh(x); }));
  rules.push_back(unary("sqrt", 4, [](double x) { return std::sqrt(x); }));
  rules.push_back(unary("erf", 4, [](double x) { return std::erf(x); }));
  rules.push_back(unary("log", 4, [](double x) { return std::log(x); }));
  rules.push_back(unary("sin", 4, [](double x) { return std::sin(x); }));
  rules.push_back(unary("cos", 4, [](double x) { return std::cos(x); }));
  rules.push_back(unary("reciprocal", 1, [](double x) { return 1 / x; }));
  rules.push_back(unary("abs", 1, [](double x) { return std::abs(x); }));
  rules.push_back(unary("floor", 1, [](double x) { return std::floor(x); }));
  rules.push_back(unary("ceil", 1, [](double x) { return std::ceil(x); }));
  rules.push_back(unary("not", 1, [](double x) { return x == 0 ? 1.0 : 0.0; }));
  rules.push_back(unary("contiguous", 0, same_as));
  rules.push_back(unary("clone", 0, same_as));
  rules.push_back(unary("identity", 0, same_as));
  rules.push_back(nary("add", 2, kAny, [](double a, double b) { return a + b; }));
  rules.push_back(nary("mul", 2, kAny, [](double a, double b) { return a * b; }));
  rules.push_back(nary("sub", 2, 2, [](double a, double b) { return a - b; }));
  rules.push_back(nary("div", 2, 2, [](double a, double b) { return a / b; }));
  rules.push_back(nary("pow", 2, 2, [](double a, double b) { return std::pow(a, b); }));
  rules.push_back(nary("equal", 2, 2, [](double a, double b) { return a == b ? 1.0 : 0.0; }));
  rules.push_back(nary("less", 2, 2, [](double a, double b) { return a < b ? 1.0 : 0.0; }));
  rules.push_back(nary("greater", 2, 2, [](double a, double b) { return a > b ? 1.0 : 0.0; }));
  rules.push_back(nary("and", 2, 2, [](double a, double b) { return a != 0 && b != 0 ? 1.0 : 0.0; }));
  rules.push_back(nary("or", 2, 2, [](double a, double b) { return a != 0 || b != 0 ? 1.0 : 0.0; }));
  rules.push_back(nary("maximum", 2, kAny, [](double a, double b) { return std::max(a, b); }));
  rules.push_back(nary("minimum", 2, kAny, [](double a, double b) { return std::min(a, b); }));
  return rules;
}

}  // namespace octosim::models::tensor
