#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::execute, tests::expect_slices_make_the_whole, tests::refusal;

TEST(PermutationTest, SlicesMakeUpTheWhole) {
  Graph graph;
  const Node x = graph.add_input("x", {3, 4, 5}, 2);
  expect_slices_make_the_whole(graph, graph.add("t", "transpose", {x}, {{"order", Shape{2, 0, 1}}}), 3);
  expect_slices_make_the_whole(graph, graph.add("p", "permute", {x}, {{"order", Shape{1, 2, 0}}}), 3);
}

TEST(PermutationTest, OrderNamesTheOperandsDimensions) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 3}, 2);
  const Node v = graph.add("v", "transpose", {x}, {{"order", Shape{1, 0}}});
  EXPECT_EQ(graph[v].shape, (Shape{3, 2}));
  EXPECT_EQ(execute(graph, v, {{.shape = {2, 3}, .values = {1, 2, 3, 4, 5, 6}}}).values,
            (std::vector<double>{1, 4, 2, 5, 3, 6}));
  EXPECT_TRUE(graph[v].view);
  EXPECT_THAT(refusal(graph, {.name = "w", .kind = "permute", .attributes = {{"order", Shape{0, 0}}}}, {x}),
              HasSubstr("order = [0, 0] (must name each dimension of the operand once)"));
}

}  // namespace
}  // namespace octosim::models::tensor
