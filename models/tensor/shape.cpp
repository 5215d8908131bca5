#include "models/tensor/shape.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace octosim::models::tensor {

std::int64_t elements_of(const Shape& shape) {
  std::int64_t product = 1;
  for (const std::int64_t extent : shape) {
    if (extent == 0) return 0;
    product = product > kMostElements / extent ? kMostElements : product * extent;
  }
  return product;
}

Shape strides_of(const Shape& shape) {
  Shape strides(shape.size(), 1);
  for (std::size_t d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * shape[d];
  return strides;
}

std::string text_of(const Shape& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

Broadcast broadcast(const Shape& a, const Shape& b) {
  Broadcast out;
  out.shape.resize(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < out.shape.size(); ++i) {
    const std::int64_t in_a = i < a.size() ? a[a.size() - 1 - i] : 1;
    const std::int64_t in_b = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (in_a != in_b && in_a != 1 && in_b != 1) out.fits = false;
    out.shape[out.shape.size() - 1 - i] = in_a == 1 ? in_b : in_a;
  }
  return out;
}

}  // namespace octosim::models::tensor
