#include "partition/graph/blueprint_graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/support/linked_model.hpp"

namespace octosim::partition::graph {
namespace {

using test::link;
using test::LinkedModel;

TEST(BlueprintGraphTest, ComponentsAreVerticesAndLinksEdges) {
  const Graph graph = graph_blueprint(LinkedModel{3, {link(0, 1, 4), link(0, 1, 10), link(1, 2, 1), link(2, 2, 3)}});
  ASSERT_EQ(graph.count(), 3U);
  EXPECT_THAT(graph.load, testing::Each(1));
  EXPECT_FALSE(graph.grid);
  ASSERT_EQ(graph.edges_of(0).size(), 1U);
  EXPECT_EQ(graph.edges_of(0)[0].links, 2U);
  EXPECT_EQ(graph.edges_of(0)[0].latency.count, 4U);
  EXPECT_EQ(graph.edges_of(0)[0].weight, kWeightOfOneCycle / 4 + kWeightOfOneCycle / 10);
  EXPECT_EQ(graph.edges_of(2).size(), 1U) << "a link to itself cannot be cut";
  EXPECT_EQ(graph.edges_of(2)[0].weight, kWeightOfOneCycle);
}

TEST(BlueprintGraphTest, VeryLongLinksStillWeighSomething) {
  const Graph graph = graph_blueprint(LinkedModel{2, {link(0, 1, 1'000'000'000)}});
  EXPECT_EQ(graph.edges_of(0)[0].weight, 1U);
  EXPECT_EQ(graph.edges_of(0)[0].latency.count, 1'000'000'000U);
}

TEST(BlueprintGraphTest, RefusesALinkToNowhere) {
  try {
    static_cast<void>(graph_blueprint(LinkedModel{2, {link(1, 2, 1)}}));
    FAIL() << "accepted";
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(), "a link of component 1 goes to component 2 (must be less than 2)");
  }
}

}  // namespace
}  // namespace octosim::partition::graph
