#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::execute, tests::expect_slices_make_the_whole, tests::refusal;

TEST(JoiningTest, SlicesMakeUpTheWhole) {
  Graph graph;
  const Node a = graph.add_input("a", {3, 4, 2}, 2), b = graph.add_input("b", {3, 1, 2}, 2);
  expect_slices_make_the_whole(graph, graph.add("ab", "concat", {a, b, a}, {{"dim", 1}}), 2);
  EXPECT_EQ(graph[*graph.find("ab")].shape, (Shape{3, 9, 2}));
  EXPECT_EQ(graph.back(*graph.find("ab"), 2), (std::vector<Setting>{2, 2, 2}));
  EXPECT_THAT(refusal(graph, {.name = "v", .kind = "concat", .attributes = {{"dim", 0}}}, {a, b}),
              HasSubstr("must be equal but for dimension 0"));
  const Tensor whole =
      execute(graph, graph.add("aa", "concat", {b, b}, {{"dim", -1}}), {filled({3, 1, 2}, 1), filled({3, 1, 2}, 2)});
  EXPECT_EQ(whole.values, (std::vector<double>{1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2}));
}

}  // namespace
}  // namespace octosim::models::tensor
