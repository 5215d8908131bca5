#include "jobs/bench/cyclic_permutation.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace octosim::jobs::bench {
namespace {

TEST(CyclicPermutation, IsOneCycleThroughEverySize) {
  for (const std::uint32_t size : {1U, 2U, 3U, 4U, 5U, 16U, 17U, 63U, 64U, 65U, 1000U, 4097U}) {
    for (std::uint64_t nth = 0; nth < 3; ++nth) {
      const CyclicPermutation cycle{7, nth, size};
      std::vector<bool> seen(size, false);
      std::uint32_t at = 0;
      for (std::uint32_t step = 0; step < size; ++step) {
        EXPECT_FALSE(seen[at]) << size << ", step " << step;
        seen[at] = true;
        at = cycle.after(at);
        ASSERT_LT(at, size);
      }
      EXPECT_EQ(at, 0U) << size;
    }
  }
}

TEST(CyclicPermutation, DiffersBySeedAndNumber) {
  constexpr std::uint32_t kSize = 1000;
  const CyclicPermutation one{1, 0, kSize};
  const CyclicPermutation next{1, 1, kSize};
  const CyclicPermutation other{2, 0, kSize};
  int same = 0;
  for (std::uint32_t i = 0; i < kSize; ++i) {
    same += (one.after(i) == next.after(i) ? 1 : 0) + (one.after(i) == other.after(i) ? 1 : 0);
  }
  EXPECT_LT(same, 20);  // two of 1000 are expected by chance
}

/// Steps of random neighbours are as often long as short: mean distance size / 3, deviation of the mean 1.7.
TEST(CyclicPermutation, LeadsFarAway) {
  constexpr std::uint32_t kSize = 20'000;
  const CyclicPermutation cycle{3, 5, kSize};
  double sum = 0;
  for (std::uint32_t i = 0; i < kSize; ++i) sum += std::abs(static_cast<double>(i) - cycle.after(i));
  EXPECT_NEAR(sum / kSize, kSize / 3.0, 200);
}

/// Near the top of 32 bits, where no table could be.
TEST(CyclicPermutation, WorksForTheMostIds) {
  const CyclicPermutation cycle{3, 5, 0xFFFF'FFFEU};
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_LT(cycle.after(0xFFFF'FFFDU - i), 0xFFFF'FFFEU);
}

}  // namespace
}  // namespace octosim::jobs::bench
