#include <vector>

#include <gtest/gtest.h>

#include "models/schedule/balance.hpp"

namespace octosim::models::schedule {
namespace {

/// Loads of the neighbours 10, 11, 12, 13, in that order, and the cluster's own.
std::optional<Transfer> decide(const std::vector<std::uint64_t>& loads, std::uint64_t own, double amount = 0.5,
                               std::uint64_t dead_band = 0) {
  std::vector<Neighbour> neighbours;
  for (std::uint32_t k = 0; k < loads.size(); ++k) neighbours.push_back({.cluster = 10 + k, .load = loads[k]});
  return diffuse({.own = own, .neighbours = neighbours, .amount = amount, .dead_band = dead_band});
}

TEST(DiffuseTest, TheLargestSendsHalfTheDifferenceToTheLeast) {
  const auto move = decide({50, 20, 70, 30}, 100);
  ASSERT_TRUE(move);
  EXPECT_EQ(move->cluster, 11U);
  EXPECT_EQ(move->bytes, 40U);
}

TEST(DiffuseTest, TheSecondLargestSendsToo) {
  const auto move = decide({500, 20, 70, 30}, 100);
  ASSERT_TRUE(move);
  EXPECT_EQ(move->cluster, 11U);
  EXPECT_EQ(move->bytes, 40U);
}

TEST(DiffuseTest, TheThirdLargestDoesNot) { EXPECT_FALSE(decide({500, 101, 70, 30}, 100)); }

TEST(DiffuseTest, EqualLoadsAreNotLarger) {
  EXPECT_TRUE(decide({100, 100, 100, 30}, 100));
  EXPECT_TRUE(decide({100, 500, 100, 30}, 100));
  EXPECT_FALSE(decide({100, 500, 500, 30}, 100));
}

TEST(DiffuseTest, NothingMovesWithoutADifference) {
  EXPECT_FALSE(decide({100, 100, 100, 100}, 100));
  EXPECT_FALSE(decide({0, 0, 0, 0}, 0));
  EXPECT_FALSE(decide({7}, 6)) << "the second largest of two is the least";
  EXPECT_FALSE(decide({}, 6));
}

TEST(DiffuseTest, OfEquallyLoadedNeighboursTheFirstGetsIt) {
  EXPECT_EQ(decide({80, 30, 30, 40}, 100)->cluster, 11U);
  EXPECT_EQ(decide({0, 0}, 9)->cluster, 10U);
  EXPECT_EQ(decide({0, 0}, 9)->bytes, 4U) << "half, rounded down";
}

TEST(DiffuseTest, ThereIsNoDeadBand) { EXPECT_EQ(decide({99'998}, 100'000)->bytes, 1U); }

TEST(DiffuseTest, AmountAndDeadBandCount) {
  EXPECT_EQ(decide({20}, 100, 1)->bytes, 80U);
  EXPECT_EQ(decide({20}, 100, 0.25)->bytes, 20U);
  EXPECT_FALSE(decide({20}, 100, 0.5, 80)) << "a difference of the dead band stays";
  EXPECT_TRUE(decide({20}, 100, 0.5, 79));
}

}  // namespace
}  // namespace octosim::models::schedule
