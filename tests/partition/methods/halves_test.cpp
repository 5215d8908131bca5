#include "partition/methods/halves.hpp"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/partition/methods/graphs.hpp"

namespace octosim::partition::methods {
namespace {

using testing::ElementsAre;

std::vector<std::uint32_t> all_of(const graph::Graph& graph) {
  std::vector<std::uint32_t> all(graph.count());
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

TEST(HalvesTest, RefinementSortsTwoMixedCliques) {
  const auto graph = test::two_cliques(8);
  std::vector<std::int32_t> label(16, 0);
  std::fill(label.begin() + 8, label.end(), 1);
  const Halves halves{{0, 1}, {1, 1}, 8, 0};
  HalvesRefiner{graph, label}.refine(all_of(graph), halves);
  EXPECT_EQ(cut_weight(graph, all_of(graph), halves, label), 10U);
  EXPECT_EQ(std::count(label.begin(), label.end(), 0), 8);
}

TEST(HalvesTest, ABalanceOutsideTheSlackIsMendedWhateverItCosts) {
  const auto graph = test::grid(1, 10);
  std::vector<std::int32_t> label(10, 4);
  label[9] = 7;
  HalvesRefiner{graph, label}.refine(all_of(graph), {{4, 7}, {1, 1}, 5, 0});
  EXPECT_THAT(label, ElementsAre(4, 4, 4, 4, 4, 7, 7, 7, 7, 7));
}

TEST(HalvesTest, NeverTakesTheLastVerticesOfAHalf) {
  const auto graph = test::two_cliques(4);
  std::vector<std::int32_t> label(8, 1);
  label[0] = label[1] = label[2] = 0;
  HalvesRefiner{graph, label}.refine(all_of(graph), {{0, 1}, {3, 4}, 0, 8});
  EXPECT_GE(std::count(label.begin(), label.end(), 0), 3);
  EXPECT_GE(std::count(label.begin(), label.end(), 1), 4);
}

TEST(HalvesTest, LeavesOtherPiecesAlone) {
  const auto graph = test::grid(1, 6);
  std::vector<std::int32_t> label{5, 0, 1, 0, 1, 5};
  const std::vector<std::uint32_t> piece{1, 2, 3, 4};
  HalvesRefiner{graph, label}.refine(piece, {{0, 1}, {1, 1}, 2, 0});
  EXPECT_EQ(label[0], 5);
  EXPECT_EQ(label[5], 5);
  EXPECT_EQ(test::cut_of(graph, label), 30U) << "one edge inside, and the two that join the others";
}

}  // namespace
}  // namespace octosim::partition::methods
