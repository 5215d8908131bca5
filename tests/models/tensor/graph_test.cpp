#include "models/tensor/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/call.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::ElementsAre, testing::HasSubstr;
using tests::refusal;

TEST(GraphTest, KnowsOperandsInOrderAndUsersOnce) {
  Graph graph{"g"};
  const Node x = graph.add_input("x", {2, 3}, 2);
  const Node square = graph.add("square", "mul", {x, x});
  const Node sum = graph.add("sum", "add", {square, x});
  EXPECT_THAT(graph.operands(square), ElementsAre(x, x));
  EXPECT_THAT(graph.users(x), ElementsAre(square, sum));
  EXPECT_EQ(boost::num_edges(graph.adjacency()), 4U) << "edges may be parallel";
  EXPECT_THAT(graph.compute_order(), ElementsAre(square, sum));
  EXPECT_EQ(graph.find("sum"), sum);
  EXPECT_EQ(graph.find("none"), std::nullopt);
  EXPECT_EQ(bytes_of(graph[sum]), 12);
}

TEST(GraphTest, OutputsAreTheMarkedNodesOrThoseWithoutUsers) {
  Graph graph;
  const Node x = graph.add_input("x", {2}, 2);
  const Node a = graph.add("a", "relu", {x}), b = graph.add("b", "relu", {a});
  EXPECT_FALSE(graph.is_output(x));
  EXPECT_FALSE(graph.is_output(a));
  EXPECT_TRUE(graph.is_output(b));
  graph.mark_output(a);
  EXPECT_TRUE(graph.is_output(a));
  EXPECT_FALSE(graph.is_output(b)) << "once there is a mark, marks alone count";
}

TEST(GraphTest, ElementSizeComesFromTheFirstOperandOrIsGiven) {
  Graph graph;
  const Node x = graph.add_input("x", {2}, 2);
  const Node wide = graph.add({.name = "wide", .kind = "cast", .element_bytes = 4}, {x});
  EXPECT_EQ(bytes_of(graph[wide]), 8);
  EXPECT_EQ(bytes_of(graph[graph.add("next", "relu", {wide})]), 8);
}

TEST(GraphTest, WhatAKindDoesNotTakeIsRefusedWithTheNode) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 3}, 2), y = graph.add_input("y", {2, 4}, 2);
  EXPECT_EQ(
      refusal(graph, {.name = "s", .kind = "add"}, {x, y}),
      "node \"s\" (add of [2, 3], [2, 4]): the shapes differ (must be equal, or 1, in each dimension from the right)");
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "magic"}, {x}),
              HasSubstr("operator kind \"magic\" (must be one of abs, add"));
  EXPECT_THAT(refusal(graph, {.name = "", .kind = "relu"}, {x}), HasSubstr("the name is empty"));
  EXPECT_THAT(refusal(graph, {.name = "x", .kind = "relu"}, {y}), HasSubstr("the name is taken"));
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "relu"}, {x, y}), HasSubstr("2 operands (must be 1)"));
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "add"}, {x}), HasSubstr("1 operands (must be 2 or more)"));
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "linear"}, {x}),
              HasSubstr("features is missing (must be an integer)"));
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "linear", .attributes = {{"features", 1.5}}}, {x}),
              HasSubstr("features has another type (must be an integer)"));
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "relu", .attributes = {{"slope", 1}}}, {x}),
              HasSubstr("attribute slope is not of this kind (it has none)"));
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "linear", .attributes = {{"features", 0}}}, {x}),
              HasSubstr("its shape is [2, 0] (every extent must be at least 1)"));
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "relu", .element_bytes = 65}, {x}),
              HasSubstr("element_bytes = 65 (must be from 1 to 64)"));
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "softmax", .attributes = {{"dim", 2}}}, {x}),
              HasSubstr("dim = 2 (must be from -2 to 1)"));
  const Shape huge{std::int64_t{1} << 31, std::int64_t{1} << 31};
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "ones", .attributes = {{"shape", huge}}, .element_bytes = 2}, {}),
              HasSubstr("bytes (must be less than 2^62)"));
  const Node tall = graph.add_input("tall", {1 << 30, 1}, 1), flat = graph.add_input("flat", {1, 1 << 30}, 1);
  const Node square = graph.add("square", "matmul", {tall, flat});
  EXPECT_THAT(refusal(graph, {.name = "s", .kind = "matmul"}, {square, square}),
              HasSubstr("operations (must be less than 2^62)"));
}

TEST(GraphTest, AFailedAddChangesNothing) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 3}, 2);
  EXPECT_ANY_THROW(graph.add("s", "linear", {x}));
  EXPECT_EQ(graph.size(), 1U);
  EXPECT_TRUE(graph.users(x).empty());
  EXPECT_EQ(graph.add("s", "relu", {x}), 1U);
}

}  // namespace
}  // namespace octosim::models::tensor
