/// \file view.hpp  Numbers in memory seen as a tensor: shape, strides, and who keeps them alive.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "jobs/executor/memory.hpp"
#include "models/tensor/shape.hpp"

namespace octosim::jobs::executor {

using models::tensor::Shape;

/// Shows storage, perhaps the same as other views, and keeps it alive.
struct View {
  std::shared_ptr<float> storage{};  ///< empty: keeps nothing alive
  float* data = nullptr;             ///< the first element
  Shape shape{};
  Shape strides{};  ///< elements from one index to the next, by dimension; 0: all indices show the same
};

/// New, row-major, of any values.
View allocated(Memory& memory, const Shape& shape);

/// Row-major without gaps.
bool is_dense(const View& view);

/// `count` indices of dimension `dim` from `begin`.  \pre they exist
View sliced(const View& view, int dim, std::int64_t begin, std::int64_t count);

/// Dimension `d` of the result is dimension `order[d]` of `view`.
View permuted(const View& view, const Shape& order);

/// The same elements, in row-major order, as another shape; empty if no strides can say that.  \pre as many elements
std::optional<View> reshaped(const View& view, const Shape& shape);

/// Repeats dimensions of extent 1, and new ones in front.  \pre it broadcasts to `shape`
View broadcasted(const View& view, const Shape& shape);

}  // namespace octosim::jobs::executor
