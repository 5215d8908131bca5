/// \file shape.hpp  Extents of a tensor, outermost first.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace octosim::models::tensor {

/// Extents of a row-major tensor, the slowest dimension first; empty: a scalar.
using Shape = std::vector<std::int64_t>;

/// What products stop at, so that a caller can refuse them.
inline constexpr std::int64_t kMostElements = std::int64_t{1} << 62;

/// Product of the extents, at most kMostElements; 1 for a scalar.  \pre no extent is negative
std::int64_t elements_of(const Shape& shape);

/// Elements from one index of each dimension to the next, in a row-major tensor.
Shape strides_of(const Shape& shape);

/// "[2, 3]"
std::string text_of(const Shape& shape);

/// The shape that numpy broadcasting gives, dimensions aligned from the right; not `fits`: there is none.
struct Broadcast {
  bool fits = true;
  Shape shape;
};
Broadcast broadcast(const Shape& a, const Shape& b);

}  // namespace octosim::models::tensor
