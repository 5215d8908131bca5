#include "jobs/executor/copy.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "jobs/executor/nest.hpp"

namespace octosim::jobs::executor {
namespace {

constexpr std::int64_t kTile = 16;  // rows and columns that are turned together: a cache line of each

void copy_run(const float* from, float* to, std::int64_t count, std::int64_t from_step, std::int64_t to_step) {
  if (from_step == 1 && to_step == 1) {
    std::copy(from, from + count, to);
  } else if (from_step == 0 && to_step == 1) {
    std::fill(to, to + count, *from);
  } else {
    for (std::int64_t i = 0; i < count; ++i) to[i * to_step] = from[i * from_step];
  }
}

/// Both by tiles, `across` being the dimension along which `from` has neighbours.
void copy_turned(const View& from, const View& to, std::size_t across) {
  const std::size_t last = from.shape.size() - 1;
  Shape around = from.shape;
  around[across] = around[last] = 1;
  const std::int64_t rows = from.shape[across], columns = from.shape[last];
  const Nest<2> outer{around, {&from.strides, &to.strides}};
  const auto turn = [&](const float* source, float* target) {
    for (std::int64_t row = 0; row < rows; row += kTile) {
      for (std::int64_t column = 0; column < columns; column += kTile) {
        const std::int64_t last_row = std::min(rows, row + kTile), last_column = std::min(columns, column + kTile);
        for (std::int64_t i = row; i < last_row; ++i) {
          const float* const in = source + i * from.strides[across];
          float* const out = target + i * to.strides[across];
          for (std::int64_t j = column; j < last_column; ++j) out[j * to.strides[last]] = in[j * from.strides[last]];
        }
      }
    }
  };
  outer.each([&](const Places<2>& places) {
    for (std::int64_t i = 0; i < outer.inner(); ++i) {
      turn(from.data + places[0] + i * outer.steps()[0], to.data + places[1] + i * outer.steps()[1]);
    }
  });
}

}  // namespace

void copy(const View& from, const View& to) {
  OCTOSIM_EXPECT(from.shape == to.shape);
  const std::size_t rank = from.shape.size();
  if (rank > 1 && from.strides.back() > 1 && from.shape.back() > 1) {
    for (std::size_t d = 0; d + 1 < rank; ++d) {
      if (from.strides[d] == 1 && from.shape[d] > 1) return copy_turned(from, to, d);
    }
  }
  const Nest<2> nest{from.shape, {&from.strides, &to.strides}};
  nest.each([&](const Places<2>& places) {
    copy_run(from.data + places[0], to.data + places[1], nest.inner(), nest.steps()[0], nest.steps()[1]);
  });
}

void fill(const View& to, float value) {
  const Nest<1> nest{to.shape, {&to.strides}};
  nest.each([&](const Places<1>& places) {
    for (std::int64_t i = 0; i < nest.inner(); ++i) to.data[places[0] + i * nest.steps()[0]] = value;
  });
}

View dense(const View& view, Memory& memory) {
  if (is_dense(view)) return view;
  View made = allocated(memory, view.shape);
  copy(view, made);
  return made;
}

}  // namespace octosim::jobs::executor
