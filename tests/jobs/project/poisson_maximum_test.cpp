#include "jobs/project/poisson_maximum.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace octosim::jobs::project {
namespace {

TEST(PoissonMaximum, OfOneRankOrNothingIsTheMean) {
  EXPECT_EQ(poisson_maximum(0, 100), 0);
  EXPECT_EQ(poisson_maximum(3.5, 1), 3.5);
}

/// Of two: mean + mean exp(-2 mean) (I0(2 mean) + I1(2 mean)), half of the mean difference; I0(2) = 2.2795853,
/// I1(2) = 1.5906369.
TEST(PoissonMaximum, OfTwoHasAClosedForm) {
  EXPECT_NEAR(poisson_maximum(1, 2), 1 + std::exp(-2) * (2.2795853 + 1.5906369), 1e-7);
}

/// For so many ranks that some count to 2: P(max >= 1) + P(max >= 2) + ...
TEST(PoissonMaximum, OfRareEventsIsTheSumOfTails) {
  const double mean = 1e-3;
  const double one = 1 - std::exp(-mean * 100);
  const double above_one = 1 - std::exp(-mean) * (1 + mean);
  EXPECT_NEAR(poisson_maximum(mean, 100), one + 100 * above_one, 1e-6);
}

/// 1.1630 is the expected maximum of 5 standard normals, 2.5076 of 100 (Tippett, Biometrika 17, 1925).
TEST(PoissonMaximum, OfALargeMeanIsThatOfNormals) {
  EXPECT_NEAR((poisson_maximum(1e8, 5) - 1e8) / 1e4, 1.1630, 0.001);
  EXPECT_NEAR((poisson_maximum(1e8, 100) - 1e8) / 1e4, 2.5076, 0.001);
}

TEST(PoissonMaximum, GrowsWithRanksAndMeanWithinItsBound) {
  for (const double mean : {0.1, 1.0, 30.0, 1000.0, 1e6}) {
    double before = mean;
    for (const double ranks : {2.0, 3.0, 10.0, 1e3, 1e6}) {
      const double most = poisson_maximum(mean, ranks);
      EXPECT_GT(most, before);
      EXPECT_GT(poisson_maximum(mean * 1.1, ranks), most);
      if (mean >= 1e6) {
        EXPECT_LT(most, mean + 1.01 * std::sqrt(2 * mean * std::log(ranks)));
      }
      before = most;
    }
  }
}

}  // namespace
}  // namespace octosim::jobs::project
