#include "partition/chunk/loop.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "partition/chunk/alive.hpp"
#include "partition/chunk/pass.hpp"
#include "partition/chunk/segments.hpp"

namespace octosim::partition::chunk {
namespace {

/// The cheapest residency that fits, or the one that needs least SRAM.
LoopCost cost_in_plan(const Tables& tables, const Chunk& chunk, const Tbu& tbu) {
  const Pass pass = pass_of(tables, chunk);
  const std::int64_t cycles = cycles_of_pass(tables, chunk, tbu);
  LoopCost cost = best_cost(pass, cycles, tbu).value_or(least_sram_cost(pass, cycles, tbu));
  if (is_deep(chunk)) return cost;
  cost.size = chunk.size;
  return with_exact_last(tables, chunk, traffic_of(tables, chunk), cost, tbu);
}

ChunkLoop loop_of(const Chunk& chunk, const LoopCost& cost, std::int64_t cbu, const Tbu& tbu) {
  return {.first = chunk.first,
          .last = chunk.last,
          .extent = chunk.extent,
          .size = chunk.size,
          .count = count_of(chunk),
          .inputs = chunk.inputs,
          .outputs = chunk.outputs,
          .body = chunk.loop,
          .inner = chunk.inner,
          .windows = chunk.windows,
          .pinned = cost.pinned,
          .sram = cost.sram,
          .cbu = cbu,
          .cycles = (cost.time + tbu.bytes_per_cycle - 1) / tbu.bytes_per_cycle,
          .traffic = cost.traffic};
}

/// Steps of `order` with a loop at each position where `loops` begin.
LoopProgram program_of(const std::vector<Node>& order, std::vector<ChunkLoop> loops) {
  std::sort(loops.begin(), loops.end(), [](const ChunkLoop& a, const ChunkLoop& b) { return a.first < b.first; });
  LoopProgram program{.order = order};
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    program.steps.push_back({.node = order[i]});
    if (next == loops.size() || loops[next].first != i) continue;
    i = loops[next].last;
    program.steps.back().loop = std::move(loops[next++]);
  }
  OCTOSIM_ASSERT(next == loops.size());
  return program;
}

}  // namespace

LoopProgram emit_loops(const Tables& tables, const Plan& plan, const Tbu& tbu) {
  const std::vector<std::int64_t> alive = alive_before(tables, plan.order);
  std::vector<ChunkLoop> loops;
  for (const Chunk& chunk : plan.chunks) {
    const LoopCost cost = cost_in_plan(tables, chunk, tbu);
    loops.push_back(loop_of(chunk, cost, cbu_of(tables, chunk, alive[chunk.first]), tbu));
  }
  return program_of(plan.order, std::move(loops));
}

LoopProgram emit_loops(const Tables& tables, const Cover& cover, const Tbu& tbu) {
  OCTOSIM_EXPECT(tables.size() >= cover.order.size());
  std::vector<ChunkLoop> loops;
  for (const Segment& segment : cover.segments) {
    if (segment.chunk) loops.push_back(loop_of(*segment.chunk, segment.cost, segment.cbu, tbu));
  }
  return program_of(cover.order, std::move(loops));
}

}  // namespace octosim::partition::chunk
