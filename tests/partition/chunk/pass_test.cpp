#include "partition/chunk/pass.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/nested.hpp"
#include "partition/chunk/segments.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

TEST(PassTest, OfAPlainLoopCostsWhatTheLoopCosts) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 64, .width = 32, .heads = 4});
  const tests::Ordered ordered{graph};
  const Tbu tbu{.tile_bytes = 512};
  std::size_t compared = 0;
  each_segment(ordered.tables, ordered.plan, [&](std::uint32_t, std::uint32_t, const Chunk* chunk) {
    if (chunk == nullptr) return;
    const LoopTraffic traffic = traffic_of(ordered.tables, *chunk);
    for (const std::int64_t size : {std::int64_t{1}, chunk->extent / 2, chunk->extent}) {
      Chunk sized = *chunk;
      sized.size = size;
      const Pass pass = pass_of(ordered.tables, sized);
      const std::int64_t cycles = cycles_of_pass(ordered.tables, sized, tbu);
      for (const Residency pinned : {Residency{true, true}, {true, false}, {false, true}, {false, false}}) {
        const LoopCost cost = cost_of(pass, cycles, pinned, tbu);
        const LoopCost known = cost_of(ordered.tables, *chunk, traffic, size, pinned, tbu);
        ASSERT_EQ(cost.sram, known.sram);
        ASSERT_EQ(cost.time, known.time);
        ASSERT_EQ(cost.traffic, known.traffic);
        ASSERT_EQ(cost.price, known.price);
        ASSERT_EQ(cost.count, known.count);
        ++compared;
      }
    }
  });
  EXPECT_GT(compared, 1000U);
}

TEST(PassTest, OperandsThatOnlyTheOuterLoopCutsAreReadOnceForEachOfItsSlices) {
  Graph graph;
  const Node a = graph.add_input("a", {4, 8, 16}, 1), b = graph.add_input("b", {4, 16, 8}, 1);
  graph.add("c", "matmul", {a, b});
  const tests::Ordered ordered{graph};
  Chunk chunk = *nested_chunk(*ordered.chunk("c", "c", 0), *ordered.chunk("c", "c", 1));
  chunk.size = 1;
  chunk.inner->size = 2;
  const Pass pass = pass_of(ordered.tables, chunk);
  EXPECT_EQ(pass.in, 2 * 16);
  EXPECT_EQ(pass.out, 2 * 8);
  EXPECT_EQ(pass.outer_whole, 16 * 8);
  EXPECT_EQ(pass.count, 4 * 4);
  EXPECT_EQ(pass.outer_count, 4);
  const LoopCost kept = cost_of(pass, 100, {}, {.bytes_per_cycle = 1});
  EXPECT_EQ(kept.traffic, 4 * 16 * 8 + 16 * 48) << "b in all once, a and c in slices";
  EXPECT_EQ(kept.time, 4 * 16 * 8 + 48 + 16 * 100);
  EXPECT_EQ(kept.sram, 2 * 48 + 16 * 8);
  const LoopCost again = cost_of(pass, 100, {true, false}, {.bytes_per_cycle = 1, .tile_bytes = 7});
  EXPECT_EQ(again.traffic, 16 * (48 + 16 * 8));
  EXPECT_EQ(again.time, 48 + 16 * (48 + 16 * 8)) << "transfers take longer than the work";
  EXPECT_EQ(again.sram, 2 * 48 + 7);
}

}  // namespace
}  // namespace octosim::partition::chunk
