#include "jobs/executor/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/blocks/attention.hpp"
#include "models/tensor/blocks/triangle.hpp"
#include "models/tensor/blocks/unet.hpp"
#include "models/tensor/networks/evoformer.hpp"
#include "models/tensor/networks/gpt.hpp"
#include "models/tensor/networks/unet.hpp"
#include "models/tensor/networks/vit.hpp"
#include "partition/chunk/estimate.hpp"
#include "partition/chunk/planning.hpp"
#include "partition/chunk/segments.hpp"
#include "tests/support/executed_graph.hpp"
#include "tests/support/random_graph.hpp"

namespace octosim::jobs::executor {
namespace {

namespace blocks = models::tensor::blocks;
namespace chunk = partition::chunk;
namespace networks = models::tensor::networks;
using models::tensor::Graph;

std::vector<Graph> small_networks() {
  return {networks::gpt({.tokens = 9, .layers = 2, .width = 12, .heads = 3, .whole = true, .vocabulary = 11}),
          networks::vit({.tokens = 10, .layers = 1, .width = 12, .heads = 3, .whole = true, .patch = 2, .classes = 5}),
          networks::evoformer({.part = networks::EvoformerPart::kWhole,
                               .residues = 5,
                               .channels = 6,
                               .heads = 2,
                               .head_width = 3,
                               .sequences = 4,
                               .msa_channels = 8,
                               .msa_heads = 2}),
          networks::unet({.part = networks::UnetPart::kWhole,
                          .height = 8,
                          .width = 8,
                          .channels = 4,
                          .heads = 2,
                          .groups = 2,
                          .context_tokens = 3,
                          .context_width = 5})};
}

TEST(RunTest, EveryLegalChunkOfTheSmallBlocksComputesTheSame) {
  std::vector<std::size_t> chunks;
  for (const Graph& graph : {blocks::attention({.tokens = 7, .width = 12, .heads = 3}),
                             blocks::triangle_attention({.residues = 5, .channels = 6, .heads = 2, .head_width = 3}),
                             blocks::triangle_multiplication({.residues = 5, .channels = 4}),
                             blocks::unet({.channels = 6, .height = 3, .width = 4, .heads = 2, .groups = 3})}) {
    chunks.push_back(tests::expect_executed_as_interpreted(graph));
  }
  EXPECT_THAT(chunks, testing::ElementsAre(215, 341, 149, 130));
}

TEST(RunTest, TheFourNetworksComputeTheSameByPlans) {
  for (const Graph& graph : small_networks()) {
    const chunk::Tables tables{graph};
    const chunk::Plan none{.order = graph.compute_order()};
    const std::int64_t peak = chunk::Estimator{tables, chunk::Accounting::kAliased}.estimate(none).peak;
    EXPECT_LE(tests::execution_error(tables, none), 1e-4) << graph.name();
    for (const auto method : {chunk::Method::kGreedy, chunk::Method::kReleased}) {
      const auto planned = chunk::plan_graph(tables, {.method = method, .budget = peak * 9 / 10});
      EXPECT_FALSE(planned.plan.chunks.empty()) << graph.name();
      EXPECT_LE(tests::execution_error(tables, planned.plan), 1e-4) << graph.name();
    }
  }
}

TEST(RunTest, CoversComputeTheSame) {
  const Graph graph = blocks::attention({.tokens = 32, .width = 16, .heads = 4});
  const chunk::Tables tables{graph};
  const auto covered = chunk::plan_graph(
      tables, {.method = chunk::Method::kTbu, .tbu = {.sram_bytes = 12'000, .cbu_bytes = 1 << 20, .tile_bytes = 64}});
  EXPECT_GT(covered.plan.chunks.size(), 1U);
  EXPECT_LE(tests::execution_error(tables, covered.plan), tests::kSinglePrecision);
}

/// As plans that the covers of a TBU are made of; loops with a halo are refused by name.
TEST(RunTest, NestedLoopsComputeTheSame) {
  std::size_t nested = 0, halo = 0;
  for (const Graph& graph : {blocks::attention({.tokens = 7, .width = 12, .heads = 3}),
                             blocks::triangle_attention({.residues = 5, .channels = 6, .heads = 2, .head_width = 3}),
                             blocks::unet({.channels = 6, .height = 3, .width = 4, .heads = 2, .groups = 3})}) {
    const chunk::Tables tables{graph};
    const chunk::Plan none{.order = graph.compute_order()};
    const auto check = [&](std::uint32_t, std::uint32_t, const chunk::Chunk* found) {
      if (found == nullptr || !chunk::is_deep(*found)) return;
      chunk::Plan plan{.order = none.order, .chunks = {*found}};
      if (!found->inner) {
        ++halo;
        EXPECT_THROW(tests::execution_error(tables, plan), engine::ModelError);
        return;
      }
      ++nested;
      plan.chunks[0].size = std::min<std::int64_t>(2, found->extent);
      plan.chunks[0].inner->size = std::min<std::int64_t>(2, found->inner->extent);
      EXPECT_LE(tests::execution_error(tables, plan), tests::kSinglePrecision) << graph.name();
    };
    chunk::each_deep_segment(tables, none, check, [](std::uint32_t, std::uint32_t) { return true; });
  }
  EXPECT_GT(nested, 30U);
  EXPECT_GT(halo, 5U);
}

TEST(RunTest, RandomGraphsComputeTheSame) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Graph graph = tests::GraphGrower{seed}.grow(8);
    tests::expect_executed_as_interpreted(graph);
  }
}

/// With rows that need no copies and no scratch, what is measured is what is estimated.
TEST(RunTest, PeakIsThatOfTheEstimator) {
  Graph graph;
  const auto x = graph.add_input("x", {64, 32}, 4);
  const auto wide = graph.add("wide", "linear", {x}, {{"features", 128}});
  const auto gelu = graph.add("gelu", "gelu", {wide});
  graph.add("narrow", "linear", {gelu}, {{"features", 32}});
  const chunk::Tables tables{graph};
  const Network network{tables, 1};
  Memory memory;
  const chunk::Plan none{.order = graph.compute_order()};
  EXPECT_EQ(run(network, none, memory).peak, 2 * 64 * 128 * 4);
  const auto planned = chunk::plan_graph(tables, {.method = chunk::Method::kCost, .budget = 50'000});
  const auto after = run(network, planned.plan, memory);
  EXPECT_EQ(after.peak, planned.peak_after);
  EXPECT_LT(after.peak, 50'000);
  EXPECT_GE(after.reach, after.peak);
  EXPECT_GT(after.seconds, 0);
  EXPECT_EQ(memory.live(), 0);
}

/// A view keeps the storage that it shows; a copy that no view could replace is counted.
TEST(RunTest, CopiesAreCounted) {
  Graph graph;
  const auto x = graph.add_input("x", {8, 6}, 4);
  const auto made = graph.add("made", "neg", {x});
  const auto turned = graph.add("turned", "transpose", {made}, {{"order", Shape{1, 0}}});
  const auto flat = graph.add("flat", "reshape", {turned}, {{"shape", Shape{48}}});
  graph.add("end", "sum", {flat}, {{"dim", 0}});
  const chunk::Tables tables{graph};
  Memory memory;
  EXPECT_EQ(run(Network{tables, 1}, {.order = graph.compute_order()}, memory).peak, 2 * 48 * 4);
}

}  // namespace
}  // namespace octosim::jobs::executor
