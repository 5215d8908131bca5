#include "partition/chunk/segment.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {
namespace {

using models::tensor::Gemm;

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

std::int64_t cycles_of_gemm(Gemm gemm, const Tbu& tbu) {
  return gemm.batch * divide_up(gemm.m, tbu.rows) * divide_up(gemm.n, tbu.columns) * gemm.k + tbu.fill_cycles +
         tbu.switch_cycles;
}

}  // namespace

std::int64_t most_temporary(const Tables& tables, const Chunk& chunk, const std::vector<std::int64_t>& held) {
  const std::size_t nodes = chunk.loop.size();
  constexpr std::size_t kNoOwner = ~std::size_t{0};
  std::vector<std::pair<Node, std::size_t>> places;  // node, index in the loop; sorted by node
  for (std::size_t i = 0; i < nodes; ++i) places.emplace_back(chunk.loop[i].node, i);
  std::sort(places.begin(), places.end());
  const auto place_of = [&](Node v) {
    const auto found = std::lower_bound(places.begin(), places.end(), std::pair{v, std::size_t{0}});
    return found != places.end() && found->first == v ? found->second : kNoOwner;
  };
  std::vector<char> is_output(nodes, 0);
  for (const SlicedNode& n : chunk.outputs) is_output[place_of(n.node)] = 1;
  std::vector<std::size_t> owner(nodes), last(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    const auto operands = tables.operands(chunk.loop[i].node);
    const bool shows = tables.is_view[chunk.loop[i].node] != 0 && is_output[i] == 0;
    const std::size_t shown = shows ? place_of(operands[0]) : kNoOwner;
    owner[i] = !shows ? i : shown == kNoOwner ? kNoOwner : owner[shown];
    last[i] = i;
    for (const Node p : operands) {
      const std::size_t place = place_of(p);
      if (place != kNoOwner && owner[place] != kNoOwner) last[owner[place]] = i;
    }
  }
  std::vector<std::int64_t> freed(nodes, 0);
  std::int64_t live = 0, most = 0;
  for (std::size_t i = 0; i < nodes; ++i) {
    if (owner[i] == i && is_output[i] == 0) {
      live += held[i];
      freed[last[i]] += held[i];
    }
    most = std::max(most, live);
    live -= freed[i];
  }
  return most;
}

LoopTraffic traffic_of(const Tables& tables, const Chunk& chunk) {
  LoopTraffic traffic;
  std::vector<SlicedNode> sliced;
  std::vector<Node> whole;
  for (const LoopInput& input : chunk.inputs) {
    if (is_sliced(input.cut)) {
      sliced.push_back({input.producer, input.cut});
    } else {
      whole.push_back(input.producer);
    }
  }
  std::sort(sliced.begin(), sliced.end());
  sliced.erase(std::unique(sliced.begin(), sliced.end()), sliced.end());
  std::sort(whole.begin(), whole.end());
  whole.erase(std::unique(whole.begin(), whole.end()), whole.end());
  for (const SlicedNode& n : sliced) traffic.in += tables.bytes[n.node] / chunk.extent;
  for (const Node v : whole) (tables.is_constant[v] != 0 ? traffic.weights : traffic.whole) += tables.bytes[v];
  for (const SlicedNode& n : chunk.outputs) traffic.out += tables.bytes[n.node] / chunk.extent;
  for (const SlicedNode& n : chunk.loop) traffic.weights += tables.weight_bytes[n.node];
  std::vector<std::int64_t> held;
  for (const SlicedNode& n : chunk.loop) held.push_back(tables.bytes[n.node] / chunk.extent);
  traffic.temporary = most_temporary(tables, chunk, held);
  return traffic;
}

std::int64_t cycles_of(const Tables& tables, Node v, std::span<const SizedCut> cuts, const Tbu& tbu) {
  if (tables.is_view[v] != 0) return 0;
  const std::optional<Gemm>& whole = tables.graph()[v].gemm;
  if (!whole) {
    std::int64_t flops = tables.flops[v];
    for (const SizedCut& cut : cuts) flops = flops / cut.extent * cut.size;
    return divide_up(flops, tbu.rows * tbu.columns) + tbu.switch_cycles;
  }
  Gemm gemm = *whole;
  for (const SizedCut& cut : cuts) {
    if (cut.size >= cut.extent) continue;
    const Gemm::Part part = gemm.parts[static_cast<std::size_t>(cut.dim)];
    std::int64_t& size = part == Gemm::Part::kBatch ? gemm.batch : part == Gemm::Part::kM ? gemm.m : gemm.n;
    size = size / cut.extent * cut.size;
  }
  return cycles_of_gemm(gemm, tbu);
}

std::int64_t cycles_of(const Tables& tables, Node v, int dim, std::int64_t extent, std::int64_t size, const Tbu& tbu) {
  const SizedCut cut{dim, extent, size};
  return cycles_of(tables, v, std::span{&cut, 1}, tbu);
}

std::int64_t ideal_cycles(const Tables& tables, const Tbu& tbu) {
  std::int64_t cycles = 0;
  for (Node v = 0; v < tables.size(); ++v) {
    if (tables.is_source[v] == 0) cycles += cycles_of(tables, v, 0, 1, 1, tbu);
  }
  return cycles;
}

std::int64_t least_traffic(const Tables& tables) {
  std::int64_t bytes = 0;
  for (Node v = 0; v < tables.size(); ++v) {
    if (tables.is_constant[v] == 0) bytes += tables.weight_bytes[v];
    if (tables.is_source[v] != 0 || tables.is_output[v] != 0) bytes += tables.bytes[v];
  }
  return bytes;
}

std::int64_t slice_time(const Tables& tables, const Chunk& chunk, const LoopTraffic& traffic, std::int64_t size,
                        const Residency& pinned, const Tbu& tbu) {
  std::int64_t compute = tbu.loop_cycles, bytes = (traffic.in + traffic.out) * size;
  for (const SlicedNode& n : chunk.loop) compute += cycles_of(tables, n.node, n.dim, chunk.extent, size, tbu);
  if (!pinned.weights) bytes += traffic.weights;
  if (!pinned.whole_operands) bytes += traffic.whole;
  return std::max(compute * tbu.bytes_per_cycle, bytes);
}

LoopCost with_exact_last(const Tables& tables, const Chunk& chunk, const LoopTraffic& traffic, const LoopCost& cost,
                         const Tbu& tbu) {
  const std::int64_t last = chunk.extent - (cost.count - 1) * cost.size;
  LoopCost exact = cost;
  exact.time += slice_time(tables, chunk, traffic, last, cost.pinned, tbu) -
                slice_time(tables, chunk, traffic, cost.size, cost.pinned, tbu) - traffic.out * (cost.size - last);
  exact.traffic -= (traffic.in + traffic.out) * (cost.size - last);
  exact.price = 100 * exact.time + tbu.traffic_percent * exact.traffic;
  return exact;
}

std::int64_t sram_of(const Chunk& chunk, const LoopTraffic& traffic, std::int64_t size, const Residency& pinned,
                     const Tbu& tbu) {
  std::int64_t bytes = (size >= chunk.extent ? 1 : 2) * (traffic.in + traffic.out) * size + traffic.temporary * size;
  for (const auto& [whole, stays] :
       {std::pair{traffic.weights, pinned.weights}, std::pair{traffic.whole, pinned.whole_operands}}) {
    bytes += stays ? whole : whole > 0 ? tbu.tile_bytes : 0;
  }
  return bytes;
}

LoopCost cost_of(const Tables& tables, const Chunk& chunk, const LoopTraffic& traffic, std::int64_t size,
                 const Residency& pinned, const Tbu& tbu) {
  OCTOSIM_EXPECT(size >= 1 && size <= chunk.extent);
  LoopCost cost{.size = size, .count = divide_up(chunk.extent, size), .pinned = pinned};
  const std::int64_t io = (traffic.in + traffic.out) * size;
  std::int64_t kept = 0, streamed = 0;
  (pinned.weights ? kept : streamed) += traffic.weights;
  (pinned.whole_operands ? kept : streamed) += traffic.whole;
  cost.sram = sram_of(chunk, traffic, size, pinned, tbu);
  cost.traffic = kept + cost.count * (io + streamed);
  cost.time = kept + io + cost.count * slice_time(tables, chunk, traffic, size, pinned, tbu);
  cost.price = 100 * cost.time + tbu.traffic_percent * cost.traffic;
  return cost;
}

std::optional<LoopCost> best_cost(const Tables& tables, const Chunk& chunk, const LoopTraffic& traffic,
                                  std::int64_t size, const Tbu& tbu) {
  std::optional<LoopCost> best;
  for (const Residency pinned : {Residency{true, true}, {true, false}, {false, true}, {false, false}}) {
    if (sram_of(chunk, traffic, size, pinned, tbu) > tbu.sram_bytes) continue;
    const LoopCost cost = cost_of(tables, chunk, traffic, size, pinned, tbu);
    if (!best || cost.price < best->price) best = cost;
  }
  return best;
}

}  // namespace octosim::partition::chunk
