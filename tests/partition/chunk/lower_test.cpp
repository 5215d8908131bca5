#include "partition/chunk/lower.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "partition/chunk/cover.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk;

Graph golden_block() { return models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8}); }

TEST(LowerTest, LoopsAddUpToTheGoldenPlans) {
  const Graph graph = golden_block();
  const Tables tables{graph};
  for (const auto& [sram, expected] : autochunk().at("tbu").at("plans").items()) {
    const Tbu tbu{.sram_bytes = std::stoll(sram), .deep_loops = false};
    const Lowered lowered = lower(tables, tbu);
    std::int64_t time = 0, traffic = 0, golden_traffic = 0, macs = 0, operations = 0;
    std::size_t next = 0;
    for (const auto& segment : expected.at("segs")) {
      if (segment[2].empty()) continue;
      ASSERT_LT(next, lowered.loops.size());
      const LoweredLoop& loop = lowered.loops[next++];
      EXPECT_EQ(loop.slices, segment[2].at("nch"));
      EXPECT_EQ(loop.sram_bytes, segment[2].at("sram"));
      EXPECT_EQ(loop.cbu_bytes, segment[2].at("cbu"));
      EXPECT_EQ(traffic_of(loop), segment[2].at("traffic"));
      EXPECT_NEAR(static_cast<double>(time_of(loop, tbu)) / 64, segment[2].at("cycles").get<double>(), 0.1);
      golden_traffic += segment[2].at("traffic").get<std::int64_t>();
      time += time_of(loop, tbu);
      traffic += traffic_of(loop);
      macs += loop.macs;
      operations += loop.operations;
    }
    EXPECT_EQ(next, lowered.loops.size());
    EXPECT_NEAR(static_cast<double>(time) / 64, expected.at("cycles").get<double>(), 0.1);
    EXPECT_EQ(traffic, golden_traffic);
    EXPECT_EQ(time, cover(tables, tbu).time);
    EXPECT_EQ(macs, lowered.macs) << "every product is in one loop";
    EXPECT_EQ(operations, lowered.operations);
  }
}

TEST(LowerTest, SumsAndRows) {
  const Graph graph = golden_block();
  const Lowered lowered = lower(Tables{graph}, {});
  const std::int64_t s = 512, d = 512;
  EXPECT_EQ(lowered.macs, 12 * s * d * d + 2 * s * s * d);
  EXPECT_EQ(lowered.weight_bytes, (12 * d * d + 13 * d) * 2) << "biases and norms too";
  EXPECT_EQ(lowered.peak_bytes, 2 * 8 * s * s * 2 + s * d * 2) << "closed form";
  std::int64_t macs = 0, operations = 0;
  for (const LoweredRow& row : lowered.rows) {
    EXPECT_FALSE(row.gemm && row.count != 0) << row.name;
    if (row.gemm) macs += row.gemm->batch * row.gemm->m * row.gemm->n * row.gemm->k;
    operations += row.count * row.operations;
    EXPECT_EQ(graph[graph.compute_order()[row.position]].name, row.name);
    EXPECT_FALSE(graph[graph.compute_order()[row.position]].view);
  }
  EXPECT_EQ(macs, lowered.macs);
  EXPECT_EQ(operations, lowered.operations);
  EXPECT_EQ(lowered.rows[1].name, "q");
  EXPECT_EQ(lowered.rows[1].kind, "linear");
  EXPECT_EQ(lowered.rows[1].gemm, (GemmSize{.batch = 1, .m = s, .n = d, .k = d}));
  EXPECT_EQ(lowered.rows[0].count, s * d);
  EXPECT_EQ(lowered.rows[0].operations, 8) << "layernorm";
}

TEST(LowerTest, ControlAndRefillsAreParts) {
  const Graph graph = golden_block();
  const Lowered lowered = lower(Tables{graph}, {.sram_bytes = 675840, .deep_loops = false});
  const LoweredLoop& loop = lowered.loops.at(1);  // scores, scaled, masked, probs, ctx: two products
  EXPECT_EQ(loop.control_cycles, 64 + 5 * 32);
  EXPECT_EQ(loop.refill_cycles, 2 * 62);
  EXPECT_GT(loop.slice_cycles, loop.control_cycles + loop.refill_cycles);
  EXPECT_GT(loop.again_bytes, 0) << "golden: keys and values are streamed";
  EXPECT_EQ(loop.kept_bytes, 0);
}

TEST(LowerTest, ANestedLoopIsOneOfAllItsPasses) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 2048, .width = 128, .heads = 2});
  const Tables tables{graph};
  const Tbu tbu{.sram_bytes = 700'000, .cbu_bytes = 1 << 30};
  const Cover found = cover(tables, tbu);
  const Lowered lowered = lower(tables, tbu);
  std::size_t next = 0, nested = 0;
  std::int64_t macs = 0;
  for (const Segment& s : found.segments) {
    if (!s.chunk) continue;
    const LoweredLoop& loop = lowered.loops[next++];
    macs += loop.macs;
    EXPECT_EQ(loop.slices, s.cost.count);
    EXPECT_LE(time_of(loop, tbu), s.cost.time + s.cost.count * tbu.bytes_per_cycle);
    if (!s.chunk->inner) {
      EXPECT_EQ(time_of(loop, tbu), s.cost.time);
      EXPECT_EQ(traffic_of(loop), s.cost.traffic);
      continue;
    }
    ++nested;
    EXPECT_EQ(loop.slices, count_of(*s.chunk) * count_of(*s.chunk->inner));
    EXPECT_GE(traffic_of(loop), s.cost.traffic);
    EXPECT_LE(traffic_of(loop), s.cost.traffic + loop.slices) << "parts are rounded up";
  }
  EXPECT_GT(nested, 0U);
  EXPECT_EQ(macs, lowered.macs);
}

TEST(LowerTest, NoLoopsWhereItFits) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 32, .width = 16, .heads = 2});
  EXPECT_TRUE(lower(Tables{graph}, {}).loops.empty());
  EXPECT_FALSE(lower(Tables{graph}, {.sram_bytes = 5'000, .tile_bytes = 256}).loops.empty());
  EXPECT_THROW(lower(Tables{graph}, {.sram_bytes = 10}), engine::ModelError);
}

}  // namespace
}  // namespace octosim::partition::chunk
