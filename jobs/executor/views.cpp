#include "jobs/executor/kernels.hpp"
#include "models/tensor/call.hpp"

namespace octosim::jobs::executor {
namespace {

using models::tensor::integer_of;

int dimension_of(const Call& call) {
  const std::int64_t dim = integer_of(call.op, "dim");
  return static_cast<int>(dim < 0 ? dim + static_cast<std::int64_t>(call.in[0].shape.size()) : dim);
}

std::optional<View> show_reshaped(const Call& call) { return reshaped(call.in[0], call.shape); }

std::optional<View> show_permuted(const Call& call) {
  return permuted(call.in[0], models::tensor::integers_of(call.op, "order"));
}

std::optional<View> show_slice(const Call& call) {
  const int dim = dimension_of(call);
  const std::int64_t begin = integer_of(call.op, "begin", 0);
  return sliced(call.in[0], dim, begin, call.shape[static_cast<std::size_t>(dim)]);
}

std::optional<View> show_split(const Call& call) {
  const int dim = dimension_of(call);
  const std::int64_t count = call.shape[static_cast<std::size_t>(dim)];
  return sliced(call.in[0], dim, count * integer_of(call.op, "part"), count);
}

std::optional<View> show_index(const Call& call) {
  const int dim = dimension_of(call);
  View view = sliced(call.in[0], dim, integer_of(call.op, "index"), 1);
  view.shape.erase(view.shape.begin() + dim);
  view.strides.erase(view.strides.begin() + dim);
  return view;
}

std::optional<View> show_expanded(const Call& call) { return broadcasted(call.in[0], call.shape); }

}  // namespace

void add_views(Kernels& kernels) {
  for (const char* kind : {"reshape", "view", "flatten", "unsqueeze", "squeeze"})
    kernels[kind] = {.show = show_reshaped};
  kernels["transpose"] = kernels["permute"] = {.show = show_permuted};
  kernels["slice"] = {.show = show_slice};
  kernels["split"] = {.show = show_split};
  kernels["index"] = {.show = show_index};
  kernels["expand"] = {.show = show_expanded};
}

}  // namespace octosim::jobs::executor
