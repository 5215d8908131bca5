#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "tests/support/sliced_operator.hpp"

namespace octosim::models::tensor {
namespace {

using tests::execute, tests::expect_slices_make_the_whole;

TEST(ElementwiseTest, SlicesOfEveryKindMakeUpTheWhole) {
  for (const Rule& rule : elementwise_rules()) {
    Graph graph;
    const Node a = graph.add_input("a", {3, 4, 5}, 2), b = graph.add_input("b", {4, 5}, 2),
               c = graph.add_input("c", {1, 5}, 2);
    const std::vector<Node> all{a, b, c};
    Operator op{.name = rule.kind, .kind = rule.kind};
    if (rule.kind == "scale") op.attributes = {{"factor", 0.5}};
    const std::vector<Node> operands(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, rule.most_operands)));
    const Node v = graph.add(op, operands);
    const bool of_all_numbers = rule.kind != "sqrt" && rule.kind != "log" && rule.kind != "pow";
    if (of_all_numbers) expect_slices_make_the_whole(graph, v, 3);
    EXPECT_EQ(graph.back(v, 0)->front(), 0) << rule.kind;
    if (operands.size() > 1) {
      EXPECT_EQ(graph.back(v, 1)->at(1), 0) << rule.kind << ": aligned from the right";
    }
    if (operands.size() > 1) {
      EXPECT_EQ(graph.back(v, 0)->at(1), std::nullopt) << rule.kind << ": no such dimension";
    }
    if (operands.size() > 2) {
      EXPECT_EQ(graph.back(v, 1)->at(2), std::nullopt) << rule.kind << ": of extent 1";
    }
  }
}

TEST(ElementwiseTest, ValuesAreThoseOfTheFunctions) {
  Graph graph;
  const Node x = graph.add_input("x", {3}, 2), y = graph.add_input("y", {3}, 2), z = graph.add_input("z", {3}, 2);
  const Tensor a{.shape = {3}, .values = {-1, 0, 2}}, b{.shape = {3}, .values = {4, 5, 8}},
      c{.shape = {3}, .values = {7, 7, 7}};
  const auto value = [&](const char* kind, std::size_t operands, Attributes attributes = {}) {
    const std::vector<Node> nodes{x, y, z};
    const std::vector<Tensor> tensors{a, b, c};
    const auto count = static_cast<std::ptrdiff_t>(operands);
    Graph own = graph;
    const Node v = own.add(kind, kind, {nodes.begin(), nodes.begin() + count}, std::move(attributes));
    return execute(own, v, {tensors.begin(), tensors.begin() + count}).values;
  };
  using Values = std::vector<double>;
  EXPECT_EQ(value("relu", 1), (Values{0, 0, 2}));
  EXPECT_EQ(value("neg", 1), (Values{1, 0, -2}));
  EXPECT_EQ(value("scale", 1, {{"factor", 3}}), (Values{-3, 0, 6})) << "a whole number is a number";
  EXPECT_EQ(value("dropout", 1, {{"probability", 0.5}}), a.values);
  EXPECT_EQ(value("add", 3), (Values{10, 12, 17}));
  EXPECT_EQ(value("mul", 3), (Values{-28, 0, 112}));
  EXPECT_EQ(value("sub", 2), (Values{-5, -5, -6}));
  EXPECT_EQ(value("div", 2), (Values{-0.25, 0, 0.25}));
  EXPECT_EQ(value("maximum", 3), (Values{7, 7, 8}));
  EXPECT_EQ(value("minimum", 2), (Values{-1, 0, 2}));
  EXPECT_EQ(value("where", 3), (Values{4, 7, 8}));
  EXPECT_NEAR(value("sigmoid", 1)[2], 0.880797, 1e-6);
  EXPECT_NEAR(value("silu", 1)[2], 1.761594, 1e-6);
  EXPECT_NEAR(value("gelu", 1)[2], 1.954500, 1e-6);
  EXPECT_NEAR(value("tanh", 1)[2], 0.964028, 1e-6);
  EXPECT_NEAR(value("exp", 1)[2], 7.389056, 1e-6);
  EXPECT_NEAR(value("sqrt", 1)[2], 1.414214, 1e-6);
  EXPECT_NEAR(value("erf", 1)[2], 0.995322, 1e-6);
  EXPECT_NEAR(value("log", 1)[2], 0.693147, 1e-6);
  EXPECT_NEAR(value("sin", 1)[2], 0.909297, 1e-6);
  EXPECT_NEAR(value("cos", 1)[2], -0.416147, 1e-6);
  EXPECT_EQ(value("reciprocal", 1)[2], 0.5);
  EXPECT_EQ(value("abs", 1), (Values{1, 0, 2}));
  EXPECT_EQ(value("not", 1), (Values{0, 1, 0}));
  EXPECT_EQ(value("pow", 2), (Values{1, 0, 256}));
  EXPECT_EQ(value("equal", 2), (Values{0, 0, 0}));
  EXPECT_EQ(value("less", 2), (Values{1, 1, 1}));
  EXPECT_EQ(value("greater", 2), (Values{0, 0, 0}));
  EXPECT_EQ(value("and", 2), (Values{1, 0, 1}));
  EXPECT_EQ(value("or", 2), (Values{1, 1, 1}));
}

TEST(ElementwiseTest, WorkIsCountedByElementAndTerm) {
  Graph graph;
  const Node x = graph.add_input("x", {10}, 2);
  EXPECT_EQ(graph[graph.add("gelu", "gelu", {x})].flops, 80);
  EXPECT_EQ(graph[graph.add("silu", "silu", {x})].flops, 50);
  EXPECT_EQ(graph[graph.add("sum", "add", {x, x, x})].flops, 20);
  EXPECT_EQ(graph[graph.add("clone", "clone", {x})].flops, 0);
}

}  // namespace
}  // namespace octosim::models::tensor
