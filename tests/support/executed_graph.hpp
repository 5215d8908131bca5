/// \file executed_graph.hpp  Executions in single precision, compared with the interpreter in double precision.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "jobs/executor/run.hpp"
#include "partition/chunk/execute.hpp"
#include "partition/chunk/hoist.hpp"
#include "partition/chunk/search.hpp"

namespace octosim::tests {

/// What single precision may be off by, relative to max(1, |value|), in graphs of a few operators.
inline constexpr double kSinglePrecision = 3e-5;

/// Greatest relative error of a result of the graph.
inline double execution_error(const partition::chunk::Tables& tables, const partition::chunk::Plan& plan) {
  namespace chunk = partition::chunk;
  const auto& graph = tables.graph();
  jobs::executor::Memory memory;
  const auto found = jobs::executor::run(jobs::executor::Network{tables, 1}, plan, memory);
  EXPECT_EQ(memory.live(), 0) << graph.name();
  const chunk::Values truth = chunk::execute_whole(graph, 1);
  double greatest = 0;
  std::size_t result = 0;
  for (models::tensor::Node v = 0; v < graph.size(); ++v) {
    if (!graph.is_output(v)) continue;
    const models::tensor::Tensor ours{.shape = graph[v].shape,
                                      .values = {found.results[result].begin(), found.results[result].end()}};
    ++result;
    greatest = std::max(greatest, chunk::relative_error(truth[v], ours));
  }
  return greatest;
}

/// The graph whole, and by every legal chunk in slices of 1, 2, and all.  How many chunks there are.
inline std::size_t expect_executed_as_interpreted(const models::tensor::Graph& graph) {
  namespace chunk = partition::chunk;
  const chunk::Tables tables{graph};
  const chunk::Plan none{.order = graph.compute_order()};
  EXPECT_LE(execution_error(tables, none), kSinglePrecision) << graph.name();
  const auto chunks = chunk::ChunkSearch{tables, none, {}}.search(chunk::whole_range(none), {}).chunks;
  for (const chunk::Chunk& each : chunks) {
    for (const std::int64_t size : {std::int64_t{1}, std::int64_t{2}, each.extent}) {
      if (size > each.extent) continue;
      chunk::Plan plan = none;
      plan.chunks = {each};
      plan.chunks[0].size = size;
      chunk::hoist(tables, plan.order, plan.chunks[0]);
      EXPECT_LE(execution_error(tables, plan), kSinglePrecision)
          << graph.name() << ": " << graph[plan.order[plan.chunks[0].first]].name << " to "
          << graph[plan.order[plan.chunks[0].last]].name << " in slices of " << size;
    }
  }
  return chunks.size();
}

}  // namespace octosim::tests
