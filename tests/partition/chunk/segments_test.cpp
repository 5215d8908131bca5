#include "partition/chunk/segments.hpp"

#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "partition/chunk/search.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using Place = std::tuple<std::uint32_t, std::uint32_t, int>;

TEST(SegmentsTest, EveryLegalChunkWithoutHoistedNodesAndEveryRowOfViews) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 32, .width = 16, .heads = 2});
  const tests::Ordered ordered{graph};
  const auto size = static_cast<std::uint32_t>(ordered.plan.order.size());
  std::set<Place> expected, found;
  ChunkSearch search{ordered.tables, ordered.plan, {}};
  for (std::uint32_t e = 0; e < size; ++e) {
    bool views = true;
    for (std::uint32_t s = e + 1; s-- > 0;) {
      views = views && ordered.tables.is_view[ordered.plan.order[s]] != 0;
      if (views) expected.emplace(s, e, -1);
      for (int dim = 0; !views && dim < ordered.tables.rank(ordered.plan.order[e]); ++dim) {
        if (ordered.tables.extent(ordered.plan.order[e], dim) < 2) continue;
        const auto chunk = search.flow_search(s, e, dim);
        if (chunk && chunk->hoisted.empty()) expected.emplace(s, e, dim);
      }
    }
  }
  std::uint32_t before = 0;
  each_segment(ordered.tables, ordered.plan, [&](std::uint32_t first, std::uint32_t last, const Chunk* chunk) {
    EXPECT_GE(last, before) << "by last position";
    before = last;
    EXPECT_TRUE(found.emplace(first, last, chunk == nullptr ? -1 : chunk->dim).second) << "once";
  });
  EXPECT_EQ(found, expected);
  EXPECT_GT(found.size(), 50U);
}

TEST(SegmentsTest, LeastMemoriesOfALoop) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8});
  const tests::Ordered ordered{graph};
  const Chunk chunk = ordered.chunk("scores", "res1", 0).value();
  const LoopTraffic traffic = traffic_of(ordered.tables, chunk);
  const Tbu tbu;
  const std::int64_t least = least_sram_of(chunk, traffic, tbu);
  for (const Residency pinned : {Residency{true, true}, {true, false}, {false, true}, {false, false}}) {
    EXPECT_LE(least, cost_of(ordered.tables, chunk, traffic, 1, pinned, tbu).sram);
  }
  EXPECT_EQ(least, 155648) << "golden sweep, c = 1";
  EXPECT_EQ(cbu_of(ordered.tables, chunk, 1000), 1000 + 512 * 512 * 2) << "its one output, res1";
}

}  // namespace
}  // namespace octosim::partition::chunk
