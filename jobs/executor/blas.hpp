/// \file blas.hpp  The product of two matrices, by the machine's BLAS.
#pragma once
#include <cstdint>
#include <string>

namespace octosim::jobs::executor {

/// A matrix with neighbours along its columns, or along its rows.
struct Matrix {
  const float* data = nullptr;
  std::int64_t leading = 1;  ///< elements from one row to the next, or from one column to the next
  bool turned = false;       ///< neighbours are along a column: the transpose of a row-major matrix
};

/// Loads OpenBLAS, once, and keeps it to one thread.  Nothing of it is loaded before: a simulation needs none.
/// \throws engine::ModelError if octosim was built without one; engine::SystemError if it cannot be loaded
void load_blas();

/// Name, version and kernels of what was loaded.  \pre load_blas()
std::string name_of_blas();

/// c[m, n] = a[m, k] b[k, n], or more by that if `adds`; `c` row-major, from row to row `leading` elements.
/// \pre load_blas(); extents of at least 1 and below 2^31
void multiply(std::int64_t m, std::int64_t n, std::int64_t k, const Matrix& a, const Matrix& b, bool adds, float* c,
              std::int64_t leading);

}  // namespace octosim::jobs::executor
