/// \file rules.hpp  What each kind of operator does to shapes, slices and values: one Rule a kind, one registry.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/tensor/operator.hpp"
#include "models/tensor/shape.hpp"
#include "models/tensor/tensor.hpp"

namespace octosim::models::tensor {

/// The dimension of a tensor that is sliced; empty: FULL, the tensor is needed whole.
using Setting = std::optional<int>;
/// By operand, what one slice of the output needs; empty: ILLEGAL, a slice of it cannot be computed from slices.
using Flow = std::optional<std::vector<Setting>>;

/// An operator and the shapes of its operands.
struct Call {
  const Operator& op;  ///< its `shape` is known to all functions of a rule but `shape`
  std::span<const Shape> in;
};

/// An execution of an operator, or of one slice of it.
struct Evaluation {
  const Operator& op;
  std::span<const Tensor* const> in;  ///< whole or sliced, as the rule's `back` says
  Shape shape;                        ///< of the output wanted; less than op.shape in the sliced dimension
  Shape origin;                       ///< by dimension, index in the whole output of its first element
  std::uint64_t seed = 0;             ///< of weights
  /// By dimension, index in the whole first operand of the first element that is there; empty: of all of them 0.  What
  /// lies outside is as if it did not exist: the neighbours that a Halo asks for are there as far as they exist.
  Shape in_origin{};
};

/// A window of `kernel` indices of the operand for each index of the output, the first one at index x stride - padding.
struct Halo {
  std::int64_t kernel = 1, stride = 1, padding = 0;
};

enum class AttributeType : std::uint8_t { kInteger, kNumber, kText, kIntegers };

/// An attribute that a kind has.
struct AttributeRule {
  std::string name;
  AttributeType type = AttributeType::kInteger;
  bool required = true;
};

/// All that is known of one kind.  To add a kind: a Rule in the file of its family, or a new file and a row in
/// registry.cpp.  Functions left empty: no halo, no flops, no weights, no product of matrices, cannot be evaluated.
struct Rule {
  std::string kind;
  std::size_t least_operands = 1, most_operands = 1;
  std::vector<AttributeRule> attributes{};
  bool view = false;
  bool source = false;

  /// \throws engine::ModelError naming the node, the shapes of its operands and what is allowed
  std::function<Shape(const Call&)> shape{};
  /// Which dimension of each operand gives one index of dimension `dim` of the output.
  /// Source: arXiv 2401.10652, "flow traceability"; the table per operator is ours.
  std::function<Flow(const Call&, int dim)> back{};
  /// Dimensions that `back` refuses and that a slice with its neighbours can pass: extents and places are the same in
  /// the operand but for the halo.
  std::function<std::optional<Halo>(const Call&, int dim)> halo{};
  std::function<std::int64_t(const Call&)> flops{};
  std::function<std::int64_t(const Call&)> weights{};  ///< elements, each of Operator::element_bytes
  std::function<std::optional<Gemm>(const Call&)> gemm{};
  std::function<Tensor(const Evaluation&)> evaluate{};
};

/// \throws engine::ModelError naming the kinds there are, if this is none
const Rule& rule_of(std::string_view kind);

/// Every kind, sorted.
std::vector<std::string> kinds();

}  // namespace octosim::models::tensor
