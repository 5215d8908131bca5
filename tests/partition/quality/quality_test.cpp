#include "partition/quality/quality.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/partition/methods/graphs.hpp"

namespace octosim::partition::quality {
namespace {

using testing::ElementsAre;

TEST(QualityTest, CountsByDirection) {
  auto graph = test::graph_of(4, {{0, 1, 2, graph::kWeightOfOneCycle, {5}},
                                  {1, 0, 1, graph::kWeightOfOneCycle / 2, {3}},
                                  {1, 2, 4, 100, {1}},
                                  {3, 0, 1, graph::kWeightOfOneCycle, {9}}});
  graph.load = {1, 2, 3, 4};
  const Quality quality = measure(graph, std::vector<std::int32_t>{0, 1, 1, 2}, 3);
  EXPECT_THAT(quality.load, ElementsAre(1, 5, 4));
  EXPECT_THAT(quality.vertices, ElementsAre(1, 2, 1));
  EXPECT_DOUBLE_EQ(quality.imbalance, 1.5);
  EXPECT_DOUBLE_EQ(quality.cut_weight, 2.5);
  EXPECT_EQ(quality.cut_links, 4U);
  EXPECT_EQ(quality.lookahead.count, 3U);
  EXPECT_THAT(quality.neighbours, ElementsAre(2, 1, 1));
  ASSERT_EQ(quality.borders.size(), 3U);
  EXPECT_EQ(quality.borders[0].from, 0);
  EXPECT_EQ(quality.borders[0].to, 1);
  EXPECT_EQ(quality.borders[0].links, 2U);
  EXPECT_EQ(quality.borders[0].lookahead.count, 5U);
  EXPECT_EQ(quality.borders[1].from, 1);
  EXPECT_EQ(quality.borders[1].lookahead.count, 3U);
  EXPECT_EQ(quality.borders[2].from, 2);
  EXPECT_EQ(quality.borders[2].to, 0);
  EXPECT_EQ(quality.borders[2].lookahead.count, 9U);
}

TEST(QualityTest, OneRankHasNoBorder) {
  const Quality quality = measure(test::grid(2, 2), std::vector<std::int32_t>(4, 0), 1);
  EXPECT_TRUE(quality.borders.empty());
  EXPECT_EQ(quality.imbalance, 1);
  EXPECT_EQ(quality.cut_weight, 0);
  EXPECT_EQ(quality.lookahead.count, 0U);
  EXPECT_THAT(quality.neighbours, ElementsAre(0));
}

}  // namespace
}  // namespace octosim::partition::quality
