#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::execute, tests::expect_slices_make_the_whole, tests::refusal;

TEST(NormalisationTest, SlicesMakeUpTheWhole) {
  Graph graph;
  const Node x = graph.add_input("x", {3, 4, 5}, 2);
  expect_slices_make_the_whole(graph, graph.add("last", "softmax", {x}), 2);
  expect_slices_make_the_whole(graph, graph.add("middle", "softmax", {x}, {{"dim", 1}}), 2);
  expect_slices_make_the_whole(graph, graph.add("layer", "layernorm", {x}), 2);
  expect_slices_make_the_whole(graph, graph.add("group", "groupnorm", {x}, {{"groups", 2}}), 1);
}

TEST(NormalisationTest, TheNormalisedDimensionIsComputed) {
  Graph graph;
  const Node x = graph.add_input("x", {3, 4, 5}, 2);
  const Node middle = graph.add("middle", "softmax", {x}, {{"dim", -2}});
  EXPECT_TRUE(graph.back(middle, 0) && graph.back(middle, 2));
  EXPECT_FALSE(graph.back(middle, 1));
  EXPECT_FALSE(graph.back(graph.add("layer", "layernorm", {x}), 2));
}

TEST(NormalisationTest, AGroupNormOfSlicedChannelsOrPixelsIsAContractError) {
  Graph graph;
  const Node v = graph.add("group", "groupnorm", {graph.add_input("x", {2, 4, 3}, 2)}, {{"groups", 2}});
  const auto evaluate = [&](const Shape& shape) {
    const Tensor x = filled(shape, 1);
    const Tensor* const in[] = {&x};
    rule_of("groupnorm").evaluate({.op = graph[v], .in = in, .shape = shape, .origin = {0, 0, 0}});
  };
  EXPECT_NO_THROW(evaluate({2, 4, 3}));
  EXPECT_NO_THROW(evaluate({1, 4, 3}));
#ifndef NDEBUG
  EXPECT_THROW(evaluate({2, 1, 3}), engine::LogicError) << "fewer channels than groups: it never ended";
  EXPECT_THROW(evaluate({2, 2, 3}), engine::LogicError);
  EXPECT_THROW(evaluate({2, 4, 1}), engine::LogicError);
#endif
}

TEST(NormalisationTest, SharesAddUpToOneAndNormsHaveNoMean) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 3}, 2);
  const Tensor in{.shape = {2, 3}, .values = {1, 2, 3, 1000, 1001, 1002}};
  const Tensor shares = execute(graph, graph.add("s", "softmax", {x}), {in});
  EXPECT_NEAR(shares.values[0] + shares.values[1] + shares.values[2], 1, 1e-12);
  EXPECT_NEAR(shares.values[5], shares.values[2], 1e-12) << "large values do not overflow";
  EXPECT_EQ(graph[graph.add("l", "layernorm", {x})].weight_bytes, 12);
  EXPECT_THAT(refusal(graph, {.name = "g", .kind = "groupnorm", .attributes = {{"groups", 2}}}, {x}),
              HasSubstr("groups = 2 (must divide the 3 channels)"));
}

}  // namespace
}  // namespace octosim::models::tensor
