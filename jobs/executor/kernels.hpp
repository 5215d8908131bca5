/// \file kernels.hpp  How each kind of operator is executed in single precision.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "jobs/executor/view.hpp"
#include "jobs/executor/weights.hpp"
#include "models/tensor/operator.hpp"

namespace octosim::jobs::executor {

/// One execution of an operator, whole or a slice.
struct Call {
  const models::tensor::Operator& op;
  std::span<const View> in;  ///< whole or sliced, as the rule's `back` says
  const Shape& shape;        ///< of the output wanted
  const Shape& origin;       ///< by dimension, index in the whole output of its first element
  const Weights& weights;
  Memory& memory;  ///< for what it needs meanwhile
};

/// Either `show`, of operators that show the storage of their first operand, or `write`.
struct Kernel {
  /// Empty if no strides can say it: then a copy is needed.
  std::optional<View> (*show)(const Call&) = nullptr;
  /// \pre `out` has the call's shape, any strides, and memory of its own
  /// \throws engine::ModelError for a value that the operator does not take
  void (*write)(const Call&, const View& out) = nullptr;
};

using Kernels = std::map<std::string_view, Kernel>;

/// Each family adds its own, in the source of that name.
void add_elementwise(Kernels& kernels);
void add_images(Kernels& kernels);
void add_movements(Kernels& kernels);
void add_normalisations(Kernels& kernels);
void add_products(Kernels& kernels);
void add_views(Kernels& kernels);

/// \throws engine::ModelError naming node and kind if that kind cannot be executed
const Kernel& kernel_of(const models::tensor::Operator& op);

}  // namespace octosim::jobs::executor
