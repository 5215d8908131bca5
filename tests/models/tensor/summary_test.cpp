#include "models/tensor/summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::models::tensor {
namespace {

TEST(SummaryTest, CountsOperatorsAndBytesByWhoOwnsThem) {
  Graph graph;
  const Node x = graph.add_input("x", {4, 3}, 2);
  const Node w = graph.add_constant("w", {3}, 2);
  const Node sum = graph.add("sum", "add", {x, w});
  const Node turned = graph.add("turned", "transpose", {sum}, {{"order", Shape{1, 0}}});
  graph.add("out", "linear", {turned}, {{"features", 5}});
  const Summary summary = summarise(graph);
  EXPECT_EQ(summary.nodes, 3U);
  EXPECT_EQ(summary.views, 1U);
  EXPECT_EQ(summary.input_bytes, 24);
  EXPECT_EQ(summary.weight_bytes, 6 + 2 * (4 * 5 + 5));
  EXPECT_EQ(summary.activation_bytes, 24 + 30);
  EXPECT_EQ(summary.largest, "out");
  EXPECT_EQ(summary.largest_bytes, 30);
  EXPECT_EQ(summary.flops, 12 + 2 * 3 * 4 * 5);
}

TEST(SummaryTest, RefusesSumsThatDoNotFit) {
  Graph graph{"huge"};
  const Node x = graph.add_input("x", {std::int64_t{1} << 60}, 1);
  for (const char* name : {"a", "b", "c", "d"}) graph.add(name, "relu", {x});
  EXPECT_THAT([&] { summarise(graph); },
              testing::ThrowsMessage<engine::ModelError>(testing::HasSubstr("graph \"huge\": ")));
}

}  // namespace
}  // namespace octosim::models::tensor
