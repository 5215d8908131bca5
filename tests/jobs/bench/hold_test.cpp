#include "jobs/bench/hold.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace octosim::jobs::bench {
namespace {

double mean(const std::vector<std::uint64_t>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Of 65,536 draws: within five deviations of the mean.
TEST(DrawIncrements, HaveTheirMeansAndLimits) {
  const auto exponential = draw_increments(Increment::kExponential, 1);
  EXPECT_NEAR(mean(exponential), 99.5, 1.8);
  EXPECT_GE(*std::min_element(exponential.begin(), exponential.end()), 10U);
  const auto uniform = draw_increments(Increment::kUniform, 1);
  EXPECT_NEAR(mean(uniform), 1000.5, 11.3);
  EXPECT_EQ(*std::min_element(uniform.begin(), uniform.end()), 1U);
  EXPECT_EQ(*std::max_element(uniform.begin(), uniform.end()), 2000U);
  const auto bimodal = draw_increments(Increment::kBimodal, 1);
  EXPECT_NEAR(mean(bimodal), 0.9 * 10.5 + 0.1 * 150'000, 900);
  for (const std::uint64_t each : bimodal) EXPECT_TRUE((each >= 1 && each <= 20) || each >= 100'000) << each;
}

TEST(DrawIncrements, AreAFunctionOfTheSeed) {
  EXPECT_EQ(draw_increments(Increment::kUniform, 4), draw_increments(Increment::kUniform, 4));
  EXPECT_NE(draw_increments(Increment::kUniform, 4), draw_increments(Increment::kUniform, 5));
}

}  // namespace
}  // namespace octosim::jobs::bench
