#include "partition/chunk/greedy.hpp"

#include <algorithm>
#include <tuple>

#include "engine/base/error.hpp"
#include "partition/chunk/hoist.hpp"
#include "partition/chunk/trial.hpp"
#include "partition/chunk/window.hpp"

namespace octosim::partition::chunk {
namespace {

/// The legal chunks around the greatest peak of `now`; empty if it lies in a region.
std::optional<Candidates> candidates_at(const Tables& tables, const Plan& plan, const Estimate& now,
                                        std::optional<std::int64_t> budget, const GreedySettings& settings) {
  const Positions peak = peak_region(now, budget);
  const std::optional<Positions> window = search_window(now, peak, plan.chunks, settings.window);
  if (!window) return {};
  ChunkSearch search{tables, plan, {.strictness = settings.strictness}};
  return search.search({window->first, peak.first, peak.last, window->last}, plan.order[now.at]);
}

/// Adds `chunk`, a candidate of the plan, with slices of `size`.
void extend(const Tables& tables, Plan& plan, const Chunk& chunk, std::int64_t size) {
  plan.chunks.push_back(chunk);
  plan.chunks.back().size = size;
  hoist(tables, plan.order, plan.chunks.back());
  OCTOSIM_ASSERT(is_sound(tables, plan));
}

}  // namespace

GreedySettings released_settings() { return {.strictness = Strictness::kStrict, .accounting = Accounting::kReleased}; }

Selection select_greedy(const Tables& tables, std::int64_t budget, const GreedySettings& settings) {
  Estimator estimator{tables, settings.accounting};
  Selection selection{.plan = {.order = tables.graph().compute_order()}};
  Plan& plan = selection.plan;
  while (true) {
    selection.estimate = estimator.estimate(plan);
    selection.fits = selection.estimate.peak < budget;
    if (selection.fits) return selection;
    const std::optional<Candidates> candidates = candidates_at(tables, plan, selection.estimate, budget, settings);
    if (!candidates) return selection;
    Trial trial{tables, estimator, selection.estimate};
    const Chunk* best = nullptr;
    std::int64_t size = 0;
    for (const Chunk& chunk : candidates->chunks) {
      trial.apply(chunk);
      const std::optional<std::int64_t> largest = trial.largest_size(budget);
      if (!largest) continue;
      if (best != nullptr && chunk.last - chunk.begin >= best->last - best->begin) continue;
      best = &chunk;
      size = *largest;
    }
    if (best == nullptr) return selection;
    selection.candidates.push_back(candidates->chunks.size());
    extend(tables, plan, *best, size);
  }
}

Selection select_least_memory(const Tables& tables, const GreedySettings& settings) {
  Estimator estimator{tables, settings.accounting};
  Selection selection{.plan = {.order = tables.graph().compute_order()}, .fits = true};
  Plan& plan = selection.plan;
  while (true) {
    selection.estimate = estimator.estimate(plan);
    if (plan.order.empty()) return selection;
    const std::optional<Candidates> candidates = candidates_at(tables, plan, selection.estimate, {}, settings);
    if (!candidates || candidates->chunks.empty()) return selection;
    std::uint32_t first = selection.estimate.at, last = selection.estimate.at;
    for (const Chunk& chunk : candidates->chunks) {
      first = std::min(first, chunk.begin);
      last = std::max(last, chunk.last);
    }
    Trial trial{tables, estimator, selection.estimate};
    const Chunk* best = nullptr;
    std::int64_t lowest =
        *std::max_element(selection.estimate.peaks.begin() + first, selection.estimate.peaks.begin() + last + 1);
    for (const Chunk& chunk : candidates->chunks) {
      trial.apply(chunk);
      const std::int64_t peak = trial.peak_between(first, last, 1);
      if (peak >= lowest) continue;
      lowest = peak;
      best = &chunk;
    }
    if (best == nullptr) return selection;
    selection.candidates.push_back(candidates->chunks.size());
    extend(tables, plan, *best, 1);
  }
}

std::optional<BestChunk> best_chunk(const Tables& tables, std::int64_t size, const GreedySettings& settings) {
  Estimator estimator{tables, settings.accounting};
  const Plan plan{.order = tables.graph().compute_order()};
  ChunkSearch search{tables, plan, {.strictness = settings.strictness}};
  const Candidates candidates = search.search(whole_range(plan), {});
  const Estimate now = estimator.estimate(plan);
  Trial trial{tables, estimator, now};
  std::optional<BestChunk> best;
  std::ptrdiff_t fewest = 0;
  for (const Chunk& chunk : candidates.chunks) {
    trial.apply(chunk);
    const std::int64_t slice = std::min(size, chunk.extent);
    const std::int64_t peak = trial.peak(slice);
    const auto nodes = std::count_if(chunk.loop.begin(), chunk.loop.end(),
                                     [&tables](const SlicedNode& n) { return tables.is_view[n.node] == 0; });
    if (best && std::tuple{peak, nodes} >= std::tuple{best->peak, fewest}) continue;
    fewest = nodes;
    best = {.chunk = chunk, .peak = peak, .legal = candidates.chunks.size()};
    best->chunk.size = slice;
  }
  std::vector<Node> order = plan.order;
  if (best) hoist(tables, order, best->chunk);
  return best;
}

}  // namespace octosim::partition::chunk
