#include "partition/chunk/cuts.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/halo.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

TEST(CutsTest, RowsWidenFromNodeToNodeAndEndAtTheImage) {
  Graph graph;
  const Node x = graph.add_input("x", {1, 1, 32, 4}, 1);
  const Node a = graph.add("a", "conv2d", {x}, {{"channels", 1}, {"kernel", 3}, {"stride", 2}});
  graph.add("b", "conv2d", {a}, {{"channels", 1}, {"kernel", 5}});
  const tests::Ordered ordered{graph};
  std::vector<Chunk> chunks;
  each_halo(ordered.tables, ordered.plan.order, 1, 2, [&](const Chunk& chunk) { chunks.push_back(chunk); });
  ASSERT_EQ(chunks.size(), 2U);
  Chunk chunk = chunks[1];
  EXPECT_EQ(chunk.windows, (std::vector<RowWindow>{{1, 2, 2}, {1, 0, 0}}));
  chunk.size = 3;
  EXPECT_EQ(cuts_of_node(ordered.tables, chunk, 0), (SizedCuts{{2, 16, 7}}));
  EXPECT_EQ(cuts_of_node(ordered.tables, chunk, 1), (SizedCuts{{2, 16, 3}}));
  EXPECT_EQ(consumers_of(chunk), (std::vector<std::size_t>{0}));
  EXPECT_EQ(cuts_of_input(ordered.tables, chunk, 0, 0), (SizedCuts{{2, 32, 2 * 2 + 1 + 5 + 5}}));
  chunk.size = 16;
  EXPECT_EQ(cuts_of_input(ordered.tables, chunk, 0, 0), (SizedCuts{{2, 32, 32}})) << "there are no more";
  EXPECT_EQ(bytes_of_cuts(128, {{2, 32, 15}}), 60);
}

}  // namespace
}  // namespace octosim::partition::chunk
