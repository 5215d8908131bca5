#include "partition/chunk/greedy.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/beam.hpp"
#include "tests/support/golden_blocks.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::golden_blocks;

nlohmann::json regions_of(const Graph& graph, const Selection& selection) {
  nlohmann::json regions = nlohmann::json::array();
  for (const Chunk& c : selection.plan.chunks) {
    regions.push_back({graph[c.loop.front().node].name, graph[c.loop.back().node].name, c.dim, c.size});
  }
  return regions;
}

TEST(GreedyTest, Golden) {
  for (const auto& block : golden_blocks()) {
    const Tables tables{block.graph};
    const auto& golden = autochunk().at(block.name);
    for (const auto& [key, way] :
         std::map<std::string, GreedySettings>{{"greedy", {}}, {"official", released_settings()}}) {
      for (const auto& [share, expected] : golden.at(key).items()) {
        const auto peak = golden.at(key == "greedy" ? "peakA" : "peakO").get<double>();
        const auto budget = static_cast<std::int64_t>(peak * std::stod(share));
        const Selection s = select_greedy(tables, budget, way);
        EXPECT_EQ(s.fits, expected.at("ok")) << block.name << key << share;
        EXPECT_EQ(regions_of(block.graph, s), expected.at("regions")) << block.name << key << share;
        EXPECT_EQ(s.estimate.peak, expected.at("peak")) << block.name << key << share;
        if (key == "official") {
          EXPECT_EQ(nlohmann::json(s.candidates), expected.at("cand")) << block.name << share;
        }
      }
    }
    for (const auto& [share, expected] : golden.at("beam").items()) {
      const auto budget = static_cast<std::int64_t>(golden.at("peakA").get<double>() * std::stod(share));
      const Selection s = select_by_cost(tables, budget);
      EXPECT_EQ(regions_of(block.graph, s), expected.at("regions")) << block.name << share;
      EXPECT_EQ(s.estimate.peak, expected.at("peak")) << block.name << share;
      EXPECT_NEAR(s.cost, expected.at("L"), 1e-6) << block.name << share;
    }
    for (const auto& [size, expected] : golden.at("best").items()) {
      const auto best = best_chunk(tables, std::stoll(size));
      EXPECT_EQ(best->peak, expected.at("peak"));
      EXPECT_EQ(best->legal, expected.at("legal"));
      EXPECT_EQ(block.graph[best->chunk.loop.front().node].name, expected.at("first"));
      EXPECT_EQ(block.graph[best->chunk.loop.back().node].name, expected.at("last"));
      EXPECT_EQ(best->chunk.dim, expected.at("dim_last"));
    }
    const auto best = best_chunk(tables, 1, {.strictness = Strictness::kStrict});
    EXPECT_EQ(best->legal, golden.at("best_strict").at("legal")) << block.name;
    EXPECT_EQ(best->peak, golden.at("best_strict").at("peak")) << block.name;
    EXPECT_EQ(block.graph[best->chunk.loop.front().node].name, golden.at("best_strict").at("first"));
    EXPECT_EQ(block.graph[best->chunk.loop.back().node].name, golden.at("best_strict").at("last"));
  }
}

}  // namespace
}  // namespace octosim::partition::chunk
