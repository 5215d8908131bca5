#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using tests::execute;

TEST(LookupTest, RowsAreTakenBySlicesOfTheirNumbers) {
  Graph graph;
  const Node ids = graph.add_input("ids", {2, 3}, 8);
  const Node v = graph.add(
      {.name = "v", .kind = "embedding", .attributes = {{"rows", 4}, {"features", 5}}, .element_bytes = 2}, {ids});
  EXPECT_EQ(graph[v].shape, (Shape{2, 3, 5}));
  EXPECT_EQ(bytes_of(graph[v]), 60);
  EXPECT_EQ(graph[v].weight_bytes, 40);
  EXPECT_EQ(graph.back(v, 1), (std::vector<Setting>{1}));
  EXPECT_EQ(graph.back(v, 2), std::nullopt);
  const Tensor numbers{.shape = {2, 3}, .values = {0, 1, 2, 3, 3, 0}};
  const Tensor whole = execute(graph, v, {numbers});
  EXPECT_EQ(slice_of(whole, 1, 1, 1), execute(graph, v, {numbers}, 1, 1, 1));
  EXPECT_EQ(slice_of(slice_of(whole, 0, 1, 1), 1, 0, 1).values, slice_of(slice_of(whole, 0, 1, 1), 1, 1, 1).values);
  EXPECT_THROW(execute(graph, v, {filled({2, 3}, 4)}), std::runtime_error);
  EXPECT_THROW(execute(graph, v, {filled({2, 3}, -1)}), std::runtime_error);
}

}  // namespace
}  // namespace octosim::models::tensor
