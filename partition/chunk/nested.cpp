#include "partition/chunk/nested.hpp"

#include <algorithm>
#include <map>

#include "partition/chunk/segment.hpp"

namespace octosim::partition::chunk {

std::optional<Chunk> nested_chunk(const Chunk& outer, const Chunk& inner) {
  if (outer.loop.size() != inner.loop.size() || outer.inputs.size() != inner.inputs.size()) return {};
  Chunk both = outer;
  both.size = 1;
  both.inner = InnerLoop{.extent = inner.extent};
  for (std::size_t i = 0; i < outer.loop.size(); ++i) {
    if (outer.loop[i].node != inner.loop[i].node || outer.loop[i].dim == inner.loop[i].dim) return {};
    both.inner->dims.push_back(inner.loop[i].dim);
  }
  for (std::size_t i = 0; i < outer.inputs.size(); ++i) {
    const Cut cut = inner.inputs[i].cut;
    if (is_sliced(cut) && cut == outer.inputs[i].cut) return {};
    both.inner->cuts.push_back(cut);
  }
  return both;
}

std::optional<NestedCost> nest(const Tables& tables, const Chunk& outer, const Chunk& inner, const Tbu& tbu) {
  std::map<Node, int> outer_dim;
  for (const SlicedNode& n : outer.loop) outer_dim[n.node] = n.dim;
  for (const SlicedNode& n : inner.loop) {
    const auto found = outer_dim.find(n.node);
    if (found == outer_dim.end() || found->second == n.dim) return {};
  }
  // what the outer loop cuts of each operand of an inner node: an input of the outer loop, or one of its nodes
  std::map<std::pair<Node, std::uint32_t>, Cut> outer_cut;
  for (const LoopInput& input : outer.inputs) outer_cut[{input.consumer, input.operand}] = input.cut;
  std::map<std::pair<Node, std::pair<Cut, Cut>>, std::int64_t> sliced, whole;  // each way of reading a tensor once
  for (const LoopInput& input : inner.inputs) {
    Cut cut = kWhole;
    if (const auto found = outer_cut.find({input.consumer, input.operand}); found != outer_cut.end()) {
      cut = found->second;
    } else if (const auto node = outer_dim.find(input.producer); node != outer_dim.end()) {
      cut = static_cast<Cut>(node->second);
    }
    if (is_sliced(cut) && cut == input.cut) return {};
    std::int64_t bytes = tables.bytes[input.producer];
    if (is_sliced(cut)) bytes = bytes / outer.extent * outer.size;
    if (is_sliced(input.cut)) bytes = bytes / inner.extent * inner.size;
    (is_sliced(input.cut) ? sliced : whole)[{input.producer, {cut, input.cut}}] = bytes;
  }
  NestedCost cost;
  for (const auto& [key, bytes] : sliced) cost.io += bytes;
  for (const auto& [key, bytes] : whole) cost.whole += bytes;
  const LoopTraffic traffic = traffic_of(tables, inner);
  const std::int64_t size = outer.size * inner.size;
  for (const SlicedNode& n : inner.outputs) cost.io += tables.bytes[n.node] / outer.extent / inner.extent * size;
  for (const SlicedNode& n : inner.loop) cost.whole += tables.weight_bytes[n.node];
  if (count_of(outer) * count_of(inner) > 1) cost.io *= 2;
  cost.temporary = traffic.temporary / outer.extent * size;
  cost.sram_pinned = cost.temporary + cost.io + cost.whole;
  cost.sram_streamed = cost.temporary + cost.io + (cost.whole > 0 ? tbu.tile_bytes : 0);
  return cost;
}

}  // namespace octosim::partition::chunk
