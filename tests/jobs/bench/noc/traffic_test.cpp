#include "jobs/bench/noc/traffic.hpp"

#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/hash.hpp"

namespace octosim::jobs::bench::noc {
namespace {

std::uint32_t to(Pattern pattern, std::uint32_t k, std::uint32_t source, std::uint32_t locals = 1) {
  return destination({.pattern = pattern}, k, locals, source, 0);
}

/// Source 6 of a mesh of 4: (2, 1); of 5: (1, 1); of 8: (6, 0).
TEST(Traffic, DestinationsByHand) {
  EXPECT_EQ(to(Pattern::kTranspose, 4, 6), 9U);        // (1, 2)
  EXPECT_EQ(to(Pattern::kTranspose, 5, 6), 6U);        // (1, 1)
  EXPECT_EQ(to(Pattern::kTranspose, 8, 6), 48U);       // (0, 6)
  EXPECT_EQ(to(Pattern::kBitComplement, 4, 6), 9U);    // 15 - 6
  EXPECT_EQ(to(Pattern::kBitComplement, 5, 6), 18U);   // 24 - 6
  EXPECT_EQ(to(Pattern::kBitComplement, 8, 6), 57U);   // 63 - 6
  EXPECT_EQ(to(Pattern::kTornado, 4, 6), 11U);         // + 1: (3, 2)
  EXPECT_EQ(to(Pattern::kTornado, 5, 6), 18U);         // + 2: (3, 3)
  EXPECT_EQ(to(Pattern::kTornado, 8, 6), 3 * 8 + 1U);  // + 3: (1, 3)
  EXPECT_EQ(to(Pattern::kNeighbor, 4, 6), 11U);        // (3, 2)
  EXPECT_EQ(to(Pattern::kNeighbor, 5, 24), 0U);        // (4, 4) to (0, 0)
  EXPECT_EQ(to(Pattern::kNeighbor, 8, 7), 8U);         // (7, 0) to (0, 1)
}

/// Terminal 2 of router 6, of three each.
TEST(Traffic, PatternsMoveRoutersAndKeepTheTerminal) {
  EXPECT_EQ(to(Pattern::kTranspose, 4, 20, 3), 9 * 3 + 2U);
  EXPECT_EQ(to(Pattern::kTornado, 4, 20, 3), 11 * 3 + 2U);
  EXPECT_EQ(to(Pattern::kNeighbor, 4, 20, 3), 11 * 3 + 2U);
  EXPECT_EQ(to(Pattern::kBitComplement, 4, 20, 3), 47 - 20U);
}

TEST(Traffic, EveryPermutationIsOne) {
  for (const std::uint32_t k : {4U, 5U, 8U}) {
    for (const Pattern pattern :
         {Pattern::kTranspose, Pattern::kBitComplement, Pattern::kTornado, Pattern::kNeighbor}) {
      std::vector<int> hits(std::size_t{2} * k * k);
      for (std::uint32_t source = 0; source < hits.size(); ++source) ++hits.at(to(pattern, k, source, 2));
      EXPECT_THAT(hits, testing::Each(1)) << k;
    }
  }
}

/// The chi-square of draws against the probabilities; words of a fixed seed.
double chi_square(const Traffic& traffic, std::uint32_t k, const std::vector<double>& expected, int draws) {
  std::vector<int> hits(expected.size());
  for (int n = 0; n < draws; ++n)
    ++hits.at(destination(traffic, k, 1, 3, engine::mix(99, static_cast<std::uint64_t>(n))));
  double sum = 0;
  for (std::size_t to = 0; to < hits.size(); ++to) {
    const double mean = expected[to] * draws;
    sum += (hits[to] - mean) * (hits[to] - mean) / mean;
  }
  return sum;
}

/// 63 degrees of freedom: mean 63, deviation 11.2; 24 and 4.9 for 5 x 5.
TEST(Traffic, UniformReachesAllAlike) {
  EXPECT_NEAR(chi_square({}, 8, std::vector<double>(64, 1.0 / 64), 64'000), 63, 3.5 * std::sqrt(126));
  EXPECT_NEAR(chi_square({}, 5, std::vector<double>(25, 1.0 / 25), 50'000), 24, 3.5 * std::sqrt(48));
}

TEST(Traffic, HotSpotsGetTheirShareAndTheRestIsUniform) {
  std::vector<double> expected(16, 0.7 / 16);
  expected[5] += 0.15;
  expected[9] += 0.15;
  const Traffic traffic{.pattern = Pattern::kHotSpot, .hot = {5, 9}, .hot_share = 0.3};
  EXPECT_NEAR(chi_square(traffic, 4, expected, 50'000), 15, 3.5 * std::sqrt(30));
  const Traffic all{.pattern = Pattern::kHotSpot, .hot = {5}, .hot_share = 1};
  const Traffic none{.pattern = Pattern::kHotSpot, .hot = {5}, .hot_share = 0};
  int hits = 0;
  for (std::uint64_t n = 0; n < 1000; ++n) {
    EXPECT_EQ(destination(all, 4, 1, 0, engine::mix(1, n)), 5U);
    hits += destination(none, 4, 1, 0, engine::mix(1, n)) == 5 ? 1 : 0;
  }
  EXPECT_LT(hits, 110);  // 62.5 of 1000
}

/// The busiest link by hand.  Uniform: of 8 sources in a row 4 send 4 eighths over the middle: 2 a cycle.  Transpose: 7
/// of a row go right.  Tornado: 3 in a row go over one link.  Neighbor: one.  Complement: 4 over the middle.
TEST(Traffic, BoundOfTheBusiestLink) {
  EXPECT_NEAR(ideal_throughput({}, 8, 1), 0.5, 1e-9);
  EXPECT_NEAR(ideal_throughput({}, 4, 1), 1, 1e-9);
  EXPECT_NEAR(ideal_throughput({}, 16, 1), 0.25, 1e-9);
  EXPECT_NEAR(ideal_throughput({}, 8, 4), 0.125, 1e-9);
  EXPECT_NEAR(ideal_throughput({.pattern = Pattern::kTranspose}, 8, 1), 1.0 / 7, 1e-9);
  EXPECT_NEAR(ideal_throughput({.pattern = Pattern::kTornado}, 8, 1), 1.0 / 3, 1e-9);
  EXPECT_NEAR(ideal_throughput({.pattern = Pattern::kNeighbor}, 8, 1), 1, 1e-9);
  EXPECT_NEAR(ideal_throughput({.pattern = Pattern::kBitComplement}, 8, 1), 0.25, 1e-9);
  EXPECT_NEAR(ideal_throughput({.pattern = Pattern::kHotSpot, .hot = {9}, .hot_share = 1}, 8, 1), 1.0 / 64, 1e-9);
}

}  // namespace
}  // namespace octosim::jobs::bench::noc
