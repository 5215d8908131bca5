#include "partition/wafer/wafer_graph.hpp"

#include <gtest/gtest.h>

#include "partition/quality/quality.hpp"
#include "partition/wafer/rank_map.hpp"

namespace octosim::partition::wafer {
namespace {

models::plan::Plan two_dies() {
  models::plan::Plan plan;
  plan.hardware.wafer.chiplet_rows = 1;
  plan.hardware.wafer.chiplet_cols = 2;
  plan.clusters = {.height = 4, .width = 8, .rows = 2, .cols = 2, .per_chiplet_rows = 2, .per_chiplet_cols = 1};
  return plan;
}

TEST(WaferGraphTest, IsTheGraphOfClustersOnTheirGrid) {
  const graph::Graph graph = graph_wafer(two_dies());
  ASSERT_EQ(graph.count(), 4U);
  ASSERT_TRUE(graph.grid);
  EXPECT_EQ(graph.grid->rows, 2U);
  EXPECT_EQ(graph.grid->cols, 2U);
  EXPECT_EQ(graph.load[3], 32U);
  ASSERT_EQ(graph.edges_of(0).size(), 2U);
  EXPECT_EQ(graph.edges_of(0)[0].to, 1U);
  EXPECT_EQ(graph.edges_of(0)[0].latency.count, 11U) << "to the other die";
  EXPECT_EQ(graph.edges_of(0)[1].links, 9U);
  EXPECT_EQ(graph.edges_of(0)[1].weight, graph.edges_of(2)[0].weight);
}

TEST(WaferGraphTest, EveryMethodPrefersToCutBetweenDies) {
  for (const auto method : {methods::Method::kBisect, methods::Method::kScotch, methods::Method::kMetis}) {
    const RankMap map = map_wafer(two_dies(), 2, method);
    EXPECT_EQ(map.lookahead.count, 11U) << methods::name_of(method);
    EXPECT_EQ(map.imbalance, 1) << methods::name_of(method);
  }
}

TEST(WaferGraphTest, QualityAndRankMapAgree) {
  const RankMap map = map_wafer(two_dies(), 3, methods::Method::kBlock);
  const auto quality = quality::measure(graph_wafer(two_dies()), map.rank_of_cluster, 3);
  EXPECT_EQ(quality.load, map.tbus_of);
  EXPECT_DOUBLE_EQ(quality.imbalance, map.imbalance);
  EXPECT_DOUBLE_EQ(quality.cut_weight, map.cut_weight);
  EXPECT_EQ(quality.lookahead.count, map.lookahead.count);
  EXPECT_EQ(quality.borders.size(), 2 * map.borders.size());
}

}  // namespace
}  // namespace octosim::partition::wafer
