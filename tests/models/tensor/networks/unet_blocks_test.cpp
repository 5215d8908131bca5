#include "models/tensor/networks/unet_blocks.hpp"

#include <gtest/gtest.h>

namespace octosim::models::tensor::networks {
namespace {

TEST(UnetBlocksTest, AResidualBlockConvolvesItsResidualOnlyIfTheChannelsChange) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 8, 4, 6}, 2), time = graph.add_input("time", {2, 5}, 2);
  const Node same = add_residual_block({graph, "a."}, x, time, 8, 4);
  EXPECT_EQ(graph.operands(same)[0], x);
  const Node other = add_residual_block({graph, "b."}, x, time, 12, 4);
  EXPECT_EQ(graph[graph.operands(other)[0]].name, "b.skip");
  EXPECT_EQ(graph[other].shape, (Shape{2, 12, 4, 6}));
}

TEST(UnetBlocksTest, ATransformerLooksAtTheContext) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 8, 4, 6}, 2), context = graph.add_input("context", {2, 7, 3}, 2);
  const Node out = add_spatial_transformer({graph, ""}, x, context, 2, 4);
  EXPECT_EQ(graph[*graph.find("self.scores")].shape, (Shape{2, 2, 24, 24}));
  EXPECT_EQ(graph[*graph.find("cross.scores")].shape, (Shape{2, 2, 24, 7}));
  EXPECT_EQ(graph.operands(*graph.find("cross.k")), std::vector{context});
  EXPECT_EQ(graph[out].shape, (Shape{2, 8, 4, 6}));
}

}  // namespace
}  // namespace octosim::models::tensor::networks
