#include "partition/chunk/cuts.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {
namespace {

/// At most so many rows does a slice of `size` need.
SizedCut rows_at_most(const RowWindow& window, int dim, std::int64_t extent, std::int64_t size) {
  const std::int64_t rows = (size - 1) * window.stride + 1 + window.before + window.after;
  return {dim, extent, std::min(rows, extent)};
}

}  // namespace

OperandRows rows_of_operand(const Tables& tables, Node consumer, std::uint32_t operand, int dim,
                            const RowWindow& window) {
  if (const auto halo = tables.graph().halo(consumer, dim)) {
    return {static_cast<Cut>(dim),
            {.stride = window.stride * halo->stride,
             .before = window.before * halo->stride + halo->padding,
             .after = window.after * halo->stride + halo->kernel - 1 - halo->padding}};
  }
  OCTOSIM_EXPECT(tables.is_legal(consumer, dim));
  return {tables.flow(consumer, dim)[operand], window};
}

SizedCuts cuts_of_node(const Tables& tables, const Chunk& chunk, std::size_t index) {
  const SlicedNode& n = chunk.loop[index];
  if (!chunk.windows.empty()) {
    return {rows_at_most(chunk.windows[index], n.dim, tables.extent(n.node, n.dim), chunk.size)};
  }
  SizedCuts cuts{{n.dim, chunk.extent, chunk.size}};
  if (chunk.inner) cuts.push_back({chunk.inner->dims[index], chunk.inner->extent, chunk.inner->size});
  return cuts;
}

SizedCuts cuts_of_input(const Tables& tables, const Chunk& chunk, std::size_t index, std::size_t consumer) {
  const LoopInput& input = chunk.inputs[index];
  SizedCuts cuts;
  if (!chunk.windows.empty()) {
    if (!is_sliced(input.cut)) return cuts;
    const OperandRows rows =
        rows_of_operand(tables, input.consumer, input.operand, chunk.loop[consumer].dim, chunk.windows[consumer]);
    cuts.push_back(rows_at_most(rows.window, input.cut, tables.extent(input.producer, input.cut), chunk.size));
    return cuts;
  }
  if (is_sliced(input.cut)) cuts.push_back({input.cut, chunk.extent, chunk.size});
  if (chunk.inner && is_sliced(chunk.inner->cuts[index])) {
    cuts.push_back({chunk.inner->cuts[index], chunk.inner->extent, chunk.inner->size});
  }
  return cuts;
}

std::vector<std::size_t> consumers_of(const Chunk& chunk) {
  std::vector<std::size_t> consumers;
  std::size_t at = 0;  // inputs are in the order of their consumers
  for (const LoopInput& input : chunk.inputs) {
    while (chunk.loop[at].node != input.consumer) ++at;
    consumers.push_back(at);
  }
  return consumers;
}

}  // namespace octosim::partition::chunk
