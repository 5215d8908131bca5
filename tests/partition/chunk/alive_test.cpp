#include "partition/chunk/alive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::partition::chunk {
namespace {

TEST(AliveTest, FromTheirNodeToTheirLastUser) {
  Graph graph;
  const Node x = graph.add_input("x", {8}, 1);
  const Node a = graph.add("a", "relu", {x});
  const Node b = graph.add("b", "relu", {a});
  graph.add("c", "add", {b, x});
  const std::vector<std::int64_t> alive = alive_before(Tables{graph}, graph.compute_order());
  ASSERT_GE(alive.size(), 4U);
  EXPECT_EQ((std::vector(alive.begin(), alive.begin() + 4)), (std::vector<std::int64_t>{8, 16, 16, 8}));
}

TEST(AliveTest, AViewKeepsItsOperandAlive) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 4}, 1);
  const Node a = graph.add("a", "relu", {x});
  const Node v = graph.add("v", "reshape", {a}, {{"shape", models::tensor::Shape{8}}});
  const Node b = graph.add("b", "relu", {v});
  graph.add("c", "relu", {b});
  const std::vector<std::int64_t> alive = alive_before(Tables{graph}, graph.compute_order());
  EXPECT_EQ((std::vector(alive.begin(), alive.begin() + 4)), (std::vector<std::int64_t>{8, 8, 8, 8}));
}

}  // namespace
}  // namespace octosim::partition::chunk
