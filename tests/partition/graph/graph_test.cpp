#include "partition/graph/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::partition::graph {
namespace {

Graph graph_of(std::uint32_t count, const std::vector<Edge>& edges) {
  return make_graph(std::vector<std::uint64_t>(count, 2), [&](const std::function<void(const Edge&)>& add) {
    for (const Edge& edge : edges) add(edge);
  });
}

TEST(GraphTest, AnEdgeIsSeenFromBothEndsButLinksHaveADirection) {
  const Graph graph = graph_of(3, {{0, 2, 1, 7, {5}}});
  EXPECT_EQ(graph.total_load(), 6U);
  ASSERT_EQ(graph.edges_of(0).size(), 1U);
  EXPECT_TRUE(graph.edges_of(1).empty());
  ASSERT_EQ(graph.edges_of(2).size(), 1U);
  const HalfEdge& there = graph.edges_of(0)[0];
  EXPECT_EQ(there.to, 2U);
  EXPECT_EQ(there.links, 1U);
  EXPECT_EQ(there.weight, 7U);
  EXPECT_EQ(there.latency.count, 5U);
  const HalfEdge& back = graph.edges_of(2)[0];
  EXPECT_EQ(back.to, 0U);
  EXPECT_EQ(back.links, 0U);
  EXPECT_EQ(back.weight, 7U);
}

TEST(GraphTest, EqualEdgesAreMergedAndLoopsLeftOut) {
  const Graph graph =
      graph_of(3, {{0, 1, 1, 7, {5}}, {1, 0, 2, 1, {9}}, {1, 1, 1, 1, {1}}, {0, 1, 3, 2, {4}}, {2, 1, 1, 1, {6}}});
  ASSERT_EQ(graph.edges_of(0).size(), 1U);
  ASSERT_EQ(graph.edges_of(1).size(), 2U);
  const HalfEdge& there = graph.edges_of(0)[0];
  EXPECT_EQ(there.links, 4U);
  EXPECT_EQ(there.weight, 10U);
  EXPECT_EQ(there.latency.count, 4U);
  const HalfEdge& back = graph.edges_of(1)[0];
  EXPECT_EQ(back.to, 0U);
  EXPECT_EQ(back.links, 2U);
  EXPECT_EQ(back.weight, 10U);
  EXPECT_EQ(back.latency.count, 9U) << "of its own direction only";
  EXPECT_EQ(graph.edges_of(1)[1].to, 2U);
  EXPECT_EQ(graph.first.back(), graph.edges.size());
}

TEST(GraphTest, TheOrderOfEdgesDoesNotMatter) {
  const std::vector<Edge> edges{{0, 1, 1, 7, {5}}, {1, 0, 2, 1, {9}}, {2, 1, 1, 1, {6}}, {0, 1, 1, 3, {2}}};
  const std::vector<Edge> reversed{edges.rbegin(), edges.rend()};
  EXPECT_EQ(identity(graph_of(3, edges)), identity(graph_of(3, reversed)));
}

TEST(GraphTest, TheIdentityKnowsAllButTheLoads) {
  Graph graph = graph_of(4, {{0, 1, 1, 7, {5}}, {2, 3, 1, 7, {5}}});
  const std::uint64_t before = identity(graph);
  graph.load[0] = 99;
  EXPECT_EQ(identity(graph), before);
  graph.grid = Grid{2, 2};
  EXPECT_NE(identity(graph), before);
  EXPECT_NE(identity(graph_of(4, {{0, 1, 1, 7, {6}}, {2, 3, 1, 7, {5}}})), before) << "latency";
  EXPECT_NE(identity(graph_of(4, {{0, 1, 1, 7, {5}}, {2, 1, 1, 7, {5}}})), before) << "end";
  EXPECT_NE(identity(graph_of(5, {{0, 1, 1, 7, {5}}, {2, 3, 1, 7, {5}}})), before) << "vertices";
}

TEST(GraphTest, NothingAndAVertexAlone) {
  EXPECT_EQ(graph_of(0, {}).count(), 0U);
  const Graph one = graph_of(1, {});
  EXPECT_EQ(one.count(), 1U);
  EXPECT_TRUE(one.edges_of(0).empty());
}

}  // namespace
}  // namespace octosim::partition::graph
