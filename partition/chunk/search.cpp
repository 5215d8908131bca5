#include "partition/chunk/search.hpp"

#include <algorithm>
#include <tuple>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {

SearchRange whole_range(const Plan& plan) {
  if (plan.order.empty()) return {1, 0, 0, 0};
  const auto last = static_cast<std::uint32_t>(plan.order.size() - 1);
  return {0, last, 0, last};
}

ChunkSearch::ChunkSearch(const Tables& tables, const Plan& plan, SearchSettings settings)
    : tables_{&tables}, plan_{&plan}, settings_{settings}, position_(tables.size(), 0), seen_(tables.size(), 0) {
  for (std::uint32_t i = 0; i < plan.order.size(); ++i) position_[plan.order[i]] = i;
  region_ = {
      .tables = &tables, .order = &plan.order, .position = &position_, .cut = std::vector<Cut>(tables.size(), kUnset)};
}

/// Follows a flow from one node to the region's inputs.  Sets the cuts on its way, and adds their nodes to reached_,
/// also where it fails.
bool ChunkSearch::walk(Node from, Cut cut) {
  std::size_t next = reached_.size();
  region_.cut[from] = cut;
  reached_.push_back(from);
  for (; next < reached_.size(); ++next) {
    const Node v = reached_[next];
    const Cut own = region_.cut[v];
    const Cut* flow = nullptr;
    if (is_sliced(own)) {
      if (keeps_flow_traceability(region_, v, own)) {
        flow = tables_->flow(v, own);
      } else if (has(settings_.rules, Rule::kFlowTraceability)) {
        return false;
      }
    }
    const auto operands = tables_->operands(v);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const Node p = operands[i];
      if (!region_.contains(p)) continue;
      const Cut asked = flow != nullptr && is_sliced(flow[i]) ? flow[i] : kWhole;
      if (region_.cut[p] == kUnset) {
        region_.cut[p] = asked;
        reached_.push_back(p);
      } else if (!keeps_unique_setting(region_.cut[p], asked) && has(settings_.rules, Rule::kUniqueSetting)) {
        return false;
      }
    }
  }
  return true;
}

bool ChunkSearch::has_sliced_ancestor(Node v) {
  std::vector<Node> stack{v}, visited{v};
  seen_[v] = 1;
  bool found = false;
  while (!stack.empty() && !found) {
    const Node u = stack.back();
    stack.pop_back();
    for (const Node p : tables_->operands(u)) {
      if (!region_.contains(p) || seen_[p] != 0) continue;
      found = found || is_sliced(region_.cut[p]);
      seen_[p] = 1;
      visited.push_back(p);
      stack.push_back(p);
    }
  }
  for (const Node u : visited) seen_[u] = 0;
  return found;
}

/// Gives a dimension to each output that depends on a sliced node and that no flow reached.
bool ChunkSearch::align_outputs(std::int64_t extent) {
  if (!has(settings_.rules, Rule::kOutputAlignment)) return true;
  for (std::uint32_t i = region_.first; i <= region_.last; ++i) {
    const Node v = plan_->order[i];
    if (region_.cut[v] != kUnset || !region_.is_seen_outside(v) || !has_sliced_ancestor(v)) continue;
    bool aligned = false;
    for (int dim = 0; !aligned && dim < tables_->rank(v); ++dim) {
      if (tables_->extent(v, dim) != extent) continue;
      const std::size_t before = reached_.size();
      aligned = walk(v, static_cast<Cut>(dim));
      if (aligned) continue;
      for (std::size_t r = before; r < reached_.size(); ++r) region_.cut[reached_[r]] = kUnset;
      reached_.resize(before);
    }
    if (!aligned) return false;
  }
  return true;
}

/// R2 and R5 for the region as it stands.
bool ChunkSearch::close() {
  const std::int64_t extent = tables_->extent(plan_->order[region_.last], region_.cut[plan_->order[region_.last]]);
  for (std::uint32_t i = region_.first; i <= region_.last; ++i) {
    const Node v = plan_->order[i];
    if (is_sliced(region_.cut[v])) {
      if (region_.is_seen_outside(v) && has(settings_.rules, Rule::kOutputAlignment) &&
          !keeps_output_alignment(region_, v, extent)) {
        return false;
      }
    } else if (!keeps_whole_closure(region_, v) && has(settings_.rules, Rule::kWholeClosure)) {
      return false;
    }
  }
  return true;
}

Chunk ChunkSearch::chunk_of(int dim, std::int64_t extent) {
  Chunk chunk;
  chunk.begin = chunk.first = region_.first;
  chunk.last = region_.last;
  chunk.dim = dim;
  chunk.extent = extent;
  for (std::uint32_t i = region_.first; i <= region_.last; ++i) {
    const Node v = plan_->order[i];
    const Cut own = region_.cut[v];
    if (!is_sliced(own)) {
      chunk.hoisted.push_back(v);
      continue;
    }
    chunk.loop.push_back({v, own});
    if (region_.is_seen_outside(v)) chunk.outputs.push_back({v, own});
    const Cut* flow = tables_->is_legal(v, own) ? tables_->flow(v, own) : nullptr;
    const auto operands = tables_->operands(v);
    for (std::uint32_t k = 0; k < operands.size(); ++k) {
      const Node p = operands[k];
      if (region_.contains(p) && is_sliced(region_.cut[p])) continue;
      Cut cut = flow != nullptr ? flow[k] : kWhole;
      if (region_.contains(p)) cut = kWholeUnit;  // hoisted: whole, and produced inside
      chunk.inputs.push_back({p, v, k, cut});
    }
  }
  return chunk;
}

std::optional<Chunk> ChunkSearch::flow_search(std::uint32_t first, std::uint32_t last, int dim) {
  OCTOSIM_EXPECT(first <= last && last < plan_->order.size());
  for (const Node v : reached_) region_.cut[v] = kUnset;
  reached_.clear();
  region_.first = first;
  region_.last = last;
  const Node end = plan_->order[last];
  const std::int64_t extent = tables_->extent(end, dim);
  lost_ = !walk(end, static_cast<Cut>(dim));
  if (lost_ || !align_outputs(extent) || !close()) return {};
  Chunk chunk = chunk_of(dim, extent);
  if (settings_.strictness == Strictness::kStrict && has(settings_.rules, Rule::kInputs) &&
      !keeps_inputs(region_, chunk.inputs)) {
    return {};
  }
  for (LoopInput& input : chunk.inputs) {
    if (input.cut == kWholeUnit) input.cut = kWhole;
  }
  return chunk;
}

Candidates ChunkSearch::search(const SearchRange& range, std::optional<Node> peak) {
  Candidates found;
  for (std::uint32_t e = range.reach_last; e <= range.last && !plan_->order.empty(); ++e) {
    for (int dim = 0; dim < tables_->rank(plan_->order[e]); ++dim) {
      lost_ = false;
      for (std::uint32_t s = std::min(e, range.reach_first) + 1; s-- > range.first;) {
        if (has(settings_.rules, Rule::kDisjointness) && !keeps_disjointness(s, e, plan_->chunks)) break;
        ++found.searches;
        region_.first = s;
        region_.last = e;
        if (lost_ || (has(settings_.rules, Rule::kBasicRegion) && !keeps_basic_region(region_, dim))) continue;
        std::optional<Chunk> chunk = flow_search(s, e, dim);
        if (!chunk) continue;
        if (peak && has(settings_.rules, Rule::kPeakInLoop) && !keeps_peak_in_loop(*chunk, *peak)) continue;
        found.chunks.push_back(std::move(*chunk));
      }
    }
  }
  std::vector<Chunk>& chunks = found.chunks;
  const auto place = [](const Chunk& c) { return std::tuple{c.last - c.begin, c.begin, c.last, c.dim}; };
  std::sort(chunks.begin(), chunks.end(),
            [&](const Chunk& a, const Chunk& b) { return a.loop == b.loop ? place(a) < place(b) : a.loop < b.loop; });
  chunks.erase(
      std::unique(chunks.begin(), chunks.end(), [](const Chunk& a, const Chunk& b) { return a.loop == b.loop; }),
      chunks.end());
  std::sort(chunks.begin(), chunks.end(), [](const Chunk& a, const Chunk& b) {
    return std::tuple{a.begin, a.last, a.dim} < std::tuple{b.begin, b.last, b.dim};
  });
  return found;
}

}  // namespace octosim::partition::chunk
