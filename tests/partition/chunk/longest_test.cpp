#include "partition/chunk/longest.hpp"

#include <gtest/gtest.h>

namespace octosim::partition::chunk {
namespace {

TEST(LongestTest, TheSameFromEveryGuess) {
  for (std::int64_t edge = 0; edge <= 40; ++edge) {
    for (std::int64_t guess = 1; guess <= 40; ++guess) {
      EXPECT_EQ(longest(guess, 40,
                        [&](std::int64_t x) {
                          EXPECT_TRUE(x >= 1 && x <= 40) << x;
                          return x <= edge;
                        }),
                edge)
          << guess;
    }
  }
}

TEST(LongestTest, AGoodGuessCostsTwoTrialsABadOneFew) {
  int trials = 0;
  const auto works = [&](std::int64_t x) {
    ++trials;
    return x <= 123'456;
  };
  EXPECT_EQ(longest(123'456, 1'000'000, works), 123'456);
  EXPECT_EQ(trials, 2);
  trials = 0;
  EXPECT_EQ(longest(1, 1'000'000, works), 123'456);
  EXPECT_LE(trials, 40);
}

}  // namespace
}  // namespace octosim::partition::chunk
