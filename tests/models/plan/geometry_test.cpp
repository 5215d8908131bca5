#include "models/plan/geometry.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::models::plan {
namespace {

using testing::ElementsAre;
using workload::kNone;

/// Chiplets of `tbus` x `tbus` TBUs, clusters of height x width, left-over TBUs idle.
Plan wafer(std::uint32_t chiplets_down, std::uint32_t chiplets_across, std::uint32_t tbus, std::uint32_t height,
           std::uint32_t width) {
  Plan plan;
  plan.hardware.wafer = {
      .chiplet_rows = chiplets_down, .chiplet_cols = chiplets_across, .tbu_rows = tbus, .tbu_cols = tbus};
  plan.clusters = {.height = height,
                   .width = width,
                   .rows = chiplets_down * (tbus / height),
                   .cols = chiplets_across * (tbus / width),
                   .per_chiplet_rows = tbus / height,
                   .per_chiplet_cols = tbus / width};
  return plan;
}

TEST(GeometryTest, NumbersNodesRowByRowOverTheWholeWafer) {
  const Plan plan = wafer(2, 3, 8, 2, 4);
  EXPECT_EQ(node_count(plan), 18U * 27U);
  EXPECT_EQ(node_at(plan, {1, 2}), 29U);
  EXPECT_EQ(place_of_node(plan, 29), (Place{1, 2}));
  EXPECT_EQ(chiplet_of_node(plan, node_at(plan, {8, 8})), 0U);
  EXPECT_EQ(chiplet_of_node(plan, node_at(plan, {8, 9})), 1U);
  EXPECT_EQ(chiplet_of_node(plan, node_at(plan, {9, 18})), 5U);
}

TEST(GeometryTest, StepsAcrossDiesAndStopsAtTheWafersEdge) {
  const Plan plan = wafer(2, 3, 8, 2, 4);
  const std::uint32_t corner = node_at(plan, {8, 8});
  EXPECT_EQ(neighbour_of_node(plan, corner, Direction::kEast), node_at(plan, {8, 9}));
  EXPECT_EQ(neighbour_of_node(plan, corner, Direction::kSouth), node_at(plan, {9, 8}));
  EXPECT_EQ(neighbour_of_node(plan, corner, Direction::kNorth), node_at(plan, {7, 8}));
  EXPECT_EQ(neighbour_of_node(plan, corner, Direction::kWest), node_at(plan, {8, 7}));
  EXPECT_EQ(neighbour_of_node(plan, 0, Direction::kNorth), kNone);
  EXPECT_EQ(neighbour_of_node(plan, 0, Direction::kWest), kNone);
  EXPECT_EQ(neighbour_of_node(plan, node_count(plan) - 1, Direction::kSouth), kNone);
  EXPECT_EQ(neighbour_of_node(plan, node_count(plan) - 1, Direction::kEast), kNone);
}

TEST(GeometryTest, AHopCostsTheRouterAndTheWireOfItsKind) {
  Plan plan = wafer(2, 3, 8, 2, 4);
  plan.hardware.network.router_latency = 3;
  plan.hardware.network.link_latency = 2;
  plan.hardware.network.die_latency = 11;
  plan.hardware.control.router_latency = 1;
  const std::uint32_t edge = node_at(plan, {8, 4});
  EXPECT_EQ(hop_latency(plan, plan.hardware.network, edge, node_at(plan, {8, 5})).count, 5U);
  EXPECT_EQ(hop_latency(plan, plan.hardware.network, edge, node_at(plan, {9, 4})).count, 14U);
  EXPECT_EQ(hop_latency(plan, plan.hardware.network, node_at(plan, {9, 4}), edge).count, 14U);
  EXPECT_EQ(hop_latency(plan, plan.hardware.control, edge, node_at(plan, {7, 4})).count, 2U);
}

#ifndef NDEBUG
TEST(GeometryTest, RefusesAHopBetweenNodesThatAreNotNeighbours) {
  const Plan plan = wafer(1, 1, 8, 2, 4);
  EXPECT_THROW(static_cast<void>(hop_latency(plan, plan.hardware.network, 0, 2)), engine::LogicError);
  EXPECT_THROW(static_cast<void>(place_of_node(plan, 81)), engine::LogicError);
}
#endif

TEST(GeometryTest, ATbuTouchesTheFourCbusAroundIt) {
  const Plan plan = wafer(1, 2, 8, 2, 4);
  EXPECT_THAT(nodes_of_tbu(plan, {0, 0}), ElementsAre(0U, 1U, 18U, 19U));
  EXPECT_THAT(nodes_of_tbu(plan, {7, 8}), ElementsAre(node_at(plan, {7, 9}), node_at(plan, {7, 10}),
                                                      node_at(plan, {8, 9}), node_at(plan, {8, 10})));
}

TEST(GeometryTest, TheLastRowAndColumnOfCbusBelongToTheEdgeClusters) {
  const Plan plan = wafer(1, 1, 8, 2, 4);  // 4 x 2 clusters
  EXPECT_EQ(cluster_of_node(plan, node_at(plan, {0, 0})), 0U);
  EXPECT_EQ(cluster_of_node(plan, node_at(plan, {1, 3})), 0U);
  EXPECT_EQ(cluster_of_node(plan, node_at(plan, {1, 4})), 1U);
  EXPECT_EQ(cluster_of_node(plan, node_at(plan, {2, 3})), 2U);
  EXPECT_EQ(cluster_of_node(plan, node_at(plan, {8, 3})), 6U);
  EXPECT_EQ(cluster_of_node(plan, node_at(plan, {8, 8})), 7U);
  EXPECT_EQ(nodes_of_cluster(plan, 0).size(), 8U);
  EXPECT_EQ(nodes_of_cluster(plan, 7).size(), 15U);
}

/// Every node is in exactly the cluster that lists it, clusters never cross a die, and TBUs agree with their CBUs.
class EveryMap : public testing::TestWithParam<std::array<std::uint32_t, 5>> {};

TEST_P(EveryMap, SharesOutEveryNodeAndTbuOnce) {
  const auto [down, across, tbus, height, width] = GetParam();
  const Plan plan = wafer(down, across, tbus, height, width);
  std::set<std::uint32_t> nodes;
  std::set<std::pair<std::uint32_t, std::uint32_t>> units;
  for (std::uint32_t cluster = 0; cluster < plan.clusters.count(); ++cluster) {
    const std::vector<std::uint32_t> own = nodes_of_cluster(plan, cluster);
    EXPECT_EQ(own.front(), first_node_of_cluster(plan, cluster));
    EXPECT_TRUE(std::is_sorted(own.begin(), own.end()));
    for (const std::uint32_t node : own) {
      EXPECT_EQ(cluster_of_node(plan, node), cluster);
      EXPECT_EQ(chiplet_of_node(plan, node), chiplet_of_cluster(plan, cluster));
      EXPECT_TRUE(nodes.insert(node).second);
    }
    for (std::uint32_t t = 0; t < plan.clusters.size(); ++t) {
      const Place tbu = place_of_tbu(plan, cluster, t);
      EXPECT_EQ(cluster_of_tbu(plan, tbu), cluster);
      EXPECT_EQ(cluster_of_node(plan, nodes_of_tbu(plan, tbu)[0]), cluster);
      EXPECT_TRUE(units.insert({tbu.row, tbu.col}).second);
    }
  }
  EXPECT_EQ(nodes.size(), node_count(plan));
  EXPECT_EQ(units.size(), plan.clusters.count() * plan.clusters.size());
}

INSTANTIATE_TEST_SUITE_P(Maps, EveryMap,
                         testing::Values(std::array{4U, 4U, 8U, 2U, 4U}, std::array{2U, 3U, 8U, 8U, 8U},
                                         std::array{1U, 1U, 1U, 1U, 1U}, std::array{2U, 2U, 8U, 3U, 5U},
                                         std::array{3U, 1U, 4U, 1U, 2U}));

TEST(GeometryTest, LeftOverTbusAreIdleAndTheirNodesGoToTheNearestCluster) {
  const Plan plan = wafer(1, 2, 8, 3, 5);  // 2 x 1 clusters a chiplet; rows 6..7 and columns 5..7 are left over
  EXPECT_EQ(cluster_of_tbu(plan, {5, 4}), 2U);
  EXPECT_EQ(cluster_of_tbu(plan, {6, 4}), kNone);
  EXPECT_EQ(cluster_of_tbu(plan, {5, 5}), kNone);
  EXPECT_EQ(cluster_of_tbu(plan, {0, 8}), 1U);
  EXPECT_EQ(cluster_of_node(plan, node_at(plan, {8, 8})), 2U);
  EXPECT_EQ(cluster_of_node(plan, node_at(plan, {0, 9})), 1U);
}

TEST(GeometryTest, ClustersHaveNeighboursAcrossDies) {
  const Plan plan = wafer(2, 2, 8, 2, 4);  // 8 x 4 clusters
  EXPECT_EQ(neighbour_of_cluster(plan, 1, Direction::kEast), 2U);
  EXPECT_EQ(chiplet_of_cluster(plan, 1), 0U);
  EXPECT_EQ(chiplet_of_cluster(plan, 2), 1U);
  EXPECT_EQ(neighbour_of_cluster(plan, 12, Direction::kSouth), 16U);
  EXPECT_EQ(neighbour_of_cluster(plan, 0, Direction::kNorth), kNone);
  EXPECT_EQ(neighbour_of_cluster(plan, 0, Direction::kWest), kNone);
  EXPECT_EQ(neighbour_of_cluster(plan, 31, Direction::kEast), kNone);
  EXPECT_EQ(neighbour_of_cluster(plan, 31, Direction::kSouth), kNone);
  EXPECT_EQ(neighbour_of_cluster(plan, 16, Direction::kNorth), 12U);
  EXPECT_EQ(neighbour_of_cluster(plan, 5, Direction::kWest), 4U);
}

TEST(NeighboursTest, OneStepAwayAreNorthSouthEastWest) {
  const Plan plan = wafer(1, 1, 5, 1, 1);  // 5 x 5 clusters
  EXPECT_THAT(neighbours_of_cluster(plan, 12, 1), ElementsAre(7, 17, 13, 11));
  EXPECT_THAT(neighbours_of_cluster(plan, 0, 1), ElementsAre(5, 1)) << "at a corner";
  EXPECT_THAT(neighbours_of_cluster(plan, 22, 1), ElementsAre(17, 23, 21)) << "at an edge";
}

TEST(NeighboursTest, TwoStepsAwayFollowRowByRow) {
  const Plan plan = wafer(1, 1, 5, 1, 1);
  EXPECT_THAT(neighbours_of_cluster(plan, 12, 2), ElementsAre(7, 17, 13, 11, 2, 6, 8, 10, 14, 16, 18, 22));
  EXPECT_THAT(neighbours_of_cluster(plan, 0, 2), ElementsAre(5, 1, 2, 6, 10));
}

TEST(NeighboursTest, EveryClusterWithinTheRangeOnceNearestFirst) {
  const Plan plan = wafer(2, 3, 4, 2, 1);  // 4 x 12 clusters over several dies
  for (std::uint32_t range = 1; range <= 3; ++range) {
    for (std::uint32_t cluster = 0; cluster < plan.clusters.count(); ++cluster) {
      const auto found = neighbours_of_cluster(plan, cluster, range);
      const auto steps_to = [&](std::uint32_t other) {
        const Place a = place_of_cluster(plan, cluster), b = place_of_cluster(plan, other);
        return std::max(a.row, b.row) - std::min(a.row, b.row) + std::max(a.col, b.col) - std::min(a.col, b.col);
      };
      std::set<std::uint32_t> expected;
      for (std::uint32_t other = 0; other < plan.clusters.count(); ++other) {
        if (other != cluster && steps_to(other) <= range) expected.insert(other);
      }
      EXPECT_EQ(found.size(), expected.size());
      EXPECT_EQ(std::set(found.begin(), found.end()), expected);
      EXPECT_TRUE(std::is_sorted(found.begin(), found.end(),
                                 [&](std::uint32_t a, std::uint32_t b) { return steps_to(a) < steps_to(b); }));
    }
  }
}

TEST(GeometryTest, TheNearestCbuOfATbuIsOneOfItsCluster) {
  // Clusters of 2 x 4 on a chiplet of 8 x 8: TBU 5 of cluster 0 is that at (1, 1).
  const Plan plan = wafer(1, 1, 8, 2, 4);
  EXPECT_EQ(nearest_node_of_tbu(plan, 0, 5, node_at(plan, {0, 0})), node_at(plan, {1, 1}));
  EXPECT_EQ(nearest_node_of_tbu(plan, 0, 5, node_at(plan, {1, 3})), node_at(plan, {1, 2}));
  EXPECT_EQ(nearest_node_of_tbu(plan, 0, 5, node_at(plan, {8, 2})), node_at(plan, {1, 2})) << "(2, 2) is of another";
  EXPECT_EQ(nearest_node_of_tbu(plan, 0, 5, node_at(plan, {1, 2})), node_at(plan, {1, 2}));
}

}  // namespace
}  // namespace octosim::models::plan
