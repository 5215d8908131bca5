#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::expect_slices_make_the_whole, tests::refusal;

TEST(ReshapeTest, SlicesMakeUpTheWhole) {
  Graph graph;
  const Node x = graph.add_input("x", {3, 4, 5, 2}, 2), lone = graph.add_input("lone", {1, 6, 1}, 2);
  const auto reshaped = [&](const char* name, Node from, const Shape& shape) {
    return graph.add(name, "reshape", {from}, {{"shape", shape}});
  };
  expect_slices_make_the_whole(graph, reshaped("merged", x, {3, 20, 2}), 2);
  expect_slices_make_the_whole(graph, reshaped("split", x, {3, 2, 2, 5, 2}), 3);
  expect_slices_make_the_whole(graph, reshaped("all", x, {120}), 0);
  expect_slices_make_the_whole(graph, reshaped("alone", lone, {6, 1, 1}), 2);
  expect_slices_make_the_whole(graph, graph.add("flat", "flatten", {x}, {{"start", 1}, {"end", 2}}), 2);
  expect_slices_make_the_whole(graph, graph.add("new", "unsqueeze", {x}, {{"dim", 2}}), 4);
  expect_slices_make_the_whole(graph, graph.add("gone", "squeeze", {lone}, {{"dim", 0}}), 2);
}

TEST(ReshapeTest, PrefixSuffixAndALoneDimensionPass) {
  Graph graph;
  const Node x = graph.add_input("x", {3, 4, 5, 2}, 2);
  const Node v = graph.add("v", "view", {x}, {{"shape", Shape{3, -1, 2}}});
  EXPECT_EQ(graph[v].shape, (Shape{3, 20, 2}));
  EXPECT_EQ(graph.back(v, 0), (std::vector<Setting>{0}));
  EXPECT_EQ(graph.back(v, 1), std::nullopt);
  EXPECT_EQ(graph.back(v, 2), (std::vector<Setting>{3}));
  const Node column = graph.add_input("column", {6, 1, 1}, 2);
  const Node row = graph.add("row", "reshape", {column}, {{"shape", Shape{1, 1, 6}}});
  EXPECT_EQ(graph.back(row, 2), (std::vector<Setting>{0}));
  const Node u = graph.add("u", "unsqueeze", {x}, {{"dim", -1}});
  EXPECT_EQ(graph[u].shape, (Shape{3, 4, 5, 2, 1}));
  EXPECT_EQ(graph.back(u, 4), std::nullopt);
}

TEST(ReshapeTest, ShapesWithOtherElementsAreRefused) {
  Graph graph;
  const Node x = graph.add_input("x", {3, 4}, 2);
  const auto refused = [&](const Shape& shape) {
    return refusal(graph, {.name = "v", .kind = "reshape", .attributes = {{"shape", shape}}}, {x});
  };
  EXPECT_THAT(refused({3, 5}), HasSubstr("shape = [3, 5] (must have 12 elements)"));
  EXPECT_THAT(refused({-1, 5}), HasSubstr("must have 12 elements"));
  EXPECT_THAT(refused({-1, -1}), HasSubstr("one of them may be -1"));
  EXPECT_THAT(refused({0, 12}), HasSubstr("extents must be at least 1"));
  EXPECT_THAT(refusal(graph, {.name = "v", .kind = "squeeze", .attributes = {{"dim", 0}}}, {x}),
              HasSubstr("dimension 0 is 3 (must be 1)"));
  EXPECT_THAT(refusal(graph, {.name = "v", .kind = "flatten", .attributes = {{"start", 1}, {"end", 0}}}, {x}),
              HasSubstr("start 1 lies after end 0"));
}

}  // namespace
}  // namespace octosim::models::tensor
