#include "jobs/executor/contraction.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "engine/base/error.hpp"
#include "jobs/executor/blas.hpp"
#include "jobs/executor/copy.hpp"

namespace octosim::jobs::executor {
namespace {

using Role = Axis::Role;
constexpr std::int64_t kTogether = 16;  // matrices of a batch whose elements lie side by side: a cache line
constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();

/// Neighbours of one role that all tensors step through evenly become one.
std::vector<Axis> joined(const std::vector<Axis>& axes) {
  std::vector<Axis> found;
  for (const Axis& axis : axes) {
    if (axis.extent == 1) continue;
    if (!found.empty() && found.back().role == axis.role) {
      Axis& last = found.back();
      const std::int64_t by = axis.extent;
      if (last.a == axis.a * by && last.b == axis.b * by && last.c == axis.c * by && last.extent <= kMost / by) {
        const std::int64_t extent = last.extent * by;
        last = axis;
        last.extent = extent;
        continue;
      }
    }
    found.push_back(axis);
  }
  return found;
}

/// Takes out of `axes` the one of `role` with neighbours in `step`, else the largest; extent 1 if there is none.
Axis take(std::vector<Axis>& axes, Role role, std::int64_t Axis::*step, std::int64_t Axis::*other) {
  const auto better = [&](const Axis& one, const Axis& two) {
    const bool near = one.*step == 1 || one.*other == 1, also = two.*step == 1 || two.*other == 1;
    return near != also ? near : one.extent > two.extent;
  };
  auto best = axes.end();
  for (auto axis = axes.begin(); axis != axes.end(); ++axis) {
    if (axis->role == role && (best == axes.end() || better(*axis, *best))) best = axis;
  }
  if (best == axes.end()) return {.role = role};
  const Axis taken = *best;
  axes.erase(best);
  return taken;
}

/// A row-major matrix of `rows` x `columns` with these steps, or the transpose of one; empty: neither.
std::optional<Matrix> matrix_of(const float* data, std::int64_t rows, std::int64_t row_step, std::int64_t columns,
                                std::int64_t column_step) {
  if ((columns == 1 || column_step == 1) && (rows == 1 || row_step >= columns)) {
    return Matrix{.data = data, .leading = rows == 1 ? columns : row_step};
  }
  if ((rows == 1 || row_step == 1) && (columns == 1 || column_step >= rows)) {
    return Matrix{.data = data, .leading = columns == 1 ? rows : column_step, .turned = true};
  }
  return {};
}

/// Where loops around a product have got to.
struct Corner {
  const float* a;
  const float* b;
  float* c;
  bool adds;
};

class Contraction {
 public:
  Contraction(std::vector<Axis> axes, Memory& scratch) : loops_{joined(axes)}, scratch_{&scratch} {
    n_ = take(loops_, Role::kN, &Axis::c, &Axis::b);
    k_ = take(loops_, Role::kK, &Axis::a, &Axis::b);
    m_ = take(loops_, Role::kM, &Axis::a, &Axis::c);
    const float none = 0;
    copies_ = !matrix_of(&none, m_.extent, m_.a, k_.extent, k_.a) ||
              !matrix_of(&none, k_.extent, k_.b, n_.extent, n_.b) ||
              !matrix_of(&none, m_.extent, m_.c, n_.extent, n_.c);
    if (copies_) together_ = take(loops_, Role::kBatch, &Axis::a, &Axis::b);
    // Sums are outermost but for the batch: what is summed up first overwrites.
    std::stable_sort(loops_.begin(), loops_.end(),
                     [](const Axis& one, const Axis& two) { return one.role != Role::kK && two.role == Role::kK; });
  }

  void run(const Corner& places) { loop(0, places); }

 private:
  void loop(std::size_t depth, Corner at) {
    if (depth == loops_.size()) return copies_ ? multiply_copies(at) : multiply_matrices(at, m_, n_, k_);
    const Axis& axis = loops_[depth];
    for (std::int64_t i = 0; i < axis.extent; ++i) {
      loop(depth + 1, at);
      at.a += axis.a;
      at.b += axis.b;
      at.c += axis.c;
      if (axis.role == Role::kK) at.adds = true;
    }
  }

  static void multiply_matrices(const Corner& at, const Axis& m, const Axis& n, const Axis& k) {
    const auto a = matrix_of(at.a, m.extent, m.a, k.extent, k.a), b = matrix_of(at.b, k.extent, k.b, n.extent, n.b);
    const auto c = matrix_of(at.c, m.extent, m.c, n.extent, n.c);
    OCTOSIM_EXPECT(a && b && c);
    if (!c->turned) {
      multiply(m.extent, n.extent, k.extent, *a, *b, at.adds, at.c, c->leading);
      return;
    }
    // the transpose of the product: rows become columns
    const Matrix left{.data = b->data, .leading = b->leading, .turned = !b->turned};
    const Matrix right{.data = a->data, .leading = a->leading, .turned = !a->turned};
    multiply(n.extent, m.extent, k.extent, left, right, at.adds, at.c, c->leading);
  }

  /// Of one tensor, `count` matrices of `rows` x `columns` as they lie.
  static View lying(float* data, std::int64_t count, std::int64_t step, const Axis& rows, std::int64_t row_step,
                    const Axis& columns, std::int64_t column_step) {
    return {.data = data, .shape = {count, rows.extent, columns.extent}, .strides = {step, row_step, column_step}};
  }

  void multiply_copies(const Corner& at) {
    for (std::int64_t first = 0; first < together_.extent; first += kTogether) {
      const std::int64_t count = std::min(kTogether, together_.extent - first);
      // NOLINTBEGIN(cppcoreguidelines-pro-type-const-cast): views of operands are only read
      const View a = lying(const_cast<float*>(at.a) + first * together_.a, count, together_.a, m_, m_.a, k_, k_.a);
      const View b = lying(const_cast<float*>(at.b) + first * together_.b, count, together_.b, k_, k_.b, n_, n_.b);
      // NOLINTEND(cppcoreguidelines-pro-type-const-cast)
      const View c = lying(at.c + first * together_.c, count, together_.c, m_, m_.c, n_, n_.c);
      const View left = copied(a), right = copied(b), product = allocated(*scratch_, c.shape);
      if (at.adds) copy(c, product);
      for (std::int64_t i = 0; i < count; ++i) {
        multiply_matrices({.a = left.data + i * left.strides[0],
                           .b = right.data + i * right.strides[0],
                           .c = product.data + i * product.strides[0],
                           .adds = at.adds},
                          {.extent = m_.extent, .a = left.strides[1], .c = product.strides[1]},
                          {.extent = n_.extent, .b = right.strides[2], .c = product.strides[2]},
                          {.extent = k_.extent, .a = left.strides[2], .b = right.strides[1]});
      }
      copy(product, c);
    }
  }

  /// What BLAS can read: the matrices themselves, or a copy of them.
  View copied(const View& lying) const {
    if (matrix_of(lying.data, lying.shape[1], lying.strides[1], lying.shape[2], lying.strides[2])) return lying;
    View made = allocated(*scratch_, lying.shape);
    copy(lying, made);
    return made;
  }

  std::vector<Axis> loops_;
  Axis m_, n_, k_, together_;
  bool copies_ = false;
  Memory* scratch_;
};

}  // namespace

void contract(std::vector<Axis> axes, const float* a, const float* b, float* c, bool adds, Memory& scratch) {
  Contraction{std::move(axes), scratch}.run({.a = a, .b = b, .c = c, .adds = adds});
}

}  // namespace octosim::jobs::executor
