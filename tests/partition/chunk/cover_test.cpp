#include "partition/chunk/cover.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/halo.hpp"
#include "partition/chunk/nested.hpp"
#include "partition/chunk/search.hpp"
#include "partition/chunk/stream.hpp"
#include "tests/support/golden_blocks.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk;

Graph small_attention() { return models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8}); }

TEST(CoverTest, Golden) {
  const Graph graph = small_attention();
  const Tables tables{graph};
  const auto& golden = autochunk().at("tbu");
  EXPECT_EQ(ideal_cycles(tables, {}), golden.at("ideal_cycles"));
  EXPECT_EQ(least_traffic(tables), golden.at("ideal_bytes"));
  for (const auto& [sram, expected] : golden.at("plans").items()) {
    const Tbu tbu{.sram_bytes = std::stoll(sram)};
    const Cover found = cover(tables, tbu);
    EXPECT_DOUBLE_EQ(found.cycles, expected.at("cycles"));
    nlohmann::json segments = nlohmann::json::array();
    for (const Segment& s : found.segments) {
      nlohmann::json loop;
      if (s.chunk) {
        loop = {{"c", s.cost.size},
                {"cbu", s.cbu},
                {"cycles", cycles_of(s.cost, tbu)},
                {"dim", s.chunk->dim},
                {"nch", s.cost.count},
                {"pin_f", s.cost.pinned.whole_operands},
                {"pin_w", s.cost.pinned.weights},
                {"sram", s.cost.sram},
                {"traffic", s.cost.traffic}};
      }
      segments.push_back({graph[found.order[s.first]].name, graph[found.order[s.last]].name, loop});
    }
    EXPECT_EQ(segments, expected.at("segs")) << sram;
  }
  for (const auto& [rate, expected] : golden.at("bw").items()) {
    EXPECT_DOUBLE_EQ(cover(tables, {.sram_bytes = 675840, .bytes_per_cycle = std::stoll(rate)}).cycles, expected[0]);
    EXPECT_DOUBLE_EQ(cover(tables, {.sram_bytes = 2097152, .bytes_per_cycle = std::stoll(rate)}).cycles, expected[1]);
  }
}

TEST(CoverTest, Sweep) {
  const Graph graph = small_attention();
  const Tables tables{graph};
  const Plan plan{.order = graph.compute_order()};
  const auto at = [&](const char* name) {
    return static_cast<std::uint32_t>(std::find(plan.order.begin(), plan.order.end(), *graph.find(name)) -
                                      plan.order.begin());
  };
  const auto chunk = ChunkSearch{tables, plan, {}}.flow_search(at("scores"), at("res1"), 0);
  ASSERT_TRUE(chunk);
  for (const auto& row : autochunk().at("tbu").at("sweep")) {
    const auto cost = best_cost(tables, *chunk, traffic_of(tables, *chunk), row[0].get<std::int64_t>(), {});
    if (row[1].is_null()) {
      EXPECT_FALSE(cost) << row;
      continue;
    }
    ASSERT_TRUE(cost) << row;
    EXPECT_EQ(nlohmann::json({cost->size, cost->sram, cycles_of(*cost, {}), cost->traffic, cost->pinned.weights,
                              cost->pinned.whole_operands}),
              row);
  }
}

TEST(StreamTest, Golden) {
  const Graph graph = small_attention();
  const Tables tables{graph};
  const Tbu tbu{.sram_bytes = 675840};
  const std::vector<Stream> streams = streams_of(tables, cover(tables, tbu), tbu);
  const auto& golden = autochunk().at("tbu").at("stream");
  ASSERT_EQ(streams.size(), 2U);
  EXPECT_EQ(streams[1].count, golden.at("n"));
  EXPECT_EQ(streams[1].unit, golden.at("unit"));
  EXPECT_EQ(nlohmann::json(streams[1].stage), golden.at("stage"));
  EXPECT_DOUBLE_EQ(streams[1].sequential, golden.at("seq"));
  EXPECT_DOUBLE_EQ(streams[1].pipelined, golden.at("pipe"));
}

TEST(NestedTest, Golden) {
  Graph graph;
  const models::tensor::Node q = graph.add_input("q", {12, 4096, 64}, 2), k = graph.add_input("k", {12, 64, 4096}, 2),
                             v = graph.add_input("v", {12, 4096, 64}, 2);
  const auto scores = graph.add("scores", "matmul", {q, k});
  const auto scaled = graph.add("scaled", "scale", {scores}, {{"factor", 0.125}});
  graph.add("ctx", "matmul", {graph.add("probs", "softmax", {scaled}), v});
  const Tables tables{graph};
  const Plan plan{.order = graph.compute_order()};
  ChunkSearch search{tables, plan, {}};
  Chunk heads = *search.flow_search(0, 3, 0), rows = *search.flow_search(0, 3, 1);
  for (const auto& row : autochunk().at("nested")) {
    heads.size = row[0];
    rows.size = row[1];
    const auto cost = nest(tables, heads, rows, {});
    ASSERT_TRUE(cost);
    EXPECT_EQ(nlohmann::json({heads.size, rows.size, cost->temporary, cost->io, cost->whole, cost->sram_pinned,
                              cost->sram_streamed}),
              row);
  }
}

TEST(HaloTest, Golden) {
  const Graph graph = models::tensor::blocks::unet({.channels = 320, .height = 64, .width = 64, .heads = 8});
  const Tables tables{graph};
  for (const auto& row : autochunk().at("halo")) {
    const auto cost = slice_with_halo(tables, graph.compute_order(), 1, 2, 2, row[0].get<std::int64_t>(), {});
    ASSERT_TRUE(cost);
    EXPECT_EQ(nlohmann::json({cost->size, cost->count, cost->sram, cost->reread, cost->weight_traffic}), row);
  }
}

}  // namespace
}  // namespace octosim::partition::chunk
