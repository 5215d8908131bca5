/// \file tensor.hpp  Dense values of a tensor, to execute small graphs and compare plans.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/tensor/shape.hpp"

namespace octosim::models::tensor {

/// Row-major values.  Invariant: values.size() == elements_of(shape).
struct Tensor {
  Shape shape{};
  std::vector<double> values{};
  bool operator==(const Tensor&) const = default;
};

/// `shape` filled with `value`.
Tensor filled(const Shape& shape, double value);

/// `count` indices of dimension `dim`, from `begin`.  \pre they exist
Tensor slice_of(const Tensor& whole, int dim, std::int64_t begin, std::int64_t count);

/// Writes `slice` into `whole`, from index `begin` of dimension `dim`.  \pre it fits; other extents are equal
void place_slice(Tensor& whole, const Tensor& slice, int dim, std::int64_t begin);

/// Values between -1 and 1 that depend on `seed`, `name` and the place of the element only: a slice of an execution
/// sees the weights of the whole.
Tensor drawn(std::uint64_t seed, std::string_view name, const Shape& shape);

/// Greatest difference of two elements; not a number if any is none.  \pre equal shapes
double greatest_difference(const Tensor& a, const Tensor& b);

}  // namespace octosim::models::tensor
