#include "partition/chunk/pass.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace octosim::partition::chunk {
namespace {

constexpr Residency kResidencies[] = {{true, true}, {true, false}, {false, true}, {false, false}};

/// Of all inputs; `pass` says the rest.
void add_inputs(const Tables& tables, const Chunk& chunk, Pass& pass) {
  std::set<std::tuple<Node, SizedCuts, bool>> seen;
  const std::vector<std::size_t> consumers = consumers_of(chunk);
  for (std::size_t i = 0; i < chunk.inputs.size(); ++i) {
    const LoopInput& input = chunk.inputs[i];
    const SizedCuts cuts = cuts_of_input(tables, chunk, i, consumers[i]);
    // what the innermost loop does not cut stays from pass to pass
    const bool is_inner = chunk.inner ? is_sliced(chunk.inner->cuts[i]) : !cuts.empty();
    if (!seen.emplace(input.producer, cuts, is_inner).second) continue;
    const std::int64_t bytes = bytes_of_cuts(tables.bytes[input.producer], cuts);
    if (is_inner) {
      pass.in += bytes;
    } else if (!cuts.empty()) {
      pass.outer_whole += bytes;
    } else {
      (tables.is_constant[input.producer] != 0 ? pass.weights : pass.whole) += bytes;
    }
  }
}

/// Powers of two, then the extent.
std::vector<std::int64_t> sizes_of(std::int64_t extent) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t size = 1; size < extent; size *= 2) sizes.push_back(size);
  sizes.push_back(extent);
  return sizes;
}

/// Keeps the cheapest cost and its sizes.
class Cheapest {
 public:
  void offer(const std::optional<LoopCost>& cost, std::int64_t size, std::int64_t inner) {
    if (!cost || (best_ && cost->price >= best_->price)) return;
    best_ = cost;
    size_ = size;
    inner_ = inner;
  }
  std::optional<LoopCost> take(Chunk& chunk) {
    if (!best_) return best_;
    chunk.size = best_->size = size_;
    if (chunk.inner) chunk.inner->size = inner_;
    return best_;
  }

 private:
  std::optional<LoopCost> best_;
  std::int64_t size_ = 1, inner_ = 1;
};

/// Of a nested loop: bytes grow with the size of a slice, or with both sizes, so those of two sizes say all.
class NestedPasses {
 public:
  NestedPasses(const Tables& tables, Chunk& chunk) : outer_extent_{chunk.extent}, inner_extent_{chunk.inner->extent} {
    chunk.size = chunk.inner->size = 1;
    one_ = pass_of(tables, chunk);
    chunk.size = 2;
    in_both_ = pass_of(tables, chunk).in - one_.in;
  }
  Pass at(std::int64_t outer, std::int64_t inner) const {
    Pass pass = one_;
    pass.in = in_both_ * outer * inner + (one_.in - in_both_) * inner;
    pass.out *= outer * inner;
    pass.temporary *= outer * inner;
    pass.outer_whole *= outer;
    pass.outer_count = (outer_extent_ + outer - 1) / outer;
    pass.count = pass.outer_count * ((inner_extent_ + inner - 1) / inner);
    return pass;
  }

 private:
  std::int64_t outer_extent_, inner_extent_;
  Pass one_;
  std::int64_t in_both_ = 0;  // bytes that both loops cut, of slices of 1
};

}  // namespace

Pass pass_of(const Tables& tables, const Chunk& chunk) {
  Pass pass{.count = count_of(chunk)};
  if (chunk.inner) {
    pass.outer_count = pass.count;
    pass.count *= count_of(*chunk.inner);
  }
  add_inputs(tables, chunk, pass);
  std::vector<std::int64_t> held;
  for (std::size_t i = 0; i < chunk.loop.size(); ++i) {
    const Node v = chunk.loop[i].node;
    held.push_back(bytes_of_cuts(tables.bytes[v], cuts_of_node(tables, chunk, i)));
    pass.weights += tables.weight_bytes[v];
    const bool is_output =
        std::any_of(chunk.outputs.begin(), chunk.outputs.end(), [v](const SlicedNode& n) { return n.node == v; });
    if (is_output) pass.out += held.back();
  }
  pass.temporary = most_temporary(tables, chunk, held);
  return pass;
}

std::int64_t cycles_of_pass(const Tables& tables, const Chunk& chunk, const Tbu& tbu) {
  std::int64_t cycles = tbu.loop_cycles;
  for (std::size_t i = 0; i < chunk.loop.size(); ++i) {
    cycles += cycles_of(tables, chunk.loop[i].node, cuts_of_node(tables, chunk, i), tbu);
  }
  return cycles;
}

std::int64_t sram_of(const Pass& pass, const Residency& pinned, const Tbu& tbu) {
  std::int64_t bytes = pass.temporary + (pass.count == 1 ? 1 : 2) * (pass.in + pass.out);
  for (const auto& [kept, stays] :
       {std::pair{pass.weights, pinned.weights}, std::pair{pass.whole + pass.outer_whole, pinned.whole_operands}}) {
    bytes += stays ? kept : kept > 0 ? tbu.tile_bytes : 0;
  }
  return bytes;
}

LoopCost cost_of(const Pass& pass, std::int64_t cycles, const Residency& pinned, const Tbu& tbu) {
  LoopCost cost{.count = pass.count, .pinned = pinned, .sram = sram_of(pass, pinned, tbu)};
  std::int64_t kept = 0, again = 0;
  (pinned.weights ? kept : again) += pass.weights;
  if (pinned.whole_operands) {
    kept += pass.whole + pass.outer_count * pass.outer_whole;
  } else {
    again += pass.whole + pass.outer_whole;
  }
  const std::int64_t io = pass.in + pass.out;
  cost.traffic = kept + pass.count * (io + again);
  cost.time = kept + io + pass.count * std::max(cycles * tbu.bytes_per_cycle, io + again);
  cost.price = 100 * cost.time + tbu.traffic_percent * cost.traffic;
  return cost;
}

std::optional<LoopCost> best_cost(const Pass& pass, std::int64_t cycles, const Tbu& tbu) {
  std::optional<LoopCost> best;
  for (const Residency& pinned : kResidencies) {
    if (sram_of(pass, pinned, tbu) > tbu.sram_bytes) continue;
    const LoopCost cost = cost_of(pass, cycles, pinned, tbu);
    if (!best || cost.price < best->price) best = cost;
  }
  return best;
}

LoopCost least_sram_cost(const Pass& pass, std::int64_t cycles, const Tbu& tbu) {
  LoopCost least = cost_of(pass, cycles, {}, tbu);
  for (const Residency& pinned : kResidencies) {
    if (sram_of(pass, pinned, tbu) < least.sram) least = cost_of(pass, cycles, pinned, tbu);
  }
  return least;
}

std::optional<LoopCost> best_sizes(const Tables& tables, Chunk& chunk, const Tbu& tbu) {
  Cheapest cheapest;
  if (!chunk.inner) {
    for (const std::int64_t size : sizes_of(chunk.extent)) {
      chunk.size = size;
      const Pass pass = pass_of(tables, chunk);
      cheapest.offer(best_cost(pass, cycles_of_pass(tables, chunk, tbu), tbu), size, 1);
    }
    return cheapest.take(chunk);
  }
  const NestedPasses passes{tables, chunk};
  for (const std::int64_t inner : sizes_of(chunk.inner->extent)) {
    for (const std::int64_t size : sizes_of(chunk.extent)) {
      const Pass pass = passes.at(size, inner);
      if (pass.temporary + pass.in + pass.out > tbu.sram_bytes) break;  // larger ones need more
      chunk.size = size;
      chunk.inner->size = inner;
      cheapest.offer(best_cost(pass, cycles_of_pass(tables, chunk, tbu), tbu), size, inner);
    }
  }
  return cheapest.take(chunk);
}

}  // namespace octosim::partition::chunk
