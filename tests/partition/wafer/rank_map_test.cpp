#include "partition/wafer/rank_map.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::partition::wafer {
namespace {

using models::plan::Plan;
using testing::HasSubstr;

/// `down` x `across` chiplets of 8 x 8 TBUs; clusters of height x width.
Plan wafer(std::uint32_t down, std::uint32_t across, std::uint32_t height, std::uint32_t width) {
  Plan plan;
  plan.hardware.wafer.chiplet_rows = down;
  plan.hardware.wafer.chiplet_cols = across;
  plan.clusters = {.height = height,
                   .width = width,
                   .rows = down * (8 / height),
                   .cols = across * (8 / width),
                   .per_chiplet_rows = 8 / height,
                   .per_chiplet_cols = 8 / width};
  return plan;
}

TEST(RankMapTest, OneRankOwnsAllAndHasNoBorder) {
  const RankMap map = map_wafer(wafer(1, 1, 2, 4), 1);
  EXPECT_THAT(map.rank_of_cluster, testing::ElementsAre(0, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_TRUE(map.borders.empty());
  EXPECT_EQ(map.lookahead.count, 0U);
  EXPECT_EQ(map.imbalance, 1);
  EXPECT_EQ(map.cut_weight, 0);
}

TEST(RankMapTest, CutsAlongDieBoundaries) {
  const Plan plan = wafer(2, 2, 2, 4);  // 8 x 4 clusters
  const RankMap map = map_wafer(plan, 4);
  for (std::uint32_t c = 0; c < plan.clusters.count(); ++c) {
    for (std::uint32_t d = 0; d < plan.clusters.count(); ++d) {
      const bool same_die = chiplet_of_cluster(plan, c) == chiplet_of_cluster(plan, d);
      EXPECT_EQ(map.rank_of_cluster[c] == map.rank_of_cluster[d], same_die) << c << " and " << d;
    }
  }
  EXPECT_EQ(map.imbalance, 1);
  EXPECT_EQ(map.lookahead.count, 3U + 8U);
  ASSERT_EQ(map.borders.size(), 4U);  // ranks that only touch at a corner share no link
  for (const RankBorder& border : map.borders) EXPECT_EQ(border.links, 9U);
  EXPECT_NEAR(map.cut_weight, 36.0 / 11, 1e-4);
}

TEST(RankMapTest, PrefersADieBoundaryToAShorterCut) {
  Plan plan;  // 2 x 2 clusters on two tall chiplets: 33 slow links between the dies, 18 fast ones between the rows
  plan.hardware.wafer = {.chiplet_rows = 1, .chiplet_cols = 2, .tbu_rows = 32, .tbu_cols = 8};
  plan.clusters = {.height = 16, .width = 8, .rows = 2, .cols = 2, .per_chiplet_rows = 2, .per_chiplet_cols = 1};
  EXPECT_THAT(map_wafer(plan, 2).rank_of_cluster, testing::ElementsAre(0, 1, 0, 1));
  plan.hardware.network.die_latency = 1;
  EXPECT_THAT(map_wafer(plan, 2).rank_of_cluster, testing::ElementsAre(0, 0, 1, 1));
}

TEST(RankMapTest, PrefersTheShorterOfTwoDieBoundaries) {
  EXPECT_THAT(map_wafer(wafer(2, 4, 8, 8), 2).rank_of_cluster, testing::ElementsAre(0, 0, 1, 1, 0, 0, 1, 1));
  EXPECT_THAT(map_wafer(wafer(4, 2, 8, 8), 2).rank_of_cluster, testing::ElementsAre(0, 0, 0, 0, 1, 1, 1, 1));
}

TEST(RankMapTest, MovesToADieBoundaryOnlyWithinTheSlack) {
  // 8 x 6 clusters on chiplets of 2 columns; two ranks want 3 columns each, and no die ends there: cut between rows.
  EXPECT_EQ(map_wafer(wafer(2, 3, 2, 4), 2).imbalance, 1);
  EXPECT_EQ(map_wafer(wafer(1, 3, 8, 8), 2).imbalance, 4.0 / 3) << "nothing better exists";
}

TEST(RankMapTest, SharesInProportionForNumbersThatAreNoPowerOfTwo) {
  const Plan plan = wafer(3, 3, 8, 8);
  const RankMap map = map_wafer(plan, 3);
  EXPECT_EQ(map.imbalance, 1);
  EXPECT_THAT(map.rank_of_cluster, testing::ElementsAre(0, 1, 2, 0, 1, 2, 0, 1, 2));
}

TEST(RankMapTest, ACutOffTheDieBoundaryHasTheLookaheadOfALink) {
  const RankMap map = map_wafer(wafer(1, 1, 2, 4), 2);
  EXPECT_EQ(map.lookahead.count, 3U + 1U);
}

TEST(RankMapTest, TheControlNetworkCountsForTheLookahead) {
  Plan plan = wafer(1, 2, 8, 8);
  plan.hardware.control.router_latency = 1;
  EXPECT_EQ(map_wafer(plan, 2).lookahead.count, 1U + 8U);
}

TEST(RankMapTest, RefusesMoreRanksThanClusters) {
  try {
    static_cast<void>(map_wafer(wafer(1, 1, 4, 4), 5));
    FAIL() << "accepted";
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(), "more ranks than clusters: 5 ranks, 4 clusters (at most 4)");
  }
}

/// Whatever the numbers: each rank has clusters, they form a rectangle, and the report agrees with the map.
class EveryCut : public testing::TestWithParam<std::int32_t> {};

TEST_P(EveryCut, GivesEachRankARectangle) {
  for (const Plan& plan :
       {wafer(2, 2, 2, 4), wafer(1, 3, 4, 4), wafer(1, 1, 1, 8), wafer(1, 1, 8, 1), wafer(4, 4, 2, 4)}) {
    if (static_cast<std::uint32_t>(GetParam()) > plan.clusters.count()) continue;
    const RankMap map = map_wafer(plan, GetParam());
    std::vector<std::uint64_t> tbus(static_cast<std::size_t>(GetParam()), 0);
    for (std::int32_t rank = 0; rank < GetParam(); ++rank) {
      std::set<std::uint32_t> rows, cols;
      std::size_t count = 0;
      for (std::uint32_t c = 0; c < plan.clusters.count(); ++c) {
        if (map.rank_of_cluster[c] != rank) continue;
        rows.insert(place_of_cluster(plan, c).row);
        cols.insert(place_of_cluster(plan, c).col);
        ++count;
      }
      EXPECT_GE(count, 1U);
      EXPECT_EQ(count, rows.size() * cols.size());
      EXPECT_EQ(*rows.rbegin() - *rows.begin() + 1, rows.size());
      EXPECT_EQ(*cols.rbegin() - *cols.begin() + 1, cols.size());
      EXPECT_EQ(map.tbus_of[static_cast<std::size_t>(rank)], count * plan.clusters.size());
    }
    const double mean = static_cast<double>(plan.clusters.count() * plan.clusters.size()) / GetParam();
    EXPECT_DOUBLE_EQ(map.imbalance,
                     static_cast<double>(*std::max_element(map.tbus_of.begin(), map.tbus_of.end())) / mean);
  }
}

INSTANTIATE_TEST_SUITE_P(Ranks, EveryCut, testing::Values(1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 16, 32, 100, 128));

TEST(RankMapTest, IsBalancedOnTheWafer) {
  const Plan plan = wafer(4, 4, 2, 4);  // 16 x 8 clusters
  for (const std::int32_t ranks : {2, 4, 8, 16}) {
    const RankMap map = map_wafer(plan, ranks);
    EXPECT_EQ(map.imbalance, 1) << ranks;
    EXPECT_EQ(map.lookahead.count, 11U) << ranks;
  }
  for (const std::int32_t ranks : {3, 5, 6, 7}) EXPECT_LT(map_wafer(plan, ranks).imbalance, 1.35) << ranks;
}

TEST(RankMapTest, DrawsTheGridWithItsDies) {
  const Plan plan = wafer(2, 2, 4, 8);
  const std::string text = print_rank_map(plan, map_wafer(plan, 2));
  EXPECT_THAT(text, HasSubstr("2 ranks, 8 clusters: imbalance 1.000, cut weight 1.636, lookahead 11 cycles\n"));
  EXPECT_THAT(text, HasSubstr("  rank 0: 128 TBUs\n"));
  EXPECT_THAT(text, HasSubstr("  ranks 0 and 1: 18 links, at least 11 cycles\n"));
  EXPECT_THAT(text, HasSubstr(" 0   1\n 0   1\n\n 0   1\n 0   1\n"));
}

}  // namespace
}  // namespace octosim::partition::wafer
