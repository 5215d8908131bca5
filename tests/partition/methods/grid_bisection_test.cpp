#include "partition/methods/grid_bisection.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/partition/methods/graphs.hpp"

namespace octosim::partition::methods {
namespace {

using testing::ElementsAre;

using test::grid;

/// A grid of vertices with these loads, and whose edges all weigh 10.
graph::Graph grid_of(std::uint32_t rows, std::uint32_t cols, std::vector<std::uint64_t> loads) {
  graph::Graph graph = grid(rows, cols, true);
  graph.load = std::move(loads);
  return graph;
}

void set_weight(graph::Graph& graph, std::uint32_t first, std::uint32_t second, std::uint64_t weight) {
  for (const auto& [from, to] : {std::pair{first, second}, std::pair{second, first}}) {
    for (std::uint64_t e = graph.first[from]; e < graph.first[from + 1]; ++e) {
      if (graph.edges[e].to == to) graph.edges[e].weight = weight;
    }
  }
}

TEST(GridBisectionTest, BalancesLoadsRatherThanVertices) {
  EXPECT_THAT(grid_bisection(grid_of(1, 6, {1, 1, 1, 1, 1, 5}), 2), ElementsAre(0, 0, 0, 0, 0, 1));
}

TEST(GridBisectionTest, CutsAColumnOfVertices) {
  EXPECT_THAT(grid_bisection(grid(4, 1, true), 2), ElementsAre(0, 0, 1, 1));
}

TEST(GridBisectionTest, TakesTheLighterOfTwoBalancedLines) {
  graph::Graph graph = grid(2, 4, true);
  EXPECT_THAT(grid_bisection(graph, 2), ElementsAre(0, 0, 1, 1, 0, 0, 1, 1));
  for (std::uint32_t col = 0; col < 4; ++col) set_weight(graph, col, col + 4, 4);
  EXPECT_THAT(grid_bisection(graph, 2), ElementsAre(0, 0, 0, 0, 1, 1, 1, 1));
}

TEST(GridBisectionTest, MovesToALighterLineOnlyWithinTheSlack) {
  graph::Graph graph = grid(1, 100, true);
  const auto first_rank = [&] {
    const std::vector<std::int32_t> rank = grid_bisection(graph, 2);
    return std::count(rank.begin(), rank.end(), 0);
  };
  EXPECT_EQ(first_rank(), 50) << "of equal lines the best balanced";
  set_weight(graph, 51, 52, 9);
  EXPECT_EQ(first_rank(), 52);
  set_weight(graph, 54, 55, 1);
  EXPECT_EQ(first_rank(), 52) << "55 : 45 is outside the slack";
}

TEST(GridBisectionTest, GivesEachVertexARankWhenThereAreAsMany) {
  for (const std::vector<std::uint64_t>& loads :
       {std::vector<std::uint64_t>{9, 1, 1, 1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1, 1, 9}}) {
    std::vector<std::int32_t> rank = grid_bisection(grid_of(3, 3, loads), 9);
    std::sort(rank.begin(), rank.end());
    EXPECT_THAT(rank, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8));
  }
}

}  // namespace
}  // namespace octosim::partition::methods
