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
    : tables_{&tables},
      plan_{&plan},
      settings_{settings},
      position_(tables.size(), 0),
      last_use_(tables.size(), 0),
      seen_(tables.size(), 0) {
  const auto end = static_cast<std::uint32_t>(plan.order.size());
  for (std::uint32_t i = 0; i < end; ++i) {
    const Node v = plan.order[i];
    position_[v] = i;
    last_use_[v] = tables.is_output[v] != 0 ? end : 0;
    for (const Node p : tables.operands(v)) last_use_[p] = std::max(last_use_[p], i);
  }
  region_ = {.tables = &tables,
             .order = &plan.order,
             .position = &position_,
             .last_use = &last_use_,
             .cut = std::vector<Cut>(tables.size(), kUnset)};
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

bool ChunkSearch::find_flows(std::uint32_t first, std::uint32_t last, int dim) {
  OCTOSIM_EXPECT(first <= last && last < plan_->order.size());
  for (const Node v : reached_) region_.cut[v] = kUnset;
  reached_.clear();
  region_.first = first;
  region_.last = last;
  const Node end = plan_->order[last];
  const std::int64_t extent = tables_->extent(end, dim);
  lost_ = !walk(end, static_cast<Cut>(dim));
  return !lost_ && align_outputs(extent) && close();
}

std::optional<Chunk> ChunkSearch::chunk_found(int dim) {
  Chunk chunk = chunk_of(dim, tables_->extent(plan_->order[region_.last], dim));
  if (settings_.strictness == Strictness::kStrict && has(settings_.rules, Rule::kInputs) &&
      !keeps_inputs(region_, chunk.inputs)) {
    return {};
  }
  for (LoopInput& input : chunk.inputs) {
    if (input.cut == kWholeUnit) input.cut = kWhole;
  }
  return chunk;
}

std::optional<Chunk> ChunkSearch::flow_search(std::uint32_t first, std::uint32_t last, int dim) {
  if (!find_flows(first, last, dim)) return {};
  return chunk_found(dim);
}

std::optional<Chunk> ChunkSearch::whole_search(std::uint32_t first, std::uint32_t last, int dim) {
  if (!find_flows(first, last, dim)) return {};
  for (std::uint32_t i = first; i <= last; ++i) {
    if (!is_sliced(region_.cut[plan_->order[i]])) return {};
  }
  return chunk_found(dim);
}

/// Whether the sliced nodes of the region are the loop of a chunk with the same last node and dimension.
bool ChunkSearch::has_loop(const Chunk& chunk) {
  std::size_t sliced = 0;
  for (const Node v : reached_) sliced += is_sliced(region_.cut[v]) ? 1 : 0;
  return sliced == chunk.loop.size() && std::all_of(chunk.loop.begin(), chunk.loop.end(), [this](const SlicedNode& n) {
           return region_.cut[n.node] == n.dim;
         });
}

/// The first position of an interval that ends at `last` and overlaps no region; past `last` if that lies in one.
std::uint32_t ChunkSearch::least_first(std::uint32_t last) const {
  std::uint32_t first = 0;
  if (!has(settings_.rules, Rule::kDisjointness)) return first;
  for (const Chunk& chunk : plan_->chunks) {
    if (chunk.first <= last) first = std::max(first, chunk.last + 1);
  }
  return first;
}

Candidates ChunkSearch::search(const SearchRange& range, std::optional<Node> peak) {
  Candidates found;
  std::vector<Chunk>& chunks = found.chunks;
  for (std::uint32_t e = range.reach_last; e <= range.last && !plan_->order.empty(); ++e) {
    const std::uint32_t least = std::max(range.first, least_first(e));
    for (int dim = 0; dim < tables_->rank(plan_->order[e]); ++dim) {
      const auto same_end = static_cast<std::ptrdiff_t>(chunks.size());
      lost_ = false;
      for (std::uint32_t s = std::min(e, range.reach_first) + 1; s-- > least;) {
        ++found.searches;
        region_.first = s;
        region_.last = e;
        if (lost_ || (has(settings_.rules, Rule::kBasicRegion) && !keeps_basic_region(region_, dim))) continue;
        if (!find_flows(s, e, dim)) continue;
        if (peak && has(settings_.rules, Rule::kPeakInLoop) && !keeps_peak_in_loop(region_, *peak)) continue;
        // loops of other ends and dimensions have another last node
        const bool is_known = std::any_of(chunks.rbegin(), chunks.rend() - same_end,
                                          [this](const Chunk& shorter) { return has_loop(shorter); });
        std::optional<Chunk> chunk = is_known ? std::nullopt : chunk_found(dim);
        if (chunk) chunks.push_back(std::move(*chunk));
      }
    }
  }
  std::sort(chunks.begin(), chunks.end(), [](const Chunk& a, const Chunk& b) {
    return std::tuple{a.begin, a.last, a.dim} < std::tuple{b.begin, b.last, b.dim};
  });
  return found;
}

}  // namespace octosim::partition::chunk
