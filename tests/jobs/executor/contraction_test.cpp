#include "jobs/executor/contraction.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "engine/base/random.hpp"
#include "jobs/executor/blas.hpp"

namespace octosim::jobs::executor {
namespace {

using Role = Axis::Role;

/// By the definition, one index after the other.
void by_definition(const std::vector<Axis>& axes, std::size_t depth, const float* a, const float* b, double* c) {
  if (depth == axes.size()) {
    *c += static_cast<double>(*a) * static_cast<double>(*b);
    return;
  }
  for (std::int64_t i = 0; i < axes[depth].extent; ++i) {
    by_definition(axes, depth + 1, a + i * axes[depth].a, b + i * axes[depth].b, c + i * axes[depth].c);
  }
}

class Factors {
 public:
  explicit Factors(std::uint64_t seed) {
    for (std::uint64_t i = 0; i < kEach; ++i) {
      a.push_back(static_cast<float>(engine::draw_uniform({.seed = seed, .identity = 1}, i)));
      b.push_back(static_cast<float>(engine::draw_uniform({.seed = seed, .identity = 2}, i)));
    }
  }
  static constexpr std::uint64_t kEach = 20'000;
  std::vector<float> a, b;
};

void expect_contracted(const std::vector<Axis>& axes, const char* what) {
  load_blas();
  const Factors factors{3};
  for (const bool adds : {false, true}) {
    std::vector<float> ours(Factors::kEach, 2);
    std::vector<double> truth(Factors::kEach, 0);
    by_definition(axes, 0, factors.a.data(), factors.b.data(), truth.data());
    Memory memory;
    contract(axes, factors.a.data(), factors.b.data(), ours.data(), adds, memory);
    std::size_t written = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (truth[i] == 0) {
        ASSERT_EQ(ours[i], 2) << what << ": what does not belong to c stays";
        continue;
      }
      ++written;
      const double wanted = truth[i] + (adds ? 2 : 0);
      ASSERT_NEAR(ours[i], wanted, 1e-5 * std::abs(wanted)) << what << " at " << i;
    }
    EXPECT_GT(written, 1U) << what;
    EXPECT_EQ(memory.live(), 0);
  }
}

TEST(ContractionTest, AnyLayoutGivesTheProduct) {
  expect_contracted({{Role::kM, 7, 11, 0, 5}, {Role::kN, 5, 0, 1, 1}, {Role::kK, 11, 1, 5, 0}}, "row-major");
  expect_contracted({{Role::kM, 7, 1, 0, 5}, {Role::kN, 5, 0, 11, 1}, {Role::kK, 11, 7, 1, 0}}, "both turned");
  expect_contracted({{Role::kM, 7, 11, 0, 1}, {Role::kN, 5, 0, 1, 7}, {Role::kK, 11, 1, 5, 0}}, "product turned");
  expect_contracted({{Role::kM, 7, 1, 0, 1}, {Role::kN, 5, 0, 11, 7}, {Role::kK, 11, 7, 1, 0}}, "all turned");
  expect_contracted({{Role::kM, 7, 20, 0, 9}, {Role::kN, 5, 0, 1, 1}, {Role::kK, 11, 1, 8, 0}}, "slices of wider ones");
  expect_contracted({{Role::kBatch, 3, 100, 0, 60},
                     {Role::kBatch, 2, 0, 55, 30},
                     {Role::kM, 5, 11, 0, 6},
                     {Role::kN, 6, 0, 1, 1},
                     {Role::kK, 11, 1, 6, 0}},
                    "batches, one factor repeated");
  expect_contracted(
      {{Role::kM, 3, 20, 0, 40}, {Role::kM, 4, 5, 0, 10}, {Role::kN, 10, 0, 1, 1}, {Role::kK, 5, 1, 10, 0}},
      "rows in two dimensions");
  expect_contracted(
      {{Role::kM, 6, 20, 0, 10}, {Role::kN, 10, 0, 1, 1}, {Role::kK, 4, 5, 100, 0}, {Role::kK, 3, 1, 10, 0}},
      "sums in two dimensions that do not join");
}

TEST(ContractionTest, BatchesSideBySideAreCopied) {
  for (const std::int64_t batch : {1, 5, 16, 37}) {
    expect_contracted({{Role::kM, 4, 6 * batch, 0, 5 * batch},
                       {Role::kN, 5, 0, 6 * batch, batch},
                       {Role::kBatch, batch, 1, 1, 1},
                       {Role::kK, 6, batch, batch, 0}},
                      "batch innermost");
  }
  expect_contracted({{Role::kM, 4, 60, 0, 50}, {Role::kN, 5, 0, 30, 10}, {Role::kK, 6, 10, 2, 0}},
                    "neighbours nowhere");
}

TEST(ContractionTest, SingleRowsAndColumnsAreMatricesToo) {
  expect_contracted({{Role::kN, 5, 0, 1, 1}, {Role::kK, 11, 1, 5, 0}}, "no rows");
  expect_contracted({{Role::kM, 7, 11, 0, 3}, {Role::kK, 11, 1, 2, 0}}, "no columns");
  expect_contracted({{Role::kM, 7, 1, 0, 5}, {Role::kN, 5, 0, 1, 1}}, "no sum");
  expect_contracted({{Role::kM, 7, 0, 0, 5}, {Role::kN, 5, 0, 1, 1}, {Role::kK, 11, 1, 5, 0}}, "all rows the same");
}

}  // namespace
}  // namespace octosim::jobs::executor
