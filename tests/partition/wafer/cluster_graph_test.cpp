#include "partition/wafer/cluster_graph.hpp"

#include <gtest/gtest.h>

namespace octosim::partition::wafer {
namespace {

TEST(ClusterGraphTest, CountsAndWeighsTheLinksBetweenClusters) {
  models::plan::Plan plan;
  plan.hardware.wafer.chiplet_rows = 1;
  plan.hardware.wafer.chiplet_cols = 2;
  plan.hardware.control.router_latency = 2;
  plan.clusters = {.height = 4, .width = 8, .rows = 2, .cols = 2, .per_chiplet_rows = 2, .per_chiplet_cols = 1};
  const ClusterGraph graph = graph_clusters(plan);
  ASSERT_EQ(num_vertices(graph), 4U);
  ASSERT_EQ(num_edges(graph), 4U);
  EXPECT_EQ(graph[0].load, 32U);
  const ClusterEdge& below = graph[boost::edge(0, 2, graph).first];
  EXPECT_EQ(below.links, 9U);
  EXPECT_EQ(below.weight, 9 * kWeightOfOneCycle / 4);
  EXPECT_EQ(below.least_latency.count, 3U);  // control: router 2, wire 1
  const ClusterEdge& beside = graph[boost::edge(2, 3, graph).first];
  EXPECT_EQ(beside.links, 5U);  // the lower cluster has the last row of CBUs too
  EXPECT_EQ(beside.weight, 5 * (kWeightOfOneCycle / 11));
  EXPECT_EQ(beside.least_latency.count, 10U);
}

}  // namespace
}  // namespace octosim::partition::wafer
