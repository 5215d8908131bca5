#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::execute, tests::expect_slices_make_the_whole, tests::refusal;

TEST(ProductsTest, SlicesMakeUpTheWhole) {
  Graph graph;
  const Node a = graph.add_input("a", {2, 3, 4, 5}, 2), b = graph.add_input("b", {3, 5, 6}, 2);
  const Node c = graph.add_input("c", {4, 6}, 2), one = graph.add_input("one", {2, 1, 5, 6}, 2);
  expect_slices_make_the_whole(graph, graph.add("linear", "linear", {a}, {{"features", 7}}), 3);
  expect_slices_make_the_whole(graph, graph.add("bare", "linear", {a}, {{"features", 7}, {"bias", 0}}), 3);
  expect_slices_make_the_whole(graph, graph.add("matmul", "matmul", {a, b}), 3);
  expect_slices_make_the_whole(graph, graph.add("bmm", "bmm", {a, one}), 3);
  expect_slices_make_the_whole(graph, graph.add("addmm", "addmm", {c, a, b}), 3);
  expect_slices_make_the_whole(graph, graph.add("baddbmm", "baddbmm", {c, a, one}), 3);
}

TEST(ProductsTest, TheFactorThatASliceNeedsWholeIsFull) {
  Graph graph;
  const Node a = graph.add_input("a", {2, 3, 4, 5}, 2), b = graph.add_input("b", {1, 3, 5, 6}, 2);
  const Node v = graph.add("v", "matmul", {a, b});
  EXPECT_EQ(graph.back(v, 0), (std::vector<Setting>{0, std::nullopt})) << "its batch is 1";
  EXPECT_EQ(graph.back(v, 1), (std::vector<Setting>{1, 1}));
  EXPECT_EQ(graph.back(v, 2), (std::vector<Setting>{2, std::nullopt}));
  EXPECT_EQ(graph.back(v, 3), std::nullopt);
}

TEST(ProductsTest, WorkWeightsAndPartsOfTheProduct) {
  Graph graph;
  const Node a = graph.add_input("a", {2, 3, 4, 5}, 2), b = graph.add_input("b", {5, 6}, 2);
  const Operator& linear = graph[graph.add("linear", "linear", {a}, {{"features", 7}})];
  EXPECT_EQ(linear.flops, 2 * 24 * 7 * 5);
  EXPECT_EQ(linear.weight_bytes, (5 * 7 + 7) * 2);
  using Part = Gemm::Part;
  EXPECT_EQ(linear.gemm, (Gemm{1, 24, 7, 5, {Part::kM, Part::kM, Part::kM, Part::kN}}));
  const Node v = graph.add("matmul", "matmul", {a, b});
  EXPECT_EQ(graph[v].gemm, (Gemm{6, 4, 6, 5, {Part::kBatch, Part::kBatch, Part::kM, Part::kN}}));
  EXPECT_EQ(graph[v].flops, 2 * 6 * 4 * 6 * 5);
  EXPECT_EQ(graph[v].weight_bytes, 0);
  EXPECT_EQ(graph[graph.add("bare", "linear", {a}, {{"features", 7}, {"bias", 0}})].weight_bytes, 70);
}

TEST(ProductsTest, AProductIsRowsByColumns) {
  Graph graph;
  const Node a = graph.add_input("a", {2, 2}, 2), b = graph.add_input("b", {2, 2}, 2);
  const Tensor x{.shape = {2, 2}, .values = {1, 2, 3, 4}}, y{.shape = {2, 2}, .values = {5, 6, 7, 8}};
  EXPECT_EQ(execute(graph, graph.add("v", "matmul", {a, b}), {x, y}).values, (std::vector<double>{19, 22, 43, 50}));
}

TEST(ProductsTest, FactorsThatDoNotMeetAreRefused) {
  Graph graph;
  const Node a = graph.add_input("a", {2, 3}, 2), b = graph.add_input("b", {4, 5}, 2), c = graph.add_input("c", {2}, 2);
  const Node d = graph.add_input("d", {3, 3, 5}, 2), e = graph.add_input("e", {2, 2, 3}, 2);
  EXPECT_THAT(refusal(graph, {.name = "v", .kind = "matmul"}, {a, b}),
              HasSubstr("3 columns by 4 rows (must be equal)"));
  EXPECT_THAT(refusal(graph, {.name = "v", .kind = "matmul"}, {c, b}), HasSubstr("at least 2 dimensions"));
  EXPECT_THAT(refusal(graph, {.name = "v", .kind = "matmul"}, {e, d}), HasSubstr("the batch dimensions differ"));
  EXPECT_THAT(refusal(graph, {.name = "v", .kind = "addmm"}, {b, a, a}), HasSubstr("3 columns by 2 rows"));
  const Node f = graph.add_input("f", {3, 5}, 2);
  EXPECT_THAT(refusal(graph, {.name = "v", .kind = "addmm"}, {b, a, f}), HasSubstr("must broadcast to [2, 5]"));
}

}  // namespace
}  // namespace octosim::models::tensor
