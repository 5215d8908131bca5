#include "partition/chunk/greedy.hpp"

#include <map>

#include <gtest/gtest.h>

#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::budget_of, tests::golden_blocks, tests::regions_of;

TEST(GreedyTest, PlansUnderEveryGoldenBudget) {
  const std::map<std::string, GreedySettings> ways{{"greedy", {}}, {"official", released_settings()}};
  for (const auto& block : golden_blocks()) {
    const Tables tables{block.graph};
    const auto& golden = autochunk().at(block.name);
    for (const auto& [key, settings] : ways) {
      for (const auto& [share, expected] : golden.at(key).items()) {
        const std::string what = block.name + " " + key + " " + share;
        const std::int64_t budget = budget_of(golden.at(key == "greedy" ? "peakA" : "peakO"), share);
        const Selection selection = select_greedy(tables, budget, settings);
        EXPECT_EQ(selection.fits, expected.at("ok")) << what;
        EXPECT_EQ(regions_of(block.graph, selection.plan), expected.at("regions")) << what;
        EXPECT_EQ(selection.estimate.peak, expected.at("peak")) << what;
        if (key == "official") {
          EXPECT_EQ(nlohmann::json(selection.candidates), expected.at("cand")) << what;
        }
      }
    }
  }
}

TEST(GreedyTest, TheBestSingleChunkIsTheGoldenOne) {
  for (const auto& block : golden_blocks()) {
    const Tables tables{block.graph};
    const auto name = [&](Node v) { return block.graph[v].name; };
    for (const auto& [size, expected] : autochunk().at(block.name).at("best").items()) {
      const auto best = best_chunk(tables, std::stoll(size));
      ASSERT_TRUE(best);
      nlohmann::json hoisted = nlohmann::json::array();
      for (const Node v : best->chunk.hoisted) hoisted.push_back(name(v));
      const nlohmann::json found = {{"dim_last", best->chunk.dim},
                                    {"extent", best->chunk.extent},
                                    {"first", name(best->chunk.loop.front().node)},
                                    {"hoist", hoisted},
                                    {"legal", best->legal},
                                    {"last", name(best->chunk.loop.back().node)},
                                    {"peak", best->peak}};
      EXPECT_EQ(found, expected) << block.name << " " << size;
    }
    const auto strict = best_chunk(tables, 1, {.strictness = Strictness::kStrict});
    ASSERT_TRUE(strict);
    const nlohmann::json found = {{"first", name(strict->chunk.loop.front().node)},
                                  {"last", name(strict->chunk.loop.back().node)},
                                  {"legal", strict->legal},
                                  {"peak", strict->peak}};
    EXPECT_EQ(found, autochunk().at(block.name).at("best_strict")) << block.name;
  }
}

TEST(GreedyTest, EveryPlanIsBelowItsBudgetOrSaysThatItIsNot) {
  const Graph graph = models::tensor::blocks::triangle_multiplication({.residues = 24, .channels = 12});
  const Tables tables{graph};
  const std::int64_t whole = select_greedy(tables, 1'000'000'000).estimate.peak;
  EXPECT_TRUE(select_greedy(tables, whole + 1).plan.chunks.empty());
  bool some = false, none = false;
  for (std::int64_t budget = 1; budget <= whole; budget += whole / 50) {
    for (const GreedySettings& settings : {GreedySettings{}, released_settings()}) {
      const Selection selection = select_greedy(tables, budget, settings);
      EXPECT_EQ(selection.fits, selection.estimate.peak < budget) << budget;
      (selection.fits ? some : none) = true;
    }
  }
  EXPECT_TRUE(some && none);
}

TEST(GreedyTest, LeastMemoryIsNotWorseThanTheBestSingleChunk) {
  for (const auto& block : golden_blocks()) {
    const Tables tables{block.graph};
    const Selection least = select_least_memory(tables);
    EXPECT_LE(least.estimate.peak, best_chunk(tables, 1)->peak) << block.name;
    for (const Chunk& chunk : least.plan.chunks) EXPECT_EQ(chunk.size, 1);
    EXPECT_FALSE(least.plan.chunks.empty());
  }
}

TEST(GreedyTest, AGraphWithoutOperatorsHasAnEmptyPlan) {
  Graph graph;
  graph.add_input("x", {4}, 2);
  const Tables tables{graph};
  EXPECT_TRUE(select_greedy(tables, 1).fits);
  EXPECT_TRUE(select_least_memory(tables).fits);
  EXPECT_FALSE(best_chunk(tables, 1));
}

}  // namespace
}  // namespace octosim::partition::chunk
