#include <vector>

#include <gtest/gtest.h>

#include "models/schedule/balance.hpp"
#include "models/schedule/named.hpp"

namespace octosim::models::schedule {
namespace {

/// Loads of the neighbours 10, 11, 12, 13, in that order, and the cluster's own.
std::optional<Transfer> hungry(const std::vector<std::uint64_t>& loads, std::uint64_t own, double amount = 0.5,
                               std::uint64_t dead_band = 0) {
  std::vector<Neighbour> neighbours;
  for (std::uint32_t k = 0; k < loads.size(); ++k) neighbours.push_back({.cluster = 10 + k, .load = loads[k]});
  return steal({.own = own, .neighbours = neighbours, .amount = amount, .dead_band = dead_band});
}

TEST(StealTest, PullsHalfTheDifferenceFromTheMost) {
  const auto move = hungry({50, 20, 70, 30}, 10);
  ASSERT_TRUE(move);
  EXPECT_EQ(move->cluster, 12U);
  EXPECT_EQ(move->bytes, 30U);
  EXPECT_TRUE(move->pull);
}

TEST(StealTest, OfEquallyLoadedNeighboursTheFirstGives) { EXPECT_EQ(hungry({30, 70, 70}, 0)->cluster, 11U); }

TEST(StealTest, NothingMovesWithoutADifference) {
  EXPECT_FALSE(hungry({}, 0));
  EXPECT_FALSE(hungry({0, 0, 0, 0}, 0));
  EXPECT_FALSE(hungry({100, 90}, 100)) << "equal is not more";
}

TEST(StealTest, AmountAndDeadBandCount) {
  EXPECT_EQ(hungry({100}, 20, 1)->bytes, 80U);
  EXPECT_EQ(hungry({100}, 20, 0.25)->bytes, 20U);
  EXPECT_FALSE(hungry({100}, 20, 0.5, 80)) << "a difference of the dead band stays";
  EXPECT_TRUE(hungry({100}, 20, 0.5, 79));
}

TEST(StealTest, IsAskedOnlyWhenTheClusterIsHungry) {
  const BalancePolicy& policy = kBalancePolicies[row_of(kBalancePolicies, "stealing")];
  EXPECT_EQ(policy.on_hunger, &steal);
  EXPECT_EQ(policy.on_tick, nullptr);
  EXPECT_EQ(policy.central, nullptr);
  EXPECT_TRUE(policy.is_local());
}

}  // namespace
}  // namespace octosim::models::schedule
