#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::execute, tests::expect_slices_make_the_whole, tests::refusal;

TEST(ReductionTest, SlicesMakeUpTheWhole) {
  for (const char* kind : {"sum", "mean", "max"}) {
    Graph graph;
    const Node x = graph.add_input("x", {3, 4, 5}, 2);
    expect_slices_make_the_whole(graph, graph.add("first", kind, {x}, {{"dim", 0}}), 2);
    expect_slices_make_the_whole(graph, graph.add("last", kind, {x}, {{"dim", -1}}), 2);
    expect_slices_make_the_whole(graph, graph.add("kept", kind, {x}, {{"dim", 1}, {"keep", 1}}), 2);
    EXPECT_EQ(graph[*graph.find("kept")].shape, (Shape{3, 1, 5}));
    EXPECT_EQ(graph.back(*graph.find("first"), 0), (std::vector<Setting>{1}));
    EXPECT_EQ(graph.back(*graph.find("kept"), 1), std::nullopt);
    EXPECT_EQ(graph[*graph.find("first")].flops, 60);
  }
}

TEST(ReductionTest, Values) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 3}, 2);
  const Tensor in{.shape = {2, 3}, .values = {1, 2, 6, 4, 5, 9}};
  using Values = std::vector<double>;
  EXPECT_EQ(execute(graph, graph.add("sum", "sum", {x}, {{"dim", 0}}), {in}).values, (Values{5, 7, 15}));
  EXPECT_EQ(execute(graph, graph.add("mean", "mean", {x}, {{"dim", 1}}), {in}).values, (Values{3, 6}));
  EXPECT_EQ(execute(graph, graph.add("max", "max", {x}, {{"dim", 1}}), {in}).values, (Values{6, 9}));
  EXPECT_THAT(refusal(graph, {.name = "v", .kind = "sum"}, {x}), HasSubstr("dim is missing"));
}

}  // namespace
}  // namespace octosim::models::tensor
