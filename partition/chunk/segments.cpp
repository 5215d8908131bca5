#include "partition/chunk/segments.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "partition/chunk/search.hpp"

namespace octosim::partition::chunk {

void each_segment(const Tables& tables, const Plan& plan, const SegmentVisit& visit) {
  ChunkSearch search{tables, plan, {}};
  for (std::uint32_t e = 0; e < plan.order.size(); ++e) {
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
}

std::int64_t least_sram_of(const Chunk& chunk, const LoopTraffic& traffic, const Tbu& tbu) {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (const Residency pinned : {Residency{true, true}, {true, false}, {false, true}, {false, false}}) {
    least = std::min(least, sram_of(chunk, traffic, 1, pinned, tbu));
  }
  return least;
}

std::int64_t cbu_of(const Tables& tables, const Chunk& chunk, std::int64_t alive) {
  for (const SlicedNode& n : chunk.outputs) alive += tables.bytes[n.node];
  return alive;
}

}  // namespace octosim::partition::chunk
