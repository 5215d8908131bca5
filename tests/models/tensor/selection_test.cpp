#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::execute, tests::expect_slices_make_the_whole, tests::refusal;

TEST(SelectionTest, SlicesMakeUpTheWhole) {
  Graph graph;
  const Node x = graph.add_input("x", {3, 4, 6}, 2), thin = graph.add_input("thin", {3, 1}, 2);
  expect_slices_make_the_whole(graph, graph.add("part", "slice", {x}, {{"dim", 1}, {"begin", 1}, {"end", 3}}), 2);
  expect_slices_make_the_whole(graph, graph.add("third", "split", {x}, {{"dim", 2}, {"parts", 3}, {"part", 1}}), 2);
  expect_slices_make_the_whole(graph, graph.add("one", "index", {x}, {{"dim", 1}, {"index", 3}}), 2);
  expect_slices_make_the_whole(graph, graph.add("wide", "expand", {thin}, {{"shape", Shape{2, 3, 5}}}), 1);
}

TEST(SelectionTest, TakesWhatItSays) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 4}, 2);
  const Tensor in{.shape = {2, 4}, .values = {0, 1, 2, 3, 4, 5, 6, 7}};
  using Values = std::vector<double>;
  EXPECT_EQ(execute(graph, graph.add("a", "slice", {x}, {{"dim", 1}, {"begin", 1}, {"end", 3}}), {in}).values,
            (Values{1, 2, 5, 6}));
  EXPECT_EQ(execute(graph, graph.add("b", "split", {x}, {{"dim", 1}, {"parts", 2}, {"part", 1}}), {in}).values,
            (Values{2, 3, 6, 7}));
  EXPECT_EQ(execute(graph, graph.add("c", "index", {x}, {{"dim", 0}, {"index", 1}}), {in}).values,
            (Values{4, 5, 6, 7}));
  EXPECT_EQ(graph.back(*graph.find("c"), 0), (std::vector<Setting>{1}));
}

TEST(SelectionTest, WhatIsNotThereIsRefused) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 4}, 2);
  const auto refused = [&](const char* kind, Attributes attributes) {
    return refusal(graph, {.name = "v", .kind = kind, .attributes = std::move(attributes)}, {x});
  };
  EXPECT_THAT(refused("slice", {{"dim", 1}, {"begin", 3}, {"end", 3}}), HasSubstr("begin 3, end 3"));
  EXPECT_THAT(refused("slice", {{"dim", 1}, {"end", 5}}), HasSubstr("from 0 to 4"));
  EXPECT_THAT(refused("split", {{"dim", 1}, {"parts", 3}, {"part", 0}}), HasSubstr("parts = 3 (must divide 4)"));
  EXPECT_THAT(refused("split", {{"dim", 1}, {"parts", 2}, {"part", 2}}), HasSubstr("part = 2 (must be from 0 to 1)"));
  EXPECT_THAT(refused("index", {{"dim", 0}, {"index", 2}}), HasSubstr("index = 2 (must be from 0 to 1)"));
  EXPECT_THAT(refused("expand", {{"shape", Shape{2, 5}}}), HasSubstr("the operand must broadcast to it"));
}

}  // namespace
}  // namespace octosim::models::tensor
