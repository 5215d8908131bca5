/// \file operator.hpp  A node of an operator graph.  Plain data.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/tensor/shape.hpp"

namespace octosim::models::tensor {

/// What a kind of operator is told besides its operands.
using Attribute = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>>;
using Attributes = std::map<std::string, Attribute>;

/// A product of matrices: `batch` times m x k by k x n.
struct Gemm {
  /// What of it a dimension of the output is a part of.
  enum class Part : std::uint8_t { kBatch, kM, kN };
  std::int64_t batch = 1, m = 1, n = 1, k = 1;
  std::vector<Part> parts{};  ///< by dimension of the output
  bool operator==(const Gemm&) const = default;
};

/// The first four members are given; Graph::add finds the others.
struct Operator {
  std::string name{};  ///< unique in its graph, not empty
  std::string kind{};  ///< of the registry (rules.hpp)
  Attributes attributes{};
  std::int64_t element_bytes = 0;  ///< of the output; 0: as the first operand

  Shape shape{};                  ///< of the output
  std::int64_t weight_bytes = 0;  ///< weights that the operator owns; of a constant its own bytes
  std::int64_t flops = 0;         ///< product 2 m n k; others: operations per element, see each rule
  std::optional<Gemm> gemm{};     ///< if it is a product of matrices
  bool view = false;              ///< shows the storage of its first operand; costs nothing
  bool source = false;            ///< input or constant: no activation of its own, never in a loop
};

/// Bytes of the output.
inline std::int64_t bytes_of(const Operator& op) { return elements_of(op.shape) * op.element_bytes; }

}  // namespace octosim::models::tensor
