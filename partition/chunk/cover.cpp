#include "partition/chunk/cover.hpp"

#include <algorithm>
#include <limits>

#include "partition/chunk/alive.hpp"
#include "partition/chunk/coverable.hpp"
#include "partition/chunk/pass.hpp"
#include "partition/chunk/segments.hpp"

namespace octosim::partition::chunk {
namespace {

constexpr std::int64_t kInfinite = std::numeric_limits<std::int64_t>::max();

/// What the first `e` nodes cost at least, and the last segment of that row.
struct Best {
  std::int64_t price = kInfinite;
  Segment segment;
};

class Coverer {
 public:
  Coverer(const Tables& tables, const Tbu& tbu)
      : tables_{&tables},
        tbu_{tbu},
        plan_{.order = tables.graph().compute_order()},
        alive_{alive_before(tables, plan_.order)},
        best_(plan_.order.size() + 1),
        work_(1, 0) {
    for (const Node v : plan_.order) work_.push_back(work_.back() + cycles_of(tables, v, 0, 1, 1, tbu));
  }

  Cover run() {
    best_[0].price = 0;
    const auto visit = [this](std::uint32_t first, std::uint32_t last, const Chunk* chunk) {
      if (best_[first].price == kInfinite) return;
      if (chunk == nullptr) {
        offer({.price = best_[first].price, .segment = {.first = first, .last = last}});
      } else {
        try_chunk(first, last, *chunk);
      }
    };
    if (tbu_.deep_loops) {
      each_deep_segment(*tables_, plan_, visit, [this](std::uint32_t first, std::uint32_t last) {
        return best_[first].price != kInfinite && best_[first].price + least_price(first, last) < best_[last + 1].price;
      });
    } else {
      each_segment(*tables_, plan_, visit);
    }
    if (best_.back().price == kInfinite) refuse_cover(*tables_, tbu_);
    Cover cover{.order = plan_.order};
    for (auto e = static_cast<std::uint32_t>(plan_.order.size()); e > 0; e = best_[e].segment.first) {
      cover.segments.push_back(best_[e].segment);
      cover.time += best_[e].segment.cost.time;
      cover.traffic += best_[e].segment.cost.traffic;
    }
    std::reverse(cover.segments.begin(), cover.segments.end());
    cover.cycles = static_cast<double>(cover.time) / static_cast<double>(tbu_.bytes_per_cycle);
    return cover;
  }

 private:
  /// A row that ends with a segment is better if it is cheaper, or as cheap and its last segment longer.
  void offer(Best row) {
    Best& best = best_[row.segment.last + 1];
    const bool longer = row.price == best.price && row.segment.first < best.segment.first;
    if (row.price < best.price || longer) best = std::move(row);
  }

  /// No loop of the interval is cheaper: slices together take no fewer cycles than the whole.
  std::int64_t least_price(std::uint32_t first, std::uint32_t last) const {
    return 100 * (work_[last + 1] - work_[first] + tbu_.loop_cycles) * tbu_.bytes_per_cycle;
  }

  void try_deep(std::uint32_t first, std::uint32_t last, const Chunk& chunk, std::int64_t cbu) {
    Segment segment{.first = first, .last = last, .chunk = chunk, .cbu = cbu};
    const std::optional<LoopCost> least = best_sizes(*tables_, *segment.chunk, tbu_);
    if (!least) return;
    segment.cost = *least;
    offer({.price = best_[first].price + least->price, .segment = std::move(segment)});
  }

  void try_chunk(std::uint32_t first, std::uint32_t last, const Chunk& chunk) {
    const std::int64_t cbu = cbu_of(*tables_, chunk, alive_[first]);
    if (cbu > tbu_.cbu_bytes) return;
    if (is_deep(chunk)) return try_deep(first, last, chunk, cbu);
    const LoopTraffic traffic = traffic_of(*tables_, chunk);
    std::optional<LoopCost> least;
    for (std::int64_t size = 1; size <= chunk.extent; size = next_size(size, chunk.extent)) {
      const std::optional<LoopCost> cost = best_cost(*tables_, chunk, traffic, size, tbu_);
      if (cost && (!least || cost->price < least->price)) least = cost;
    }
    if (!least) return;
    Best row{.price = best_[first].price + least->price,
             .segment = {.first = first, .last = last, .chunk = chunk, .cost = *least, .cbu = cbu}};
    row.segment.chunk->size = least->size;
    offer(std::move(row));
  }

  /// Powers of two, then the extent; then more than it.
  static std::int64_t next_size(std::int64_t size, std::int64_t extent) {
    if (size == extent) return extent + 1;
    return std::min(2 * size, extent);
  }

  const Tables* tables_;
  Tbu tbu_;
  Plan plan_;
  std::vector<std::int64_t> alive_;
  std::vector<Best> best_;          // by number of nodes
  std::vector<std::int64_t> work_;  // by number of nodes, cycles of all of them unsliced
};

}  // namespace

Cover cover(const Tables& tables, const Tbu& tbu) { return Coverer{tables, tbu}.run(); }

Plan plan_of(const Cover& cover) {
  Plan plan{.order = cover.order};
  for (const Segment& segment : cover.segments) {
    if (segment.chunk) plan.chunks.push_back(*segment.chunk);
  }
  return plan;
}

}  // namespace octosim::partition::chunk
