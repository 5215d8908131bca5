/// \file contraction.hpp  Products of tensors, as products of matrices.
#pragma once
#include <cstdint>
#include <vector>

#include "jobs/executor/memory.hpp"

namespace octosim::jobs::executor {

/// One index of c[...] += a[...] b[...], and how far one step of it goes in each; 0: the tensor does not have it.
struct Axis {
  enum class Role : std::uint8_t { kBatch, kM, kN, kK };
  Role role = Role::kBatch;  ///< in all three or broadcast; in a and c; in b and c; in a and b, summed over
  std::int64_t extent = 1;
  std::int64_t a = 0, b = 0, c = 0;
};

/// c = the product, or more by it if `adds`.  One axis of each role becomes a product of matrices by BLAS, the others
/// loops around it.  Where no axis of a tensor has neighbours that BLAS could read, matrices are copied into
/// `scratch`, sixteen of a batch at a time.
void contract(std::vector<Axis> axes, const float* a, const float* b, float* c, bool adds, Memory& scratch);

}  // namespace octosim::jobs::executor
