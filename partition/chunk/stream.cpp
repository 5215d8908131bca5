#include "partition/chunk/stream.hpp"

#include <algorithm>
#include <numeric>

namespace octosim::partition::chunk {
namespace {

const SlicedNode* find_node(const std::vector<SlicedNode>& nodes, Node v) {
  const auto found = std::find_if(nodes.begin(), nodes.end(), [v](const SlicedNode& n) { return n.node == v; });
  return found == nodes.end() ? nullptr : &*found;
}

/// How one input of `to` depends on `from`.
enum class Use : std::uint8_t { kNone, kStreamed, kBarrier };

/// Follows an input through views outside of both loops.
Use use_of(const Tables& tables, const Chunk& from, const LoopInput& input) {
  Node v = input.producer;
  Cut cut = input.cut;
  while (tables.is_source[v] == 0) {
    if (find_node(from.loop, v) != nullptr) {
      const SlicedNode* output = find_node(from.outputs, v);
      return output != nullptr && is_sliced(cut) && output->dim == cut ? Use::kStreamed : Use::kBarrier;
    }
    if (tables.is_view[v] == 0) return Use::kNone;
    cut = is_sliced(cut) && tables.is_legal(v, cut) ? tables.flow(v, cut)[0] : kWhole;
    v = tables.operands(v)[0];
  }
  return Use::kNone;
}

}  // namespace

bool is_streamable(const Tables& tables, const Segment& from, const Segment& to) {
  if (!from.chunk || !to.chunk || is_deep(*from.chunk) || is_deep(*to.chunk) || from.chunk->extent != to.chunk->extent)
    return false;
  bool any = false;
  for (const LoopInput& input : to.chunk->inputs) {
    const Use use = use_of(tables, *from.chunk, input);
    if (use == Use::kBarrier) return false;
    any = any || use == Use::kStreamed;
  }
  return any;
}

std::vector<Stream> streams_of(const Tables& tables, const Cover& cover, const Tbu& tbu) {
  std::vector<Stream> streams;
  for (std::size_t i = 0; i < cover.segments.size(); ++i) {
    if (!cover.segments[i].chunk) continue;
    // a later loop may read an earlier one of its stream past its neighbour: all must be streamable or unrelated
    const auto joins = [&](const Stream& stream) {
      if (!is_streamable(tables, cover.segments[stream.segments.back()], cover.segments[i])) return false;
      return std::all_of(stream.segments.begin(), stream.segments.end(), [&](std::size_t earlier) {
        const auto& inputs = cover.segments[i].chunk->inputs;
        return std::none_of(inputs.begin(), inputs.end(), [&](const LoopInput& input) {
          return use_of(tables, *cover.segments[earlier].chunk, input) == Use::kBarrier;
        });
      });
    };
    if (streams.empty() || !joins(streams.back())) streams.emplace_back();
    streams.back().segments.push_back(i);
  }
  for (Stream& stream : streams) {
    const auto segment = [&](std::size_t k) -> const Segment& { return cover.segments[stream.segments[k]]; };
    for (const std::size_t i : stream.segments) stream.unit = std::max(stream.unit, cover.segments[i].chunk->size);
    const std::int64_t extent = segment(0).chunk->extent;
    stream.count = (extent + stream.unit - 1) / stream.unit;
    double slowest = 0;
    for (std::size_t k = 0; k < stream.segments.size(); ++k) {
      const double cycles = cycles_of(segment(k).cost, tbu);
      stream.stage.push_back(cycles / static_cast<double>(stream.count));
      stream.sequential += cycles;
      slowest = std::max(slowest, stream.stage.back());
      if (k == 0) continue;
      const std::int64_t before = segment(k - 1).chunk->size, size = segment(k).chunk->size;
      stream.fifo.push_back(before + size);
      stream.least_fifo.push_back(before + size - std::gcd(before, size));
    }
    stream.pipelined = std::accumulate(stream.stage.begin(), stream.stage.end(), 0.0) +
                       static_cast<double>(stream.count - 1) * slowest;
  }
  return streams;
}

}  // namespace octosim::partition::chunk
