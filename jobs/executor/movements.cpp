#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "jobs/executor/copy.hpp"
#include "jobs/executor/kernels.hpp"
#include "jobs/executor/nest.hpp"
#include "models/tensor/call.hpp"

namespace octosim::jobs::executor {
namespace {

using models::tensor::integer_of;

/// An attribute "dim" of a tensor of `rank`, from the front.
int dimension_of(const Call& call, std::size_t rank) {
  const std::int64_t dim = integer_of(call.op, "dim");
  return static_cast<int>(dim < 0 ? dim + static_cast<std::int64_t>(rank) : dim);
}

void write_concat(const Call& call, const View& out) {
  const int dim = dimension_of(call, out.shape.size());
  std::int64_t begin = 0;
  for (const View& part : call.in) {
    const std::int64_t count = part.shape[static_cast<std::size_t>(dim)];
    copy(part, sliced(out, dim, begin, count));
    begin += count;
  }
}

/// Rows of the table of weights, by number.
void write_embedding(const Call& call, const View& out) {
  const std::int64_t features = out.shape.back(), rows = integer_of(call.op, "rows");
  Shape ids = out.shape, strides = out.strides;
  ids.pop_back();
  strides.pop_back();
  const Nest<2> nest{ids, {&call.in[0].strides, &strides}};
  nest.each([&](const Places<2>& places) {
    for (std::int64_t i = 0; i < nest.inner(); ++i) {
      const float id = call.in[0].data[places[0] + i * nest.steps()[0]];
      if (!(id >= 0 && id < static_cast<float>(rows))) {
        throw engine::ModelError{fmt::format("node \"{}\": row {} (must be from 0 to {})", call.op.name, id, rows - 1)};
      }
      const float* const row = call.weights.factors.data() + static_cast<std::int64_t>(id) * features;
      float* const to = out.data + places[1] + i * nest.steps()[1];
      for (std::int64_t f = 0; f < features; ++f) to[f * out.strides.back()] = row[f];
    }
  });
}

/// Folds the indices of one dimension into the first.
template <class Join>
void reduce(const Call& call, const View& out, const Join& join) {
  const View& in = call.in[0];
  const auto dim = static_cast<std::size_t>(dimension_of(call, in.shape.size()));
  Shape shape = in.shape;
  shape[dim] = 1;
  View to = out;
  if (integer_of(call.op, "keep", 0) == 0) {  // the dimension that went is there again, with extent 1
    to.shape = shape;
    to.strides.insert(to.strides.begin() + static_cast<std::ptrdiff_t>(dim), 0);
  }
  copy(sliced(in, static_cast<int>(dim), 0, 1), to);
  const Nest<2> nest{shape, {&in.strides, &to.strides}};
  for (std::int64_t index = 1; index < in.shape[dim]; ++index) {
    const float* const from = in.data + index * in.strides[dim];
    nest.each([&](const Places<2>& places) {
      for (std::int64_t i = 0; i < nest.inner(); ++i) {
        float& value = to.data[places[1] + i * nest.steps()[1]];
        value = join(value, from[places[0] + i * nest.steps()[0]]);
      }
    });
  }
}

void write_sum(const Call& call, const View& out) {
  reduce(call, out, [](float a, float b) { return a + b; });
}

void write_mean(const Call& call, const View& out) {
  write_sum(call, out);
  const View& in = call.in[0];
  const auto count = static_cast<float>(in.shape[static_cast<std::size_t>(dimension_of(call, in.shape.size()))]);
  const Nest<1> nest{out.shape, {&out.strides}};
  nest.each([&](const Places<1>& places) {
    for (std::int64_t i = 0; i < nest.inner(); ++i) out.data[places[0] + i * nest.steps()[0]] /= count;
  });
}

void write_max(const Call& call, const View& out) {
  reduce(call, out, [](float a, float b) { return a < b ? b : a; });
}

void write_zeros(const Call&, const View& out) { fill(out, 0); }

void write_ones(const Call&, const View& out) { fill(out, 1); }

/// 0, 1, 2, ... along the last dimension.
void write_arange(const Call& call, const View& out) {
  const auto first = static_cast<float>(call.origin.empty() ? 0 : call.origin.back());
  if (out.shape.empty()) return fill(out, first);
  for (std::int64_t i = 0; i < out.shape.back(); ++i) {
    fill(sliced(out, static_cast<int>(out.shape.size()) - 1, i, 1), first + static_cast<float>(i));
  }
}

}  // namespace

void add_movements(Kernels& kernels) {
  kernels["concat"] = {.write = write_concat};
  kernels["embedding"] = {.write = write_embedding};
  kernels["sum"] = {.write = write_sum};
  kernels["mean"] = {.write = write_mean};
  kernels["max"] = {.write = write_max};
  kernels["zeros"] = {.write = write_zeros};
  kernels["ones"] = {.write = write_ones};
  kernels["arange"] = {.write = write_arange};
}

}  // namespace octosim::jobs::executor
