#include "partition/chunk/search.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/trial.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::golden_blocks, tests::Ordered;

TEST(SearchTest, EveryLegalChunkIsTheGoldenOneWithItsPeak) {
  for (const auto& block : golden_blocks()) {
    if (block.table.empty()) continue;
    const auto& golden = autochunk().at("cands_" + block.table);
    const Ordered ordered{block.graph};
    const Candidates found = ChunkSearch{ordered.tables, ordered.plan, {}}.search(whole_range(ordered.plan), {});
    EXPECT_EQ(found.searches, golden.at("calls")) << block.name;
    Estimator estimator{ordered.tables, Accounting::kAliased};
    const Estimate now = estimator.estimate(ordered.plan);
    Trial trial{ordered.tables, estimator, now};
    nlohmann::json rows = nlohmann::json::array();
    for (const Chunk& chunk : found.chunks) {
      trial.apply(chunk);
      const std::int64_t size = std::min(golden.at("c").get<std::int64_t>(), chunk.extent);
      rows.push_back({block.graph[ordered.plan.order[chunk.begin]].name,
                      block.graph[ordered.plan.order[chunk.last]].name, chunk.dim, chunk.loop.size(),
                      chunk.hoisted.size(), trial.peak(size)});
    }
    EXPECT_EQ(rows.size(), golden.at("rows").size()) << block.name;
    EXPECT_EQ(rows, golden.at("rows")) << block.name;
  }
}

TEST(SearchTest, InputsAndOutputsOfALoopAreListed) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 8, .width = 8, .heads = 2});
  const Ordered ordered{graph};
  const Chunk chunk = *ordered.chunk("q_r", "res2", 0);
  const auto cut_of = [&](const char* producer, const char* consumer) {
    for (const LoopInput& input : chunk.inputs) {
      if (input.producer == ordered.node(producer) && input.consumer == ordered.node(consumer)) return input.cut;
    }
    return kUnset;
  };
  EXPECT_EQ(chunk.inputs.size(), 5U);
  EXPECT_EQ(cut_of("q", "q_r"), 0);
  EXPECT_EQ(cut_of("mask", "masked"), 1);
  EXPECT_EQ(cut_of("x", "res1"), 0);
  EXPECT_EQ(cut_of("k_t", "scores"), kWhole);
  EXPECT_EQ(cut_of("v_t", "ctx"), kWhole);
  EXPECT_EQ(chunk.outputs, (std::vector<SlicedNode>{{ordered.node("res2"), 0}}));
  EXPECT_EQ(chunk.extent, 8);
}

TEST(SearchTest, ATensorMayBeSlicedDifferentlyForTwoUsers) {
  Graph graph;
  const Node x = graph.add_input("x", {4, 4}, 2);
  const Node t = graph.add("t", "transpose", {x}, {{"order", models::tensor::Shape{1, 0}}});
  graph.add("sum", "add", {x, t});
  const Ordered ordered{graph};
  const Chunk chunk = *ordered.chunk("t", "sum", 0);
  EXPECT_EQ(chunk.inputs, (std::vector<LoopInput>{{ordered.node("x"), ordered.node("t"), 0, 1},
                                                  {ordered.node("x"), ordered.node("sum"), 0, 0}}));
}

TEST(SearchTest, BothOperandsOfASquareAgree) {
  Graph graph;
  const Node x = graph.add_input("x", {4, 4}, 2);
  const Node a = graph.add("a", "relu", {x});
  graph.add("square", "mul", {a, a});
  graph.add("product", "matmul", {a, a});
  const Ordered ordered{graph};
  EXPECT_TRUE(ordered.chunk("a", "square", 1));
  EXPECT_FALSE(ordered.chunk("a", "product", 0)) << "rows of the left factor, all of the right one: one tensor";
}

TEST(SearchTest, AnEmptyOrderHasNoChunks) {
  Graph graph;
  graph.add_input("x", {4}, 2);
  const Ordered ordered{graph};
  EXPECT_TRUE((ChunkSearch{ordered.tables, ordered.plan, {}}.search(whole_range(ordered.plan), {}).chunks.empty()));
}

}  // namespace
}  // namespace octosim::partition::chunk
