#include "partition/chunk/nested.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/pass.hpp"
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

TEST(NestedTest, AChunkOfTwoDimensionsHasThePassOfTheGoldenBytes) {
  const Graph graph = core();
  const Ordered ordered{graph};
  const Chunk heads = *ordered.chunk("scores", "ctx", 0), rows = *ordered.chunk("scores", "ctx", 1);
  EXPECT_FALSE(nested_chunk(heads, heads));
  EXPECT_FALSE(nested_chunk(heads, *ordered.chunk("scaled", "ctx", 1))) << "other nodes";
  Chunk both = *nested_chunk(heads, rows);
  for (const auto& row : autochunk().at("nested")) {
    both.size = row[0];
    both.inner->size = row[1];
    const Pass pass = pass_of(ordered.tables, both);
    EXPECT_EQ(pass.temporary, row[2]);
    EXPECT_EQ(2 * (pass.in + pass.out), row[3]);
    EXPECT_EQ(pass.whole + pass.outer_whole, row[4]);
    EXPECT_EQ(sram_of(pass, {}, {}), row[5]);
    EXPECT_EQ(sram_of(pass, {.weights = true, .whole_operands = false}, {}), row[6]);
  }
}

}  // namespace
}  // namespace octosim::partition::chunk
