#include "models/octopus/diffuser.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace octosim::models::octopus {
namespace {

/// Loads of the neighbours 10, 11, 12, 13, in that order, and the cluster's own.
std::optional<Diffuser::Move> decide(const std::vector<std::uint64_t>& loads, std::uint64_t own) {
  Diffuser diffuser;
  for (std::uint32_t k = 0; k < loads.size(); ++k) diffuser.expect(10 + k);
  for (std::uint32_t k = 0; k < loads.size(); ++k) diffuser.report(10 + k, loads[k]);
  return diffuser.decide(own);
}

TEST(DiffuserTest, TheLargestSendsHalfTheDifferenceToTheLeast) {
  const auto move = decide({50, 20, 70, 30}, 100);
  ASSERT_TRUE(move);
  EXPECT_EQ(move->cluster, 11U);
  EXPECT_EQ(move->bytes, 40U);
}

TEST(DiffuserTest, TheSecondLargestSendsToo) {
  const auto move = decide({500, 20, 70, 30}, 100);
  ASSERT_TRUE(move);
  EXPECT_EQ(move->cluster, 11U);
  EXPECT_EQ(move->bytes, 40U);
}

TEST(DiffuserTest, TheThirdLargestDoesNot) { EXPECT_FALSE(decide({500, 101, 70, 30}, 100)); }

TEST(DiffuserTest, EqualLoadsAreNotLarger) {
  EXPECT_TRUE(decide({100, 100, 100, 30}, 100));
  EXPECT_TRUE(decide({100, 500, 100, 30}, 100));
  EXPECT_FALSE(decide({100, 500, 500, 30}, 100));
}

TEST(DiffuserTest, NothingMovesWithoutADifference) {
  EXPECT_FALSE(decide({100, 100, 100, 100}, 100));
  EXPECT_FALSE(decide({0, 0, 0, 0}, 0));
  EXPECT_FALSE(decide({7}, 6)) << "the second largest of two is the least";
  EXPECT_FALSE(decide({}, 6));
}

TEST(DiffuserTest, OfEquallyLoadedNeighboursTheFirstGetsIt) {
  EXPECT_EQ(decide({80, 30, 30, 40}, 100)->cluster, 11U);
  EXPECT_EQ(decide({0, 0}, 9)->cluster, 10U);
  EXPECT_EQ(decide({0, 0}, 9)->bytes, 4U) << "half, rounded down";
}

TEST(DiffuserTest, ThereIsNoDeadBand) { EXPECT_EQ(decide({99'998}, 100'000)->bytes, 1U); }

TEST(DiffuserTest, ANeighbourHasItsLastReportedLoad) {
  Diffuser diffuser;
  diffuser.expect(10);
  diffuser.expect(11);
  EXPECT_EQ(diffuser.decide(100)->cluster, 10U);
  EXPECT_EQ(diffuser.decide(100)->bytes, 50U) << "none before it reports";
  diffuser.report(10, 60);
  diffuser.report(11, 40);
  EXPECT_EQ(diffuser.decide(100)->cluster, 11U);
  diffuser.report(11, 80);
  EXPECT_EQ(diffuser.decide(100)->cluster, 10U);
  EXPECT_EQ(diffuser.decide(100)->bytes, 20U);
  diffuser.report(12, 0);
  EXPECT_EQ(diffuser.decide(100)->cluster, 10U) << "12 is no neighbour";
}

}  // namespace
}  // namespace octosim::models::octopus
