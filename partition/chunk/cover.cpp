#include "partition/chunk/cover.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "partition/chunk/search.hpp"

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
        search_{tables, plan_, {}},
        alive_{alive_before(tables, plan_.order)},
        best_(plan_.order.size() + 1) {}

  Cover run() {
    best_[0].price = 0;
    for (std::uint32_t e = 0; e < plan_.order.size(); ++e) end_at(e);
    if (best_.back().price == kInfinite) refuse();
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
  /// Finds the best last segment of a row that ends with position `e`; of equal ones the longest.
  void end_at(std::uint32_t e) {
    const int rank = tables_->rank(plan_.order[e]);
    std::vector<char> is_lost(static_cast<std::size_t>(rank), 0);
    bool only_views = true;
    for (std::uint32_t s = e + 1; s-- > 0;) {
      only_views = only_views && tables_->is_view[plan_.order[s]] != 0;
      if (!only_views && std::find(is_lost.begin(), is_lost.end(), 0) == is_lost.end()) return;
      Best row;
      if (only_views) {
        row = {.price = best_[s].price, .segment = {.first = s, .last = e}};
      } else {
        for (int dim = 0; dim < rank; ++dim) {
          if (is_lost[static_cast<std::size_t>(dim)] == 0) try_dimension(s, e, dim, row, is_lost);
        }
      }
      if (row.price != kInfinite && row.price <= best_[e + 1].price) best_[e + 1] = std::move(row);
    }
  }

  void try_dimension(std::uint32_t s, std::uint32_t e, int dim, Best& row, std::vector<char>& is_lost) {
    if (tables_->extent(plan_.order[e], dim) < 2) {
      is_lost[static_cast<std::size_t>(dim)] = 1;
      return;
    }
    std::optional<Chunk> chunk = search_.flow_search(s, e, dim);
    is_lost[static_cast<std::size_t>(dim)] = search_.is_lost() ? 1 : 0;
    if (!chunk || !chunk->hoisted.empty()) return;
    std::int64_t cbu = alive_[s];
    for (const SlicedNode& n : chunk->outputs) cbu += tables_->bytes[n.node];
    const LoopTraffic traffic = traffic_of(*tables_, *chunk);
    note_need(*chunk, traffic, cbu);
    if (cbu > tbu_.cbu_bytes || best_[s].price == kInfinite) return;
    for (std::int64_t size = 1; size <= chunk->extent; size = next_size(size, chunk->extent)) {
      const std::optional<LoopCost> cost = best_cost(*tables_, *chunk, traffic, size, tbu_);
      if (!cost || best_[s].price + cost->price >= row.price) continue;
      row.price = best_[s].price + cost->price;
      row.segment = {.first = s, .last = e, .chunk = chunk, .cost = *cost, .cbu = cbu};
      row.segment.chunk->size = size;
    }
  }

  /// Powers of two, then the extent; then more than it.
  static std::int64_t next_size(std::int64_t size, std::int64_t extent) {
    if (size == extent) return extent + 1;
    return std::min(2 * size, extent);
  }

  /// Keeps the least that each node needs, for the error.
  void note_need(const Chunk& chunk, const LoopTraffic& traffic, std::int64_t cbu) {
    needs_.resize(plan_.order.size());
    const std::int64_t sram = least_sram(traffic, chunk);
    const bool fits = sram <= tbu_.sram_bytes && cbu <= tbu_.cbu_bytes;
    for (std::uint32_t i = chunk.first; i <= chunk.last; ++i) {
      needs_[i].fits = needs_[i].fits || fits;
      needs_[i].sram = std::min(needs_[i].sram, sram);
      needs_[i].cbu = std::min(needs_[i].cbu, cbu);
    }
  }

  std::int64_t least_sram(const LoopTraffic& traffic, const Chunk& chunk) const {
    std::int64_t least = kInfinite;
    for (const Residency pinned : {Residency{true, true}, {true, false}, {false, true}, {false, false}}) {
      least = std::min(least, cost_of(*tables_, chunk, traffic, 1, pinned, tbu_).sram);
    }
    return least;
  }

  [[noreturn]] void refuse() {
    needs_.resize(plan_.order.size());
    for (std::uint32_t i = 0; i < plan_.order.size(); ++i) {
      const Need& need = needs_[i];
      if (need.fits || tables_->is_view[plan_.order[i]] != 0) continue;
      const std::string& name = tables_->graph()[plan_.order[i]].name;
      if (need.sram == kInfinite) {
        throw engine::ModelError{
            fmt::format("graph \"{}\": node \"{}\" cannot be sliced along any dimension (a TBU needs chunk loops)",
                        tables_->graph().name(), name)};
      }
      throw engine::ModelError{fmt::format(
          "graph \"{}\": node \"{}\" needs {} bytes of SRAM (there are {}) and {} bytes of the CBU (there are {})",
          tables_->graph().name(), name, need.sram, tbu_.sram_bytes, need.cbu, tbu_.cbu_bytes)};
    }
    throw engine::ModelError{fmt::format("graph \"{}\": no row of chunk loops fits {} bytes of SRAM and {} of the CBU",
                                         tables_->graph().name(), tbu_.sram_bytes, tbu_.cbu_bytes)};
  }

  struct Need {
    std::int64_t sram = kInfinite, cbu = kInfinite;
    bool fits = false;
  };

  const Tables* tables_;
  Tbu tbu_;
  Plan plan_;
  ChunkSearch search_;
  std::vector<std::int64_t> alive_;
  std::vector<Best> best_;  // by number of nodes
  std::vector<Need> needs_;
};

}  // namespace

std::vector<std::int64_t> alive_before(const Tables& tables, const std::vector<Node>& order) {
  const auto end = static_cast<std::uint32_t>(order.size());
  std::vector<Node> owner(tables.size());
  std::vector<std::uint32_t> born(tables.size(), 0), death(tables.size(), 0);
  std::vector<char> is_used(tables.size(), 0);
  for (Node v = 0; v < tables.size(); ++v) owner[v] = v;
  for (std::uint32_t i = 0; i < end; ++i) {
    const Node v = order[i];
    if (tables.is_view[v] != 0) owner[v] = owner[tables.operands(v)[0]];
    if (owner[v] == v) born[v] = i + 1;
    for (const Node p : tables.operands(v)) {
      death[owner[p]] = i;
      is_used[owner[p]] = 1;
    }
    if (tables.is_output[v] != 0) {
      death[owner[v]] = end;
      is_used[owner[v]] = 1;
    }
  }
  std::vector<std::int64_t> change(order.size() + 2, 0);
  for (Node v = 0; v < tables.size(); ++v) {
    if (owner[v] != v || is_used[v] == 0 || tables.is_constant[v] != 0) continue;
    change[born[v]] += tables.bytes[v];
    change[death[v] + 1] -= tables.bytes[v];
  }
  for (std::size_t i = 1; i < change.size(); ++i) change[i] += change[i - 1];
  return change;
}

Cover cover(const Tables& tables, const Tbu& tbu) { return Coverer{tables, tbu}.run(); }

Plan plan_of(const Cover& cover) {
  Plan plan{.order = cover.order};
  for (const Segment& segment : cover.segments) {
    if (segment.chunk) plan.chunks.push_back(*segment.chunk);
  }
  return plan;
}

}  // namespace octosim::partition::chunk
