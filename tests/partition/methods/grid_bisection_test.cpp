#include "partition/wafer/bisection.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::partition::wafer {
namespace {

using testing::ElementsAre;

models::plan::ClusterMap grid(std::uint32_t rows, std::uint32_t cols) {
  return {.height = 1, .width = 1, .rows = rows, .cols = cols, .per_chiplet_rows = rows, .per_chiplet_cols = cols};
}

/// A grid whose clusters have these loads, and whose edges all weigh 10.
ClusterGraph graph_of(const models::plan::ClusterMap& map, const std::vector<std::uint64_t>& loads) {
  ClusterGraph graph(map.count());
  for (std::uint32_t c = 0; c < map.count(); ++c) {
    graph[c].load = loads[c];
    if (c % map.cols + 1 < map.cols) add_edge(c, c + 1, ClusterEdge{1, 10, {4}}, graph);
    if (c + map.cols < map.count()) add_edge(c, c + map.cols, ClusterEdge{1, 10, {4}}, graph);
  }
  return graph;
}

TEST(BisectionTest, BalancesLoadsRatherThanClusters) {
  const auto map = grid(1, 6);
  EXPECT_THAT(bisect(graph_of(map, {1, 1, 1, 1, 1, 5}), map, 2), ElementsAre(0, 0, 0, 0, 0, 1));
}

TEST(BisectionTest, CutsAColumnOfClusters) {
  const auto map = grid(4, 1);
  EXPECT_THAT(bisect(graph_of(map, {1, 1, 1, 1}), map, 2), ElementsAre(0, 0, 1, 1));
}

TEST(BisectionTest, TakesTheLighterOfTwoBalancedLines) {
  const auto map = grid(2, 4);
  ClusterGraph graph = graph_of(map, std::vector<std::uint64_t>(8, 1));
  EXPECT_THAT(bisect(graph, map, 2), ElementsAre(0, 0, 1, 1, 0, 0, 1, 1));
  for (std::uint32_t col = 0; col < 4; ++col) graph[boost::edge(col, col + 4, graph).first].weight = 4;
  EXPECT_THAT(bisect(graph, map, 2), ElementsAre(0, 0, 0, 0, 1, 1, 1, 1));
}

TEST(BisectionTest, MovesToALighterLineOnlyWithinTheSlack) {
  const auto map = grid(1, 100);
  ClusterGraph graph = graph_of(map, std::vector<std::uint64_t>(100, 1));
  const auto first_rank = [&] {
    const std::vector<std::int32_t> rank = bisect(graph, map, 2);
    return std::count(rank.begin(), rank.end(), 0);
  };
  EXPECT_EQ(first_rank(), 50) << "of equal lines the best balanced";
  graph[boost::edge(51, 52, graph).first].weight = 9;
  EXPECT_EQ(first_rank(), 52);
  graph[boost::edge(54, 55, graph).first].weight = 1;
  EXPECT_EQ(first_rank(), 52) << "55 : 45 is outside the slack";
}

TEST(BisectionTest, GivesEachClusterARankWhenThereAreAsMany) {
  const auto map = grid(3, 3);
  for (const std::vector<std::uint64_t>& loads :
       {std::vector<std::uint64_t>{9, 1, 1, 1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1, 1, 9}}) {
    std::vector<std::int32_t> rank = bisect(graph_of(map, loads), map, 9);
    std::sort(rank.begin(), rank.end());
    EXPECT_THAT(rank, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8));
  }
}

}  // namespace
}  // namespace octosim::partition::wafer
