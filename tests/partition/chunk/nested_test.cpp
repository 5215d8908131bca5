#include "partition/chunk/nested.hpp"

#include <gtest/gtest.h>

#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::Ordered;

/// The core of an attention of 4,096 tokens and 12 heads.
Graph core() {
  Graph graph;
  const Node q = graph.add_input("q", {12, 4096, 64}, 2), k = graph.add_input("k", {12, 64, 4096}, 2);
  const Node v = graph.add_input("v", {12, 4096, 64}, 2);
  const Node scaled = graph.add("scaled", "scale", {graph.add("scores", "matmul", {q, k})}, {{"factor", 0.125}});
  graph.add("ctx", "matmul", {graph.add("probs", "softmax", {scaled}), v});
  return graph;
}

TEST(NestedTest, HeadsThenRowsNeedTheGoldenBytes) {
  const Graph graph = core();
  const Ordered ordered{graph};
  Chunk heads = *ordered.chunk("scores", "ctx", 0), rows = *ordered.chunk("scores", "ctx", 1);
  for (const auto& row : autochunk().at("nested")) {
    heads.size = row[0];
    rows.size = row[1];
    const auto cost = nest(ordered.tables, heads, rows, {});
    ASSERT_TRUE(cost);
    EXPECT_EQ(nlohmann::json({heads.size, rows.size, cost->temporary, cost->io, cost->whole, cost->sram_pinned,
                              cost->sram_streamed}),
              row);
  }
}

TEST(NestedTest, LoopsThatCutTheSameDimensionOrOtherNodesDoNotNest) {
  const Graph graph = core();
  const Ordered ordered{graph};
  const Chunk heads = *ordered.chunk("scores", "ctx", 0), rows = *ordered.chunk("scores", "ctx", 1);
  EXPECT_FALSE(nest(ordered.tables, heads, heads, {}));
  EXPECT_FALSE(nest(ordered.tables, *ordered.chunk("scaled", "ctx", 0), rows, {}))
      << "scores is in the inner loop only";
  EXPECT_TRUE(nest(ordered.tables, heads, *ordered.chunk("scaled", "ctx", 1), {}));
}

}  // namespace
}  // namespace octosim::partition::chunk
