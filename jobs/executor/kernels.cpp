#include "jobs/executor/kernels.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::executor {
namespace {

Kernels all_kernels() {
  Kernels kernels;
  add_elementwise(kernels);
  add_images(kernels);
  add_movements(kernels);
  add_normalisations(kernels);
  add_products(kernels);
  add_views(kernels);
  return kernels;
}

}  // namespace

const Kernel& kernel_of(const models::tensor::Operator& op) {
  static const Kernels kernels = all_kernels();
  const auto found = kernels.find(op.kind);
  if (found == kernels.end()) {
    throw engine::ModelError{fmt::format("node \"{}\": operators of kind \"{}\" cannot be executed", op.name, op.kind)};
  }
  return found->second;
}

}  // namespace octosim::jobs::executor
