#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::execute, tests::expect_slices_make_the_whole, tests::refusal;

TEST(SourcesTest, CreationMakesAnySlice) {
  Graph graph;
  const Attributes shape{{"shape", Shape{3, 5}}};
  const Node ones = graph.add({.name = "ones", .kind = "ones", .attributes = shape, .element_bytes = 2}, {});
  const Node zeros = graph.add({.name = "zeros", .kind = "zeros", .attributes = shape, .element_bytes = 2}, {});
  const Node range = graph.add({.name = "range", .kind = "arange", .attributes = shape, .element_bytes = 2}, {});
  for (const Node v : {ones, zeros, range}) expect_slices_make_the_whole(graph, v, 2);
  EXPECT_EQ(execute(graph, range, {}).values[7], 2);
  EXPECT_EQ(execute(graph, range, {}, 1, 3, 2).values, (std::vector<double>{3, 4, 3, 4, 3, 4}));
  EXPECT_EQ(execute(graph, ones, {}).values[14], 1);
  EXPECT_EQ(execute(graph, zeros, {}).values[14], 0);
}

TEST(SourcesTest, ConstantsAreWeightsAndInputsAreNot) {
  Graph graph;
  const Node weight = graph.add_constant("weight", {3, 5}, 2), x = graph.add_input("x", {3, 5}, 2);
  EXPECT_EQ(graph[weight].weight_bytes, 30);
  EXPECT_EQ(graph[x].weight_bytes, 0);
  EXPECT_TRUE(graph[weight].source && graph[x].source);
  EXPECT_EQ(execute(graph, weight, {}), drawn(7, "weight", {3, 5}));
}

TEST(SourcesTest, AnUnknownOperatorKeepsItsShapeAndLetsNothingPass) {
  Graph graph;
  const Node x = graph.add_input("x", {3, 5}, 2);
  const Node v = graph.add("v", "unknown", {x}, {{"shape", Shape{3, 7}}, {"original", "sort"}});
  EXPECT_EQ(graph[v].shape, (Shape{3, 7}));
  EXPECT_FALSE(graph.back(v, 0) || graph.back(v, 1));
  EXPECT_THAT(refusal(graph, {.name = "w", .kind = "unknown"}, {x}), HasSubstr("shape is missing"));
}

}  // namespace
}  // namespace octosim::models::tensor
