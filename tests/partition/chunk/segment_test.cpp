#include "partition/chunk/segment.hpp"

#include <gtest/gtest.h>

#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::Ordered;

Graph small_attention() { return models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8}); }

TEST(SegmentTest, IdealCyclesAndTrafficAreTheGoldenOnes) {
  const Graph graph = small_attention();
  const Tables tables{graph};
  EXPECT_EQ(ideal_cycles(tables, {}), autochunk().at("tbu").at("ideal_cycles"));
  EXPECT_EQ(least_traffic(tables), autochunk().at("tbu").at("ideal_bytes"));
}

TEST(SegmentTest, TheSweepOverSizesIsTheGoldenOne) {
  const Graph graph = small_attention();
  const Ordered ordered{graph};
  const Chunk chunk = *ordered.chunk("scores", "res1", 0);
  for (const auto& row : autochunk().at("tbu").at("sweep")) {
    const auto cost =
        best_cost(ordered.tables, chunk, traffic_of(ordered.tables, chunk), row[0].get<std::int64_t>(), {});
    ASSERT_EQ(cost.has_value(), !row[1].is_null()) << row;
    if (!cost) continue;
    EXPECT_EQ(nlohmann::json({cost->size, cost->sram, cycles_of(*cost, {}), cost->traffic, cost->pinned.weights,
                              cost->pinned.whole_operands}),
              row);
  }
}

TEST(SegmentTest, TheSlicedDimensionShrinksItsPartOfAProduct) {
  Graph graph;
  const Node a = graph.add_input("a", {4, 64, 10}, 2), b = graph.add_input("b", {4, 10, 64}, 2);
  const Node v = graph.add("v", "matmul", {a, b});
  const Node w = graph.add("w", "einsum", {a, a}, {{"equation", "bik,bjk->bij"}});
  const Tables tables{graph};
  const Tbu tbu;
  EXPECT_EQ(cycles_of(tables, v, 0, 4, 4, tbu), 4 * 2 * 2 * 10 + 62 + 32);
  EXPECT_EQ(cycles_of(tables, v, 0, 4, 1, tbu), 1 * 2 * 2 * 10 + 62 + 32);
  EXPECT_EQ(cycles_of(tables, v, 1, 64, 1, tbu), 4 * 1 * 2 * 10 + 62 + 32) << "a row takes as long as 32";
  EXPECT_EQ(cycles_of(tables, w, 2, 64, 32, tbu), 4 * 2 * 1 * 10 + 62 + 32);
}

TEST(SegmentTest, OneSliceIsNotBufferedTwiceAndPinnedBytesMoveOnce) {
  Graph graph;
  const Node x = graph.add_input("x", {8, 16}, 2);
  graph.add("y", "linear", {x}, {{"features", 32}, {"bias", 0}});
  const Ordered ordered{graph};
  const Chunk chunk = *ordered.chunk("y", "y", 0);
  const LoopTraffic traffic = traffic_of(ordered.tables, chunk);
  EXPECT_EQ(traffic.in, 32);
  EXPECT_EQ(traffic.out, 64);
  EXPECT_EQ(traffic.weights, 1024);
  EXPECT_EQ(traffic.temporary, 0);
  const Tbu tbu;
  const LoopCost whole = cost_of(ordered.tables, chunk, traffic, 8, {}, tbu);
  EXPECT_EQ(whole.sram, 8 * 96 + 1024);
  const LoopCost pinned = cost_of(ordered.tables, chunk, traffic, 4, {}, tbu);
  EXPECT_EQ(pinned.sram, 2 * 4 * 96 + 1024);
  EXPECT_EQ(pinned.traffic, 8 * 96 + 1024);
  const LoopCost streamed = cost_of(ordered.tables, chunk, traffic, 3, {.weights = false}, tbu);
  EXPECT_EQ(streamed.count, 3);
  EXPECT_EQ(streamed.traffic, 3 * (3 * 96 + 1024));
  EXPECT_EQ(streamed.sram, 2 * 3 * 96 + tbu.tile_bytes);
  EXPECT_EQ(streamed.time, 3 * 96 + 3 * 64 * (64 + 16 + 62 + 32)) << "prologue and epilogue, then compute-bound slices";
}

TEST(SegmentTest, TrafficIsPricedIfItIsAskedFor) {
  const Graph graph = small_attention();
  const Ordered ordered{graph};
  const Chunk chunk = *ordered.chunk("scores", "res1", 0);
  const LoopTraffic traffic = traffic_of(ordered.tables, chunk);
  const LoopCost cost = cost_of(ordered.tables, chunk, traffic, 64, {}, {.traffic_percent = 20});
  EXPECT_EQ(cost.price, 100 * cost.time + 20 * cost.traffic);
}

TEST(SegmentTest, ALastSliceIsChargedAsWhatItIs) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8});
  const tests::Ordered ordered{graph};
  const Chunk chunk = ordered.chunk("scores", "res1", 0).value();
  const LoopTraffic traffic = traffic_of(ordered.tables, chunk);
  const auto cost = [&](std::int64_t size) { return cost_of(ordered.tables, chunk, traffic, size, {}, {}); };
  const LoopCost even = with_exact_last(ordered.tables, chunk, traffic, cost(64), {});
  EXPECT_EQ(even.time, cost(64).time);
  EXPECT_EQ(even.traffic, cost(64).traffic);
  const LoopCost odd = with_exact_last(ordered.tables, chunk, traffic, cost(384), {});  // and a slice of 128
  EXPECT_EQ(odd.traffic, cost(512).traffic) << "every index is moved once";
  EXPECT_LT(odd.time, cost(384).time);
  const std::int64_t slices =
      slice_time(ordered.tables, chunk, traffic, 384, {}, {}) + slice_time(ordered.tables, chunk, traffic, 128, {}, {});
  EXPECT_EQ(odd.time, traffic.weights + traffic.whole + traffic.in * 384 + traffic.out * 128 + slices);
}

}  // namespace
}  // namespace octosim::partition::chunk
