/// Chunk plans of random graphs compute what the graphs compute.  100,000 executions:
/// RC_PARAMS="max_success=4000" build/release/tests/tests_properties --gtest_filter='ChunkExecutionTest.*'
#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "partition/chunk/execute.hpp"
#include "partition/chunk/hoist.hpp"
#include "partition/chunk/search.hpp"
#include "partition/chunk/select.hpp"
#include "tests/support/draws.hpp"
#include "tests/support/property_seed.hpp"
#include "tests/support/random_graph.hpp"

namespace octosim {
namespace {

namespace chunk = partition::chunk;

/// Executions of all properties of this process.
std::uint64_t executions = 0;

TEST(ChunkExecutionTest, EveryLegalChunkOfARandomGraphComputesTheSame) {
  EXPECT_TRUE(rc::check([] {
    const auto seed = static_cast<std::uint64_t>(test::draw(0, 1 << 30));
    const auto operators = static_cast<std::uint32_t>(test::draw(1, 14));
    const models::tensor::Graph graph = tests::GraphGrower{seed}.grow(operators);
    const chunk::Tables tables{graph};
    const chunk::Plan none{.order = graph.compute_order()};
    const chunk::Values truth = chunk::execute_whole(graph, seed);
    for (const chunk::Chunk& each : chunk::ChunkSearch{tables, none, {}}.search(chunk::whole_range(none), {}).chunks) {
      for (const std::int64_t size : {std::int64_t{1}, (each.extent + 1) / 2, each.extent - 1}) {
        if (size < 1) continue;
        chunk::Plan plan{.order = none.order, .chunks = {each}};
        plan.chunks[0].size = size;
        chunk::hoist(tables, plan.order, plan.chunks[0]);
        RC_ASSERT(chunk::is_sound(tables, plan));
        chunk::Values values = truth;
        for (std::uint32_t at = each.begin; at <= each.last; ++at) values[none.order[at]] = {};
        chunk::execute_part(tables, plan, each.begin, each.last, seed, values);
        ++executions;
        for (const auto& [v, dim] : each.outputs) RC_ASSERT(chunk::relative_error(truth[v], values[v]) <= 1e-9);
        for (const auto v : each.hoisted) RC_ASSERT(chunk::relative_error(truth[v], values[v]) <= 1e-9);
      }
    }
  }));
  EXPECT_GT(executions, 1000U) << "random graphs have few legal chunks";
  RecordProperty("executions", std::to_string(executions));
}

TEST(ChunkExecutionTest, PlansOfRandomGraphsComputeTheSame) {
  EXPECT_TRUE(rc::check([] {
    const auto seed = static_cast<std::uint64_t>(test::draw(0, 1 << 30));
    const models::tensor::Graph graph = tests::GraphGrower{seed}.grow(static_cast<std::uint32_t>(test::draw(5, 25)));
    const chunk::Tables tables{graph};
    const std::int64_t peak =
        chunk::Estimator{tables, chunk::Accounting::kAliased}.estimate({.order = graph.compute_order()}).peak;
    const std::int64_t budget = std::max<std::int64_t>(1, peak * test::draw(30, 95) / 100);
    for (const auto way : {chunk::Way::kGreedy, chunk::Way::kReleased, chunk::Way::kCost}) {
      const chunk::Plan plan = chunk::try_select(tables, way, budget).plan;
      if (plan.order.empty()) continue;  // kCost found none
      RC_ASSERT(chunk::is_sound(tables, plan));
      RC_ASSERT(chunk::plan_error(tables, plan, seed) <= 1e-9);
    }
  }));
}

}  // namespace
}  // namespace octosim
