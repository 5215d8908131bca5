#include "partition/chunk/tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {
namespace {

using models::tensor::Shape;

TEST(TablesTest, FlowsTellWholeOperandsFromThoseOfExtentOne) {
  Graph graph;
  const Node a = graph.add_input("a", {2, 3, 4}, 2), b = graph.add_input("b", {1, 4, 5}, 2);
  const Node v = graph.add("v", "matmul", {a, b});
  const Tables tables{graph};
  ASSERT_TRUE(tables.is_legal(v, 0) && tables.is_legal(v, 1));
  EXPECT_EQ(tables.flow(v, 0)[0], 0);
  EXPECT_EQ(tables.flow(v, 0)[1], kWholeUnit);
  EXPECT_EQ(tables.flow(v, 1)[0], 1);
  EXPECT_EQ(tables.flow(v, 1)[1], kWhole);
  EXPECT_FALSE(tables.is_legal(v, 2));
}

TEST(TablesTest, HoldsWhatTheGraphSays) {
  Graph graph;
  const Node x = graph.add_input("x", {2, 3}, 2), w = graph.add_constant("w", {3, 3}, 2);
  const Node y = graph.add("y", "matmul", {x, w});
  const Node p = graph.add("p", "permute", {y}, {{"order", Shape{1, 0}}});
  const Node r = graph.add("r", "reshape", {p}, {{"shape", Shape{6}}});
  const Tables tables{graph};
  EXPECT_EQ(tables.bytes[y], 12);
  EXPECT_TRUE(tables.is_source[x] && tables.is_source[w] && tables.is_constant[w] && !tables.is_constant[x]);
  EXPECT_TRUE(tables.is_view[p] && tables.is_permuted[p] && !tables.is_permuted[r]);
  EXPECT_TRUE(tables.reads_in_order[y] && tables.reads_in_order[r] && !tables.reads_in_order[p]);
  EXPECT_TRUE(tables.is_output[r] && !tables.is_output[p]);
  EXPECT_EQ(tables.extent(p, 0), 3);
  EXPECT_THAT(tables.operands(y), testing::ElementsAre(x, w));
  EXPECT_THAT(tables.users(p), testing::ElementsAre(r));
  EXPECT_TRUE(tables.users(r).empty());
}

TEST(TablesTest, TooManyDimensionsAreRefused) {
  Graph graph;
  graph.add("deep", "relu", {graph.add_input("x", Shape(101, 1), 2)});
  EXPECT_THROW(Tables{graph}, engine::ModelError);
}

}  // namespace
}  // namespace octosim::partition::chunk
