#include "partition/chunk/planning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "partition/chunk/coverable.hpp"
#include "partition/chunk/hoist.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

TEST(PlanningTest, EveryMethodGivesASoundPlanWithinItsLimit) {
  const auto blocks = tests::golden_blocks();
  const Tables tables{blocks[0].graph};
  const std::int64_t unchunked = 51904512;  // golden peak A and O
  for (const Method method : {Method::kReleased, Method::kGreedy, Method::kCost, Method::kMemory}) {
    const Request request{.method = method, .budget = unchunked / 5};
    const Planned planned = plan_graph(tables, request);
    EXPECT_EQ(planned.peak_before, unchunked);
    EXPECT_LT(planned.peak_after, request.budget);
    EXPECT_EQ(planned.cycles_before, ideal_cycles(tables, {}));
    EXPECT_GT(planned.cycles_after, planned.cycles_before);
    EXPECT_TRUE(is_sound(tables, planned.plan));
    EXPECT_TRUE(has_plan(tables, request));
    EXPECT_FALSE(needs_no_plan(tables, request));
    EXPECT_TRUE(needs_no_plan(tables, {.method = method, .budget = unchunked + 1}));
    EXPECT_EQ(planned.accounting == Accounting::kReleased, method == Method::kReleased);
  }
}

TEST(PlanningTest, ACoverIsTheGoldenOne) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8});
  const Tables tables{graph};
  const Request request{.method = Method::kTbu, .tbu = {.sram_bytes = 1 << 20}};
  const Planned planned = plan_graph(tables, request);
  EXPECT_EQ(planned.cycles_before, 1'863'152) << "golden: ideal compute";
  EXPECT_EQ(planned.cycles_after, 1'883'440) << "golden: 1 MiB";
  EXPECT_FALSE(planned.fits_whole);
  EXPECT_LT(planned.peak_after, planned.peak_before);
  EXPECT_TRUE(has_plan(tables, request));
  EXPECT_FALSE(has_plan(tables, {.method = Method::kTbu, .tbu = {.sram_bytes = 1000}}));
}

TEST(PlanningTest, WhatFitsWholeNeedsNoLoops) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 32, .width = 16, .heads = 2});
  const Tables tables{graph};
  Request request{.method = Method::kTbu};
  ASSERT_TRUE(fits_whole(tables, request.tbu));
  EXPECT_TRUE(needs_no_plan(tables, request));
  const Planned planned = plan_graph(tables, request);
  EXPECT_TRUE(planned.fits_whole);
  EXPECT_TRUE(planned.plan.chunks.empty());
  EXPECT_EQ(planned.cycles_after, planned.cycles_before);
  EXPECT_EQ(planned.peak_after, planned.peak_before);
  std::int64_t bytes = planned.peak_before;
  for (Node v = 0; v < graph.size(); ++v) {
    bytes += graph[v].source ? bytes_of(graph[v]) : graph[v].weight_bytes;
  }
  request.tbu.sram_bytes = bytes;
  EXPECT_TRUE(fits_whole(tables, request.tbu));
  request.tbu.sram_bytes = bytes - 1;
  EXPECT_FALSE(fits_whole(tables, request.tbu));
}

TEST(PlanningTest, WithoutChunksTheCyclesAreTheIdealOnes) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 64, .width = 32, .heads = 2});
  const Tables tables{graph};
  const LoopProgram program = emit_loops(tables, Plan{.order = graph.compute_order()}, {});
  EXPECT_EQ(cycles_of_program(tables, program, {}), ideal_cycles(tables, {}));
}

TEST(PlanningTest, ALoopAddsItsTimeInPlaceOfItsOperators) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8});
  const tests::Ordered ordered{graph};
  Plan plan = ordered.plan;
  plan.chunks = {ordered.chunk("scores", "res1", 0).value()};
  plan.chunks[0].size = 64;
  const Tbu tbu;
  std::int64_t whole = 0;
  for (const SlicedNode& n : plan.chunks[0].loop) whole += cycles_of(ordered.tables, n.node, 0, 1, 1, tbu);
  const LoopProgram program = emit_loops(ordered.tables, plan, tbu);
  EXPECT_EQ(cycles_of_program(ordered.tables, program, tbu), ideal_cycles(ordered.tables, tbu) - whole + 415'696)
      << "golden sweep, c = 64";
}

}  // namespace
}  // namespace octosim::partition::chunk
