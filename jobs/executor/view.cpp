#include "jobs/executor/view.hpp"

#include "engine/base/error.hpp"

namespace octosim::jobs::executor {

View allocated(Memory& memory, const Shape& shape) {
  View view{.storage = memory.allocate(models::tensor::elements_of(shape)),
            .shape = shape,
            .strides = models::tensor::strides_of(shape)};
  view.data = view.storage.get();
  return view;
}

bool is_dense(const View& view) {
  std::int64_t expected = 1;
  for (std::size_t d = view.shape.size(); d-- > 0;) {
    if (view.shape[d] != 1 && view.strides[d] != expected) return false;
    expected *= view.shape[d];
  }
  return true;
}

View sliced(const View& view, int dim, std::int64_t begin, std::int64_t count) {
  const auto d = static_cast<std::size_t>(dim);
  OCTOSIM_EXPECT(d < view.shape.size() && begin >= 0 && begin + count <= view.shape[d]);
  View slice = view;
  slice.data += begin * view.strides[d];
  slice.shape[d] = count;
  return slice;
}

View permuted(const View& view, const Shape& order) {
  View turned{.storage = view.storage, .data = view.data};
  for (const std::int64_t from : order) {
    turned.shape.push_back(view.shape[static_cast<std::size_t>(from)]);
    turned.strides.push_back(view.strides[static_cast<std::size_t>(from)]);
  }
  return turned;
}

std::optional<View> reshaped(const View& view, const Shape& shape) {
  // Groups of old dimensions, from the inside, that are one run of elements; each new dimension must lie in one group.
  View result{.storage = view.storage, .data = view.data, .shape = shape, .strides = Shape(shape.size(), 1)};
  std::size_t old = view.shape.size();
  std::int64_t left = 1, stride = 1;  // elements of the present group that are not spoken for, and from one to the next
  const auto next_group = [&] {
    while (old > 0 && view.shape[old - 1] == 1) --old;
    if (old == 0) return;
    --old;
    left = view.shape[old];
    stride = view.strides[old];
    while (old > 0 && (view.shape[old - 1] == 1 || view.strides[old - 1] == stride * left)) {
      --old;
      left *= view.shape[old];
    }
  };
  for (std::size_t d = shape.size(); d-- > 0;) {
    if (shape[d] == 1) continue;
    if (left == 1) next_group();
    if (left % shape[d] != 0) return {};
    result.strides[d] = stride;
    stride *= shape[d];
    left /= shape[d];
  }
  return result;
}

View broadcasted(const View& view, const Shape& shape) {
  const std::size_t missing = shape.size() - view.shape.size();
  View wide{.storage = view.storage, .data = view.data, .shape = shape, .strides = Shape(shape.size(), 0)};
  for (std::size_t d = 0; d < view.shape.size(); ++d) {
    if (view.shape[d] == shape[missing + d]) wide.strides[missing + d] = view.shape[d] == 1 ? 0 : view.strides[d];
  }
  return wide;
}

}  // namespace octosim::jobs::executor
