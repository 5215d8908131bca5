#include "jobs/executor/kernels.hpp"

#include <functional>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/rules.hpp"
#include "tests/support/executed_graph.hpp"

namespace octosim::jobs::executor {
namespace {

using models::tensor::Attributes, models::tensor::Graph, models::tensor::Node;

/// What a kind is tried on: operands that lie in memory in order, and others that do not.
class Operands {
 public:
  explicit Operands(Graph& graph) : graph_{&graph} {}
  Node plain(const Shape& shape) { return graph_->add_input(name(), shape, 4); }
  /// [a, b, ...] whose neighbours are along the first dimension.
  Node turned(const Shape& shape) {
    Shape order, back(shape.rbegin(), shape.rend());
    for (std::size_t d = shape.size(); d-- > 0;) order.push_back(static_cast<std::int64_t>(d));
    return graph_->add(name(), "transpose", {plain(back)}, {{"order", order}});
  }
  Node positive(Node v) { return graph_->add(name(), "exp", {v}); }

 private:
  std::string name() { return "operand" + std::to_string(made_++); }
  Graph* graph_;
  int made_ = 0;
};

/// Of a kind: makes its operands, and says its attributes.
struct Example {
  Attributes attributes;
  std::vector<std::function<Node(Operands&)>> operands;
};

std::function<Node(Operands&)> plain(const Shape& shape) {
  return [shape](Operands& o) { return o.plain(shape); };
}
std::function<Node(Operands&)> turned(const Shape& shape) {
  return [shape](Operands& o) { return o.turned(shape); };
}
std::function<Node(Operands&)> positive(const Shape& shape) {
  return [shape](Operands& o) { return o.positive(o.turned(shape)); };
}

const Shape kImage{2, 4, 5, 3};

/// Every kind that has values, but for elementwise ones, which are alike.
std::multimap<std::string, Example> examples() {
  std::multimap<std::string, Example> all{
      {"softmax", {{}, {plain({3, 4, 5})}}},
      {"softmax", {{{"dim", 1}}, {turned({3, 37, 5})}}},
      {"layernorm", {{}, {plain({3, 4, 35})}}},
      {"layernorm", {{}, {turned({3, 4, 5})}}},
      {"groupnorm", {{{"groups", 2}}, {plain(kImage)}}},
      {"groupnorm", {{{"groups", 4}}, {turned({2, 4, 7})}}},
      {"linear", {{{"features", 6}}, {plain({3, 4, 5})}}},
      {"linear", {{{"features", 6}, {"bias", 0}}, {turned({3, 4, 5})}}},
      {"linear", {{{"features", 1}}, {plain({1, 5})}}},
      {"matmul", {{}, {plain({2, 1, 3, 4}), plain({5, 4, 6})}}},
      {"matmul", {{}, {turned({2, 3, 4}), plain({2, 4, 6})}}},
      {"matmul", {{}, {turned({3, 4}), turned({4, 6})}}},
      {"bmm", {{}, {turned({2, 5, 4}), turned({2, 4, 3})}}},
      {"addmm", {{}, {plain({6}), plain({3, 4}), turned({4, 6})}}},
      {"baddbmm", {{}, {plain({2, 3, 1}), plain({2, 3, 4}), turned({2, 4, 6})}}},
      {"einsum", {{{"equation", std::string{"ikc,jkc->ijc"}}}, {plain({4, 5, 19}), plain({3, 5, 19})}}},
      {"einsum", {{{"equation", std::string{"sic,sjd->ijcd"}}}, {plain({3, 4, 2}), plain({3, 5, 6})}}},
      {"einsum", {{{"equation", std::string{"abk,kc->cab"}}}, {turned({3, 4, 5}), plain({5, 2})}}},
      {"einsum", {{{"equation", std::string{"ab->ba"}}}, {plain({3, 4})}}},
      {"einsum", {{{"equation", std::string{"abc->b"}}}, {plain({3, 4, 5})}}},
      {"einsum", {{{"equation", std::string{"ab,bc,cd->ad"}}}, {plain({2, 3}), plain({3, 4}), turned({4, 5})}}},
      {"conv2d", {{{"channels", 6}, {"kernel", 3}}, {plain(kImage)}}},
      {"conv2d", {{{"channels", 6}, {"kernel", 1}}, {turned(kImage)}}},
      {"conv2d", {{{"channels", 4}, {"kernel", 3}, {"stride", 2}, {"groups", 2}, {"bias", 0}}, {plain(kImage)}}},
      {"conv2d", {{{"channels", 3}, {"kernel", 5}, {"stride", 3}, {"padding", 4}}, {plain({1, 2, 7, 6})}}},
      {"conv2d", {{{"channels", 3}, {"kernel", 2}, {"stride", 2}, {"padding", 0}}, {plain({1, 3, 8, 6})}}},
      {"interpolate", {{{"scale", 3}}, {turned(kImage)}}},
      {"pool2d", {{{"kernel", 2}}, {plain(kImage)}}},
      {"pool2d", {{{"kernel", 3}, {"stride", 1}, {"padding", 1}, {"mean", 1}}, {turned(kImage)}}},
      {"pool2d", {{{"kernel", 3}, {"stride", 2}, {"padding", 2}}, {turned(kImage)}}},
      {"concat", {{{"dim", -2}}, {plain({2, 3, 5}), turned({2, 4, 5}), plain({2, 1, 5})}}},
      {"embedding", {{{"rows", 9}, {"features", 4}}, {plain({3, 5})}}},
      {"sum", {{{"dim", 0}}, {turned({3, 4, 5})}}},
      {"mean", {{{"dim", -1}, {"keep", 1}}, {plain({3, 4, 5})}}},
      {"max", {{{"dim", 1}}, {plain({3, 4, 5})}}},
      {"zeros", {{{"shape", Shape{3, 4}}}, {}}},
      {"ones", {{{"shape", Shape{4}}}, {}}},
      {"arange", {{{"shape", Shape{2, 5}}}, {}}},
      {"transpose", {{{"order", Shape{2, 0, 1}}}, {plain({3, 4, 5})}}},
      {"permute", {{{"order", Shape{1, 0}}}, {turned({3, 4})}}},
      {"reshape", {{{"shape", Shape{3, 20}}}, {plain({3, 4, 5})}}},
      {"reshape", {{{"shape", Shape{15, 4}}}, {turned({3, 4, 5})}}},
      {"view", {{{"shape", Shape{3, 2, 2, 5}}}, {turned({3, 4, 5})}}},
      {"flatten", {{{"start", 1}}, {turned({3, 4, 5})}}},
      {"unsqueeze", {{{"dim", 1}}, {turned({3, 4})}}},
      {"squeeze", {{{"dim", 1}}, {plain({3, 1, 4})}}},
      {"slice", {{{"dim", 1}, {"begin", 1}, {"end", 3}}, {turned({3, 4, 5})}}},
      {"split", {{{"dim", -1}, {"parts", 2}, {"part", 1}}, {plain({3, 4, 6})}}},
      {"index", {{{"dim", 1}, {"index", 2}}, {turned({3, 4, 5})}}},
      {"expand", {{{"shape", Shape{2, 3, 4}}}, {plain({3, 1})}}}};
  for (const char* kind : {"cast", "dropout", "contiguous", "clone", "identity", "sigmoid", "silu", "gelu", "relu",
                           "neg", "exp", "tanh", "erf", "sin", "cos", "abs", "floor", "ceil", "not"}) {
    all.insert({kind, {{}, {plain({3, 4, 5})}}});
    all.insert({kind, {{}, {turned({3, 4, 5})}}});
  }
  for (const char* kind : {"sqrt", "log", "reciprocal"}) all.insert({kind, {{}, {positive({3, 4, 5})}}});
  all.insert({"scale", {{{"factor", 0.3}}, {turned({3, 4})}}});
  for (const char* kind : {"add", "mul", "sub", "equal", "less", "greater", "and", "or", "maximum", "minimum"}) {
    all.insert({kind, {{}, {turned({3, 4, 5}), plain({4, 5})}}});
    all.insert({kind, {{}, {plain({3, 4, 5}), plain({3, 4, 1})}}});
  }
  for (const char* kind : {"div", "pow"}) all.insert({kind, {{}, {positive({3, 4, 5}), positive({4, 1})}}});
  all.insert({"add", {{}, {plain({3, 4, 5}), turned({4, 5}), plain({1, 5})}}});
  all.insert({"where", {{}, {turned({3, 4, 5}), plain({4, 5}), plain({1, 5})}}});
  return all;
}

/// One operator, with another behind it that reads it: so that its slices are activations.
Graph graph_of(const std::string& kind, const Example& example) {
  Graph graph{kind};
  Operands made{graph};
  std::vector<Node> operands;
  for (const auto& make : example.operands) operands.push_back(make(made));
  const Node v =
      graph.add({.name = "it", .kind = kind, .attributes = example.attributes, .element_bytes = 4}, operands);
  graph.add("behind", "neg", {v});
  graph.mark_output(v);
  graph.mark_output(v + 1);
  return graph;
}

TEST(KernelsTest, EveryKindComputesWhatTheInterpreterComputes) {
  std::size_t chunks = 0;
  for (const auto& [kind, example] : examples())
    chunks += tests::expect_executed_as_interpreted(graph_of(kind, example));
  EXPECT_GT(chunks, 300U);
}

TEST(KernelsTest, EveryKindWithValuesIsThere) {
  const auto known = examples();
  std::vector<std::string> missing;
  for (const std::string& kind : models::tensor::kinds()) {
    if (!known.contains(kind)) missing.push_back(kind);
  }
  EXPECT_THAT(missing, testing::ElementsAre("constant", "input", "unknown"));
}

TEST(KernelsTest, OneThatNobodyKnowsIsNamed) {
  try {
    kernel_of({.name = "magic", .kind = "unknown"});
    FAIL();
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(), "node \"magic\": operators of kind \"unknown\" cannot be executed");
  }
}

TEST(KernelsTest, ARowThatIsNotThereIsNamed) {
  Graph graph;
  graph.add({.name = "ids", .kind = "arange", .attributes = {{"shape", Shape{4}}}, .element_bytes = 4}, {});
  graph.add("table", "embedding", {0}, {{"rows", 3}, {"features", 2}});
  const partition::chunk::Tables tables{graph};
  Memory memory;
  try {
    run(Network{tables, 1}, {.order = graph.compute_order()}, memory);
    FAIL();
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(), "node \"table\": row 3 (must be from 0 to 2)");
  }
}

}  // namespace
}  // namespace octosim::jobs::executor
