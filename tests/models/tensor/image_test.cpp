#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::execute, tests::expect_slices_make_the_whole, tests::refusal;

TEST(ImageTest, SlicesMakeUpTheWhole) {
  Graph graph;
  const Node x = graph.add_input("x", {3, 4, 5, 6}, 2);
  expect_slices_make_the_whole(graph, graph.add("conv", "conv2d", {x}, {{"channels", 2}, {"kernel", 3}}), 1);
  expect_slices_make_the_whole(
      graph,
      graph.add("deep", "conv2d", {x}, {{"channels", 4}, {"kernel", 2}, {"stride", 2}, {"padding", 1}, {"groups", 4}}),
      1);
  expect_slices_make_the_whole(graph, graph.add("large", "interpolate", {x}, {{"scale", 2}}), 2);
}

TEST(ImageTest, AConvolutionSumsItsWindow) {
  Graph graph;
  const Node x = graph.add_input("x", {1, 1, 3, 3}, 2);
  const Node v = graph.add("v", "conv2d", {x}, {{"channels", 1}, {"kernel", 1}, {"bias", 0}});
  const Tensor in = drawn(1, "in", {1, 1, 3, 3});
  const double weight = drawn(7, "v.weight", {1, 1, 1, 1}).values[0];
  EXPECT_NEAR(execute(graph, v, {in}).values[4], weight * in.values[4], 1e-12);
  const Node w = graph.add("w", "conv2d", {x}, {{"channels", 1}, {"kernel", 3}, {"bias", 0}});
  const Tensor kernel = drawn(7, "w.weight", {1, 1, 3, 3});
  double corner = 0;  // the window of the first pixel: four pixels lie in the image
  for (const auto& [k, i] : {std::pair{4, 0}, {5, 1}, {7, 3}, {8, 4}}) {
    corner += kernel.values[static_cast<std::size_t>(k)] * in.values[static_cast<std::size_t>(i)] / 3;
  }
  EXPECT_NEAR(execute(graph, w, {in}).values[0], corner, 1e-12);
}

TEST(ImageTest, ShapesWorkAndHalo) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 4, 9, 9}, 2);
  const Node v = graph.add("v", "conv2d", {x}, {{"channels", 6}, {"kernel", 3}, {"stride", 2}});
  EXPECT_EQ(graph[v].shape, (Shape{2, 6, 5, 5}));
  EXPECT_EQ(graph[v].flops, 2 * 2 * 6 * 25 * 36);
  EXPECT_EQ(graph[v].weight_bytes, (36 * 6 + 6) * 2);
  EXPECT_EQ(graph[v].gemm->k, 36);
  EXPECT_FALSE(graph.halo(v, 1));
  EXPECT_EQ(graph.halo(v, 2)->kernel, 3);
  EXPECT_EQ(graph.halo(v, 3)->stride, 2);
  EXPECT_EQ(graph.halo(v, 3)->padding, 1);
  const Node flat = graph.add_input("flat", {2, 4}, 2);
  EXPECT_THAT(refusal(graph, {.name = "w", .kind = "conv2d", .attributes = {{"channels", 1}, {"kernel", 3}}}, {flat}),
              HasSubstr("must be [batch, channels, height, width]"));
  EXPECT_THAT(
      refusal(graph, {.name = "w", .kind = "conv2d", .attributes = {{"channels", 1}, {"kernel", 11}, {"padding", 0}}},
              {x}),
      HasSubstr("the kernel is larger than the image"));
  EXPECT_THAT(refusal(graph, {.name = "w", .kind = "interpolate", .attributes = {{"scale", 0}}}, {x}),
              HasSubstr("scale = 0 (must be at least 1)"));
}

TEST(ImageTest, APoolTakesTheGreatestOrTheMeanOfWhatIsThere) {
  Graph graph;
  const Node x = graph.add_input("x", {1, 1, 3, 3}, 2);
  const Tensor in{.shape = {1, 1, 3, 3}, .values = {1, 2, 3, 4, 5, 6, 7, 8, -9}};
  const Attributes size{{"kernel", 3}, {"stride", 2}, {"padding", 1}};
  EXPECT_EQ(execute(graph, graph.add("max", "pool2d", {x}, size), {in}).values, (std::vector<double>{5, 6, 8, 8}));
  Attributes mean = size;
  mean.emplace("mean", 1);
  EXPECT_EQ(execute(graph, graph.add("mean", "pool2d", {x}, mean), {in}).values, (std::vector<double>{3, 4, 6, 2.5}));
  const Node batch = graph.add_input("b", {2, 3, 4, 4}, 2);
  const Node pool = graph.add("pool", "pool2d", {batch}, {{"kernel", 2}});
  EXPECT_EQ(graph[pool].shape, (Shape{2, 3, 2, 2}));
  expect_slices_make_the_whole(graph, pool, 2);
  EXPECT_EQ(graph.halo(pool, 2)->stride, 2);
  EXPECT_THAT(refusal(graph, {.name = "p", .kind = "pool2d", .attributes = {{"kernel", 2}, {"padding", 2}}}, {x}),
              HasSubstr("padding from 0 to kernel - 1"));
}

}  // namespace
}  // namespace octosim::models::tensor
