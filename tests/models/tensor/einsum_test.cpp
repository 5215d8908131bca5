#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using testing::HasSubstr;
using tests::expect_slices_make_the_whole, tests::refusal;

TEST(EinsumTest, SlicesMakeUpTheWhole) {
  Graph graph;
  const Node a = graph.add_input("a", {3, 4, 5}, 2), b = graph.add_input("b", {6, 4, 5}, 2),
             c = graph.add_input("c", {4}, 2);
  expect_slices_make_the_whole(graph, graph.add("pair", "einsum", {a, b}, {{"equation", "ikc,jkc->ijc"}}), 3);
  expect_slices_make_the_whole(graph, graph.add("three", "einsum", {a, b, c}, {{"equation", "ikc,jkc,k->ji"}}), 2);
  expect_slices_make_the_whole(graph, graph.add("turn", "einsum", {a}, {{"equation", "abc->cab"}}), 3);
}

TEST(EinsumTest, EveryOperandOfALabelIsSliced) {
  Graph graph;
  const Node a = graph.add_input("a", {3, 4, 5}, 2), b = graph.add_input("b", {6, 4, 5}, 2);
  const Node v = graph.add("v", "einsum", {a, b}, {{"equation", "ikc,jkc->ijc"}});
  EXPECT_EQ(graph.back(v, 2), (std::vector<Setting>{2, 2})) << "not the last operand alone";
  EXPECT_EQ(graph.back(v, 1), (std::vector<Setting>{std::nullopt, 0}));
}

TEST(EinsumTest, IsAProductOfMatricesWhereItsLabelsSaySo) {
  Graph graph;
  using Part = Gemm::Part;
  const Node a = graph.add_input("a", {3, 4, 5}, 2), b = graph.add_input("b", {6, 4, 5}, 2),
             c = graph.add_input("c", {3, 4}, 2);
  const Node v = graph.add("v", "einsum", {a, b}, {{"equation", "ikc,jkc->ijc"}});
  EXPECT_EQ(graph[v].gemm, (Gemm{5, 3, 6, 4, {Part::kM, Part::kN, Part::kBatch}}));
  EXPECT_EQ(graph[v].flops, 2 * 3 * 4 * 5 * 6);
  EXPECT_FALSE(graph[graph.add("w", "einsum", {a, c}, {{"equation", "ikc,ik->i"}})].gemm)
      << "c is summed in one operand";
  EXPECT_FALSE(graph[graph.add("t", "einsum", {a}, {{"equation", "abc->cab"}})].gemm);
}

TEST(EinsumTest, EquationsThatDoNotFitAreRefused) {
  Graph graph;
  const Node a = graph.add_input("a", {3, 4}, 2), b = graph.add_input("b", {4, 5}, 2);
  const auto refused = [&](const char* equation) {
    return refusal(graph, {.name = "v", .kind = "einsum", .attributes = {{"equation", equation}}}, {a, b});
  };
  EXPECT_EQ(refused("ij,jk->ik"), "");
  EXPECT_THAT(refused("ij,jk"), HasSubstr("must be like ikc,jkc->ijc"));
  EXPECT_THAT(refused("ij->ij"), HasSubstr("has 1 terms (must be one for each operand)"));
  EXPECT_THAT(refused("ii,jk->ik"), HasSubstr("each at most once in a term"));
  EXPECT_THAT(refused("i1,jk->ik"), HasSubstr("labels must be a to z"));
  EXPECT_THAT(refused("ijl,jk->ik"), HasSubstr("term ijl has 3 labels (must be 2)"));
  EXPECT_THAT(refused("ij,ik->jk"), HasSubstr("label i is 3 and 4 (must be equal)"));
  EXPECT_THAT(refused("ij,jk->iz"), HasSubstr("label z of the output is in no term"));
}

}  // namespace
}  // namespace octosim::models::tensor
