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
  return steal({.own = own, .neighbours = neighbours, .amount = amount, .dead_band = dead_band});
}

TEST(StealTest, TakesHalfTheDifferenceFromTheMostLoaded) {
  const auto move = decide({50, 90, 70, 30}, 10);
  ASSERT_TRUE(move);
  EXPECT_EQ(move->cluster, 11U);
  EXPECT_EQ(move->bytes, 40U);
  EXPECT_TRUE(move->pull) << "from there to here";
}

TEST(StealTest, OfEqualOnesTheFirst) { EXPECT_EQ(decide({5, 80, 80}, 0)->cluster, 11U); }

TEST(StealTest, NobodyWithMoreMeansNothingToTake) {
  EXPECT_FALSE(decide({}, 0));
  EXPECT_FALSE(decide({0, 0}, 0));
  EXPECT_FALSE(decide({7, 10}, 10));
}

TEST(StealTest, AmountAndDeadBandCount) {
  EXPECT_EQ(decide({100}, 20, 1)->bytes, 80U);
  EXPECT_EQ(decide({100}, 20, 0.25)->bytes, 20U);
  EXPECT_FALSE(decide({100}, 20, 0.5, 80)) << "a difference of the dead band stays";
  EXPECT_TRUE(decide({100}, 20, 0.5, 79));
}

}  // namespace
}  // namespace octosim::models::schedule
