#include "partition/chunk/search.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/trial.hpp"
#include "tests/support/golden_blocks.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::golden_blocks;

TEST(SearchTest, EveryLegalChunkIsTheGoldenOneWithItsPeak) {
  for (const auto& block : golden_blocks()) {
    if (block.table.empty()) continue;
    const auto& golden = autochunk().at("cands_" + block.table);
    const Tables tables{block.graph};
    const Plan plan{.order = block.graph.compute_order()};
    const Candidates found = ChunkSearch{tables, plan, {}}.search(whole_range(plan), {});
    EXPECT_EQ(found.searches, golden.at("calls")) << block.name;
    Estimator estimator{tables, Accounting::kAliased};
    Trial trial{tables, estimator, plan};
    nlohmann::json rows = nlohmann::json::array();
    for (const Chunk& chunk : found.chunks) {
      trial.apply(chunk);
      const std::int64_t size = std::min(golden.at("c").get<std::int64_t>(), chunk.extent);
      rows.push_back({block.graph[plan.order[chunk.begin]].name, block.graph[plan.order[chunk.last]].name, chunk.dim,
                      chunk.loop.size(), chunk.hoisted.size(), trial.peak(size)});
    }
    EXPECT_EQ(rows.size(), golden.at("rows").size()) << block.name;
    EXPECT_EQ(rows, golden.at("rows")) << block.name;
  }
}

}  // namespace
}  // namespace octosim::partition::chunk
