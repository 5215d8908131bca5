#include "partition/chunk/segments.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "partition/chunk/halo.hpp"
#include "partition/chunk/nested.hpp"
#include "partition/chunk/pass.hpp"
#include "partition/chunk/search.hpp"

namespace octosim::partition::chunk {

namespace {

/// Calls `visit` for the segments that end at position e.
void each_segment_at(const Tables& tables, const Plan& plan, ChunkSearch& search, std::uint32_t e,
                     const SegmentVisit& visit) {
  const int rank = tables.rank(plan.order[e]);
  std::vector<char> is_lost(static_cast<std::size_t>(rank), 0);
  for (int dim = 0; dim < rank; ++dim) {
    if (tables.extent(plan.order[e], dim) < 2) is_lost[static_cast<std::size_t>(dim)] = 1;
  }
  bool only_views = true;
  for (std::uint32_t s = e + 1; s-- > 0;) {
    only_views = only_views && tables.is_view[plan.order[s]] != 0;
    if (only_views) {
      visit(s, e, nullptr);
      continue;
    }
    if (std::find(is_lost.begin(), is_lost.end(), 0) == is_lost.end()) break;
    for (int dim = 0; dim < rank; ++dim) {
      char& lost = is_lost[static_cast<std::size_t>(dim)];
      if (lost != 0) continue;
      const std::optional<Chunk> chunk = search.whole_search(s, e, dim);
      lost = search.is_lost() ? 1 : 0;
      if (chunk) visit(s, e, &*chunk);
    }
  }
}

}  // namespace

void each_segment(const Tables& tables, const Plan& plan, const SegmentVisit& visit) {
  ChunkSearch search{tables, plan, {}};
  for (std::uint32_t e = 0; e < plan.order.size(); ++e) each_segment_at(tables, plan, search, e, visit);
}

void each_deep_segment(const Tables& tables, const Plan& plan, const SegmentVisit& visit, const DeepFilter& wants) {
  ChunkSearch search{tables, plan, {}};
  std::vector<Chunk> loops;
  for (std::uint32_t e = 0; e < plan.order.size(); ++e) {
    loops.clear();
    each_segment_at(tables, plan, search, e, [&](std::uint32_t first, std::uint32_t last, const Chunk* chunk) {
      visit(first, last, chunk);
      if (chunk != nullptr) loops.push_back(*chunk);
    });
    for (std::size_t begin = 0, end = 0; begin < loops.size(); begin = end) {
      const std::uint32_t first = loops[begin].first;
      while (end < loops.size() && loops[end].first == first) ++end;
      if (end - begin < 2 || !wants(first, e)) continue;
      for (std::size_t outer = begin; outer < end; ++outer) {
        for (std::size_t inner = begin; inner < end; ++inner) {
          if (outer == inner) continue;
          const std::optional<Chunk> both = nested_chunk(loops[outer], loops[inner]);
          if (both) visit(first, e, &*both);
        }
      }
    }
    for (int dim = 0; dim < tables.rank(plan.order[e]); ++dim) {
      each_halo(tables, plan.order, e, dim, [&](const Chunk& chunk) {
        if (wants(chunk.first, e)) visit(chunk.first, e, &chunk);
      });
    }
  }
}

std::int64_t least_sram_of(const Chunk& chunk, const LoopTraffic& traffic, const Tbu& tbu) {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (const Residency pinned : {Residency{true, true}, {true, false}, {false, true}, {false, false}}) {
    least = std::min(least, sram_of(chunk, traffic, 1, pinned, tbu));
  }
  return least;
}

std::int64_t least_sram_of(const Tables& tables, const Chunk& chunk, const Tbu& tbu) {
  if (!is_deep(chunk)) return least_sram_of(chunk, traffic_of(tables, chunk), tbu);
  return least_sram_cost(pass_of(tables, chunk), 0, tbu).sram;
}

std::int64_t cbu_of(const Tables& tables, const Chunk& chunk, std::int64_t alive) {
  for (const SlicedNode& n : chunk.outputs) alive += tables.bytes[n.node];
  return alive;
}

}  // namespace octosim::partition::chunk
