#include "jobs/executor/functions.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace octosim::jobs::executor {
namespace {

TEST(FunctionsTest, AgreeWithThoseOfTheLibrary) {
  for (int i = -8600; i <= 8600; ++i) {
    const float x = static_cast<float>(i) / 100;
    EXPECT_NEAR(exp_of(x) / std::exp(static_cast<double>(x)), 1, 3e-7) << x;
    EXPECT_NEAR(erf_of(x), std::erf(x), 4e-7) << x;
    EXPECT_NEAR(tanh_of(x), std::tanh(x), 2e-7) << x;
    EXPECT_NEAR(sigmoid_of(x), 1 / (1 + std::exp(-x)), 2e-7) << x;
    EXPECT_NEAR(gelu_of(x), 0.5 * x * (1 + std::erf(x * std::sqrt(0.5))), 4e-7 * std::max(1.0F, std::abs(x))) << x;
  }
}

TEST(FunctionsTest, BeyondTheirRangeAreAsAtItsEnds) {
  EXPECT_EQ(exp_of(-1e30F), exp_of(-87));
  EXPECT_EQ(exp_of(1e30F), exp_of(88));
  EXPECT_LT(exp_of(-1e30F), 1e-37F);
  EXPECT_EQ(exp_of(0), 1);
}

}  // namespace
}  // namespace octosim::jobs::executor
