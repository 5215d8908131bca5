#include "partition/methods/recursion.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "partition/methods/level_bisection.hpp"
#include "tests/partition/methods/graphs.hpp"

namespace octosim::partition::methods {
namespace {

TEST(RecursionTest, MendsAFirstCutThatGivesAllToOneHalf) {
  const auto graph = test::grid(3, 5);
  for (const unsigned all_to : {0U, 1U}) {
    const auto rank_of = bisect_recursively(
        graph, 7, [&](std::span<const std::uint32_t> piece, const Halves& halves, std::vector<std::int32_t>& label) {
          EXPECT_TRUE(std::is_sorted(piece.begin(), piece.end()));
          for (const std::uint32_t vertex : piece) {
            EXPECT_EQ(label[vertex], halves.label[0]);
            label[vertex] = halves.label[all_to];
          }
        });
    EXPECT_EQ(std::set<std::int32_t>(rank_of.begin(), rank_of.end()).size(), 7U);
    const auto loads = test::loads_of(graph, rank_of, 7);
    EXPECT_LE(*std::max_element(loads.begin(), loads.end()), 3U) << "the refinement balances it";
  }
}

TEST(RecursionTest, SharesInProportionToTheRanks) {
  const auto graph = test::grid(1, 30);
  EXPECT_THAT(test::loads_of(graph, level_bisection(graph, 3), 3), testing::ElementsAre(10, 10, 10));
  EXPECT_THAT(test::loads_of(graph, level_bisection(graph, 5), 5), testing::Each(6));
  EXPECT_EQ(test::cut_of(graph, level_bisection(graph, 5)), 40U);
}

TEST(RecursionTest, LevelsFindAPathWhoseIdsAreMixed) {
  std::vector<graph::Edge> edges;
  for (std::uint32_t v = 0; v + 1 < 101; ++v) edges.push_back({v * 37 % 101, (v + 1) * 37 % 101, 1, 10, {4}});
  const auto graph = test::graph_of(101, edges);
  EXPECT_EQ(test::cut_of(graph, level_bisection(graph, 4)), 30U);
}

}  // namespace
}  // namespace octosim::partition::methods
