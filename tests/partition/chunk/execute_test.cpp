#include "partition/chunk/execute.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/blocks/attention.hpp"
#include "models/tensor/blocks/triangle.hpp"
#include "models/tensor/blocks/unet.hpp"
#include "partition/chunk/cover.hpp"
#include "partition/chunk/halo.hpp"
#include "partition/chunk/hoist.hpp"
#include "partition/chunk/search.hpp"
#include "partition/chunk/segments.hpp"
#include "partition/chunk/select.hpp"
#include "tests/support/random_graph.hpp"

namespace octosim::partition::chunk {
namespace {

namespace blocks = models::tensor::blocks;
using models::tensor::Attributes;
using models::tensor::Shape;
using models::tensor::Tensor;

constexpr double kTolerance = 1e-9;

/// The four blocks whose chunks are counted in the golden file, in small.  No two extents of a block are equal where
/// that would hide a mistake.
std::vector<Graph> small_blocks() {
  return {blocks::attention({.tokens = 7, .width = 12, .heads = 3}),
          blocks::triangle_attention({.residues = 5, .channels = 6, .heads = 2, .head_width = 3}),
          blocks::triangle_multiplication({.residues = 5, .channels = 4}),
          blocks::unet({.channels = 6, .height = 3, .width = 4, .heads = 2, .groups = 3})};
}

/// The plan of one chunk in slices of `size`.
Plan plan_of(const Tables& tables, std::vector<Node> order, Chunk chunk, std::int64_t size) {
  chunk.size = size;
  hoist(tables, order, chunk);
  return {.order = std::move(order), .chunks = {std::move(chunk)}};
}

/// What a region computes, given the truth of all that comes before it: greatest error of its outputs and of what it
/// hoists.
double region_error(const Tables& tables, const Plan& plan, const Values& truth) {
  const Chunk& chunk = plan.chunks[0];
  Values values = truth;
  for (std::uint32_t at = chunk.begin; at <= chunk.last; ++at) values[plan.order[at]] = {};
  execute_part(tables, plan, chunk.begin, chunk.last, 1, values);
  double greatest = 0;
  for (const SlicedNode& v : chunk.outputs)
    greatest = std::max(greatest, relative_error(truth[v.node], values[v.node]));
  for (const Node v : chunk.hoisted) greatest = std::max(greatest, relative_error(truth[v], values[v]));
  return greatest;
}

std::set<std::int64_t> sizes_of(const Chunk& chunk) {
  std::set<std::int64_t> sizes;
  for (const std::int64_t size : {std::int64_t{1}, std::int64_t{2}, chunk.extent - 1, chunk.extent}) {
    if (size >= 1 && size <= chunk.extent) sizes.insert(size);
  }
  return sizes;
}

std::string describe(const Graph& graph, const Plan& plan) {
  const Chunk& chunk = plan.chunks[0];
  return graph.name() + " " + graph[plan.order[chunk.first]].name + ".." + graph[plan.order[chunk.last]].name + "@" +
         std::to_string(chunk.dim) + " in slices of " + std::to_string(chunk.size);
}

/// Chunks and runs.
struct Count {
  std::size_t chunks = 0, runs = 0, wrong = 0;
};

/// Executes the legal chunks of `searched` on `graph`, which has the same nodes.
Count execute_all(const Graph& graph, const Graph& searched) {
  const Tables tables{graph}, search_tables{searched};
  const Plan none{.order = graph.compute_order()};
  const Values truth = execute_whole(graph, 1);
  Count count;
  for (const Chunk& chunk : ChunkSearch{search_tables, none, {}}.search(whole_range(none), {}).chunks) {
    ++count.chunks;
    bool wrong = false;
    for (const std::int64_t size : sizes_of(chunk)) {
      ++count.runs;
      const Plan plan = plan_of(search_tables, none.order, chunk, size);
      const double error = region_error(tables, plan, truth);
      wrong = wrong || !(error <= kTolerance);
      if (&graph == &searched) {
        EXPECT_LE(error, kTolerance) << describe(graph, plan);
      }
    }
    if (wrong) ++count.wrong;
  }
  return count;
}

/// Legality does not depend on sizes: as many chunks as the golden file has, 835.
TEST(ExecuteTest, EveryLegalChunkOfTheSmallBlocksComputesTheSame) {
  Count all;
  std::vector<std::size_t> chunks;
  for (const Graph& graph : small_blocks()) {
    const Count count = execute_all(graph, graph);
    chunks.push_back(count.chunks);
    all.runs += count.runs;
  }
  EXPECT_THAT(chunks, testing::ElementsAre(215, 341, 149, 130));
  EXPECT_GT(all.runs, 3000U);
}

/// The whole graph, before and after the region too.
TEST(ExecuteTest, WholePlansOfOneChunkComputeTheSame) {
  const Graph graph = small_blocks()[0];
  const Tables tables{graph};
  const Plan none{.order = graph.compute_order()};
  const auto chunks = ChunkSearch{tables, none, {}}.search(whole_range(none), {}).chunks;
  for (std::size_t i = 0; i < chunks.size(); i += 5) {
    const Plan plan = plan_of(tables, none.order, chunks[i], (chunks[i].extent + 1) / 2);
    ASSERT_TRUE(is_sound(tables, plan));
    EXPECT_LE(plan_error(tables, plan, 3), kTolerance) << describe(graph, plan);
  }
}

TEST(ExecuteTest, PlansOfSeveralRegionsComputeTheSame) {
  std::size_t plans = 0, several = 0;
  const auto check = [&](const Tables& tables, const Plan& plan) {
    ++plans;
    several += plan.chunks.size() > 1 ? 1 : 0;
    EXPECT_LE(plan_error(tables, plan, 5), kTolerance) << tables.graph().name() << ", plan " << plans;
  };
  for (const Graph& graph : small_blocks()) {
    const Tables tables{graph};
    const std::int64_t peak = Estimator{tables, Accounting::kAliased}.estimate({.order = graph.compute_order()}).peak;
    for (const std::int64_t percent : {90, 75, 60, 50, 40, 30, 20}) {
      for (const Way way : {Way::kGreedy, Way::kReleased, Way::kCost}) {
        check(tables, try_select(tables, way, peak * percent / 100).plan);
      }
    }
    check(tables, select_least_memory(tables).plan);
    for (const std::int64_t sram : {100, 300, 1000, 10'000}) {
      try {
        check(tables, plan_of(cover(tables, {.sram_bytes = sram, .cbu_bytes = 1 << 20, .tile_bytes = 8})));
      } catch (const engine::ModelError&) {
        continue;  // it does not fit
      }
    }
  }
  EXPECT_GT(plans, 80U);
  EXPECT_GT(several, 10U);
}

/// The same graph with an elementwise operator instead of each `kind`: as if its rule allowed every dimension.
Graph without_rule(const Graph& graph, const std::string& kind) {
  Graph other{graph.name()};
  for (Node v = 0; v < graph.size(); ++v) {
    const auto& op = graph[v];
    const bool dropped = op.kind == kind;
    other.add({.name = op.name,
               .kind = dropped ? "identity" : op.kind,
               .attributes = dropped ? Attributes{} : op.attributes,
               .element_bytes = op.element_bytes},
              graph.operands(v));
  }
  return other;
}

/// What was executed.
struct DeepExecutions {
  std::uint64_t nested = 0, halo = 0;
};

/// Every nested loop and every loop with a halo, with sizes that divide and that do not.
void expect_deep_loops_compute_the_same(const Graph& graph, std::uint64_t seed, DeepExecutions& executions) {
  const Tables tables{graph};
  const Plan none{.order = graph.compute_order()};
  const Values truth = execute_whole(graph, seed);
  const auto check_chunk = [&](std::uint32_t first, std::uint32_t last, const Chunk* chunk) {
    if (chunk == nullptr || !is_deep(*chunk)) return;
    for (const std::int64_t outer : {std::int64_t{1}, (chunk->extent + 1) / 2, chunk->extent - 1}) {
      for (const std::int64_t inner : {1, 2}) {
        Plan plan{.order = none.order, .chunks = {*chunk}};
        plan.chunks[0].size = outer;
        if (chunk->inner) plan.chunks[0].inner->size = inner;
        ASSERT_TRUE(is_sound(tables, plan));
        Values values = truth;
        for (std::uint32_t at = first; at <= last; ++at) values[none.order[at]] = {};
        execute_part(tables, plan, first, last, seed, values);
        ++(chunk->inner ? executions.nested : executions.halo);
        for (const auto& [v, dim] : chunk->outputs) {
          ASSERT_LE(relative_error(truth[v], values[v]), kTolerance)
              << graph[v].name << " of " << first << " to " << last << ", " << outer << " " << inner;
        }
      }
    }
  };
  each_deep_segment(tables, none, check_chunk, [](std::uint32_t, std::uint32_t) { return true; });
}

TEST(ExecuteTest, NestedLoopsAndHalosOfTheSmallBlocksComputeTheSame) {
  DeepExecutions executions;
  for (const Graph& graph : small_blocks()) expect_deep_loops_compute_the_same(graph, 11, executions);
  EXPECT_GT(executions.nested, 300U);
  EXPECT_GT(executions.halo, 20U);
}

TEST(ExecuteTest, NestedLoopsAndHalosOfRandomGraphsComputeTheSame) {
  DeepExecutions executions;
  for (std::uint64_t seed = 0; seed < 600 && !HasFatalFailure(); ++seed) {
    const Graph graph = tests::GraphGrower{seed}.grow(3 + static_cast<std::uint32_t>(seed % 12));
    expect_deep_loops_compute_the_same(graph, seed, executions);
  }
  EXPECT_GT(executions.nested, 5000U);
  EXPECT_GT(executions.halo, 100U);
}

TEST(ExecuteTest, RowsOfConvolutionsOfEveryStrideAndPaddingComputeTheSame) {
  DeepExecutions executions;
  for (const std::int64_t kernel : {1, 2, 3, 5}) {
    for (const std::int64_t stride : {1, 2, 3}) {
      for (const std::int64_t padding : {0, 1, 2}) {
        if (padding >= kernel) continue;  // a row of padding alone
        Graph graph;
        const Node x = graph.add_input("x", {2, 2, 19, 17}, 2);
        const Node a = graph.add("a", "gelu", {x});
        const Attributes convolution{{"channels", 2}, {"kernel", kernel}, {"stride", stride}, {"padding", padding}};
        const Node b = graph.add("b", "conv2d", {a}, convolution);
        const Node c = graph.add("c", "conv2d", {b}, {{"channels", 2}, {"kernel", 3}});
        const Node pool = graph.add("pool", "pool2d", {b}, {{"kernel", 3}, {"stride", 1}, {"padding", 1}});
        const Node d = graph.add("d", "add", {pool, c});  // two windows of b
        graph.add("e", "transpose", {graph.add("d2", "relu", {d})}, {{"order", Shape{0, 2, 3, 1}}});
        expect_deep_loops_compute_the_same(graph, 5, executions);
      }
    }
  }
  EXPECT_GT(executions.halo, 500U);
}

TEST(ExecuteTest, AHaloThatIsTooNarrowIsDetected) {
  Graph graph;
  const Node a = graph.add("a", "relu", {graph.add_input("x", {1, 2, 8, 8}, 2)});
  graph.add("b", "conv2d", {a}, {{"channels", 2}, {"kernel", 3}});
  const Tables tables{graph};
  Plan plan{.order = graph.compute_order()};
  each_halo(tables, plan.order, 1, 2, [&](const Chunk& chunk) { plan.chunks = {chunk}; });
  ASSERT_EQ(plan.chunks.at(0).loop.size(), 2U);
  plan.chunks[0].size = 2;
  EXPECT_LE(plan_error(tables, plan, 3), kTolerance);
  plan.chunks[0].windows[0].after = 0;
  EXPECT_THROW(plan_error(tables, plan, 3), engine::LogicError) << "rows that nobody has computed";
}

TEST(ExecuteTest, ARuleThatIsDroppedIsDetected) {
  const Graph attention = small_blocks()[0];
  for (const char* kind : {"softmax", "layernorm"}) {
    const Count count = execute_all(attention, without_rule(attention, kind));
    EXPECT_GT(count.chunks, 215U) << kind;
    EXPECT_GT(count.wrong, 2U) << kind;
    EXPECT_LE(count.wrong, count.chunks - 215U) << kind;
  }
}

/// Rows of an embedding, a row of numbers that is made in the loop, and a cut that does not divide.
TEST(ExecuteTest, WhatIsMadeOrLookedUpInALoopKnowsItsPlace) {
  Graph graph;
  const Node ids = graph.add_input("ids", {7}, 4);
  const Node places =
      graph.add({.name = "places", .kind = "arange", .attributes = {{"shape", Shape{7}}}, .element_bytes = 4}, {});
  const auto embedding = [&](const char* name, std::int64_t rows, Node from) {
    return graph.add({.name = name,
                      .kind = "embedding",
                      .attributes = {{"rows", rows}, {"features", std::int64_t{3}}},
                      .element_bytes = 2},
                     {from});
  };
  const Node sum = graph.add("sum", "add", {embedding("wte", 11, ids), embedding("wpe", 7, places)});
  graph.add("relu", "relu", {sum});
  const Tables tables{graph};
  const Plan none{.order = graph.compute_order()};
  const Values sources = draw_sources(graph, 1);
  for (const double id : sources[ids].values) {
    EXPECT_TRUE(id >= 0 && id < 11 && id == std::floor(id)) << id;
  }
  std::size_t with_places = 0;
  for (const Chunk& chunk : ChunkSearch{tables, none, {}}.search(whole_range(none), {}).chunks) {
    for (const SlicedNode& v : chunk.loop) with_places += v.node == places ? 1 : 0;
    EXPECT_LE(plan_error(tables, plan_of(tables, none.order, chunk, 3), 1), kTolerance);
  }
  EXPECT_GT(with_places, 0U);
}

TEST(ExecuteTest, ErrorsAreRelativeAndNeverHidden) {
  const Tensor a{.shape = {2}, .values = {100, 0.5}};
  EXPECT_DOUBLE_EQ(relative_error(a, {.shape = {2}, .values = {101, 0.5}}), 0.01);
  EXPECT_DOUBLE_EQ(relative_error(a, {.shape = {2}, .values = {100, 0.25}}), 0.25);
  const double none = std::numeric_limits<double>::infinity();
  EXPECT_EQ(relative_error(a, {.shape = {2}, .values = {std::nan(""), 0.5}}), none);
  EXPECT_EQ(relative_error(a, {.shape = {1, 2}, .values = {100, 0.5}}), none);
  EXPECT_EQ(relative_error(a, {}), none);
}

TEST(ExecuteTest, AnUnknownOperatorCannotBeEvaluated) {
  Graph graph;
  const Node x = graph.add_input("x", {2}, 4);
  graph.add("odd", "unknown", {x}, {{"shape", Shape{3}}});
  EXPECT_THAT([&] { execute_whole(graph, 1); }, testing::ThrowsMessage<engine::ModelError>(
                                                    "node \"odd\": operators of kind \"unknown\" cannot be evaluated"));
}

}  // namespace
}  // namespace octosim::partition::chunk
