#include "models/tensor/tensor.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/random.hpp"

namespace octosim::models::tensor {
namespace {

/// A tensor seen as `outer` runs of `extent` blocks of `inner` elements: dimension `dim` and what lies around it.
struct Around {
  std::int64_t outer = 1, extent = 1, inner = 1;
  Around(const Shape& shape, int dim) : extent{shape[static_cast<std::size_t>(dim)]} {
    for (std::size_t d = 0; d < shape.size(); ++d) {
      if (d < static_cast<std::size_t>(dim)) outer *= shape[d];
      if (d > static_cast<std::size_t>(dim)) inner *= shape[d];
    }
  }
};

}  // namespace

Tensor filled(const Shape& shape, double value) {
  return {.shape = shape, .values = std::vector<double>(static_cast<std::size_t>(elements_of(shape)), value)};
}

Tensor slice_of(const Tensor& whole, int dim, std::int64_t begin, std::int64_t count) {
  const Around from{whole.shape, dim};
  OCTOSIM_EXPECT(begin >= 0 && count >= 0 && begin + count <= from.extent);
  Tensor slice{.shape = whole.shape};
  slice.shape[static_cast<std::size_t>(dim)] = count;
  slice.values.reserve(static_cast<std::size_t>(elements_of(slice.shape)));
  for (std::int64_t o = 0; o < from.outer; ++o) {
    const auto first = whole.values.begin() + (o * from.extent + begin) * from.inner;
    slice.values.insert(slice.values.end(), first, first + count * from.inner);
  }
  return slice;
}

void place_slice(Tensor& whole, const Tensor& slice, int dim, std::int64_t begin) {
  const Around to{whole.shape, dim};
  const Around from{slice.shape, dim};
  OCTOSIM_EXPECT(to.outer == from.outer && to.inner == from.inner && begin >= 0 && begin + from.extent <= to.extent);
  for (std::int64_t o = 0; o < to.outer; ++o) {
    const auto first = slice.values.begin() + o * from.extent * from.inner;
    std::copy(first, first + from.extent * from.inner, whole.values.begin() + (o * to.extent + begin) * to.inner);
  }
}

Tensor drawn(std::uint64_t seed, std::string_view name, const Shape& shape) {
  Tensor tensor = filled(shape, 0);
  const engine::DrawKey key{.seed = seed, .identity = engine::hash_text(name), .purpose = engine::hash_text("tensor")};
  for (std::size_t i = 0; i < tensor.values.size(); i += 4) {
    const auto words = engine::draw_words(key, i / 4);
    for (std::size_t j = 0; j < 4 && i + j < tensor.values.size(); ++j) {
      tensor.values[i + j] = 2 * engine::uniform_of(words[j]) - 1;
    }
  }
  return tensor;
}

double greatest_difference(const Tensor& a, const Tensor& b) {
  OCTOSIM_EXPECT(a.shape == b.shape);
  double greatest = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double difference = std::abs(a.values[i] - b.values[i]);
    if (std::isnan(difference)) return difference;
    greatest = std::max(greatest, difference);
  }
  return greatest;
}

}  // namespace octosim::models::tensor
