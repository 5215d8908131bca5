#include "partition/chunk/lower.hpp"

#include <algorithm>
#include <utility>

#include "partition/chunk/cover.hpp"
#include "partition/chunk/coverable.hpp"
#include "partition/chunk/pass.hpp"
#include "partition/chunk/planning.hpp"

namespace octosim::partition::chunk {
namespace {

/// Of one operator, in products and in others.
struct Work {
  std::int64_t macs = 0, operations = 0;
};

Work work_of(const Tables& tables, Node v) {
  if (tables.is_view[v] != 0 || tables.is_source[v] != 0) return {};
  const auto& gemm = tables.graph()[v].gemm;
  if (gemm) return {.macs = gemm->batch * gemm->m * gemm->n * gemm->k};
  return {.operations = tables.flops[v]};
}

LoweredRow lowered_row(const Tables& tables, Node v, std::uint32_t position) {
  const auto& op = tables.graph()[v];
  LoweredRow row{.position = position, .name = op.name, .kind = op.kind};
  if (op.gemm) {
    row.gemm = GemmSize{.batch = op.gemm->batch, .m = op.gemm->m, .n = op.gemm->n, .k = op.gemm->k};
    return row;
  }
  const std::int64_t elements = models::tensor::elements_of(op.shape);
  const bool even = op.flops % elements == 0;
  row.count = even ? elements : op.flops;
  row.operations = even ? op.flops / elements : 1;
  return row;
}

LoweredLoop lowered_loop(const Tables& tables, const Segment& segment, const DramTraffic& dram, const Tbu& tbu) {
  const Chunk& chunk = *segment.chunk;
  const Pass pass = pass_of(tables, chunk);
  const LoopCost& cost = segment.cost;
  LoweredLoop loop{.first = segment.first,
                   .last = segment.last,
                   .slices = pass.count,
                   .slice_cycles = tbu.loop_cycles,
                   .control_cycles = tbu.loop_cycles,
                   .in_bytes = pass.in,
                   .out_bytes = pass.out,
                   .sram_bytes = cost.sram,
                   .cbu_bytes = segment.cbu,
                   .dram = dram};
  (cost.pinned.weights ? loop.kept_bytes : loop.again_bytes) += pass.weights;
  (cost.pinned.whole_operands ? loop.kept_bytes : loop.again_bytes) += pass.whole;
  if (!cost.pinned.whole_operands) {
    loop.again_bytes += pass.outer_whole;
  } else if (pass.outer_whole > 0) {
    // read once for each outer slice, by the slices in it in equal parts
    const std::int64_t inside = pass.count / pass.outer_count;
    loop.again_bytes += (pass.outer_whole + inside - 1) / inside;
  }
  for (std::size_t i = 0; i < chunk.loop.size(); ++i) {
    const SlicedNode& n = chunk.loop[i];
    if (tables.is_view[n.node] != 0) continue;
    const Work work = work_of(tables, n.node);
    loop.macs += work.macs;
    loop.operations += work.operations;
    loop.slice_cycles += cycles_of(tables, n.node, cuts_of_node(tables, chunk, i), tbu);
    loop.control_cycles += tbu.switch_cycles;
    if (tables.graph()[n.node].gemm) loop.refill_cycles += tbu.fill_cycles;
  }
  return loop;
}

/// A cover, and where its tensors lie.
struct PlacedCover {
  Cover cover;
  Placement placement;
};

PlacedCover placed_in(Cover cover, const Tables& tables, const Tbu& tbu, Placing placing) {
  Placement placement = place(tables, cover, tbu.cbu_bytes, placing);
  return {std::move(cover), std::move(placement)};
}

/// What a cover moves to DRAM is known only when it is there, so two are tried: for time alone, and for traffic too.
PlacedCover placed_cover(const Tables& tables, const Tbu& tbu, Placing placing) {
  if (placing == Placing::kQueue || (placing == Placing::kFit && is_coverable(tables, tbu))) {
    return placed_in(cover(tables, tbu), tables, tbu, placing);
  }
  Tbu unbounded = tbu;
  unbounded.cbu_bytes = Tbu::kUnbounded;
  unbounded.traffic_percent = 0;
  PlacedCover fast = placed_in(cover(tables, unbounded), tables, tbu, placing);
  unbounded.traffic_percent = 100;
  PlacedCover frugal = placed_in(cover(tables, unbounded), tables, tbu, placing);
  const auto price = [&](const PlacedCover& placed) {
    return 100 * placed.cover.time + tbu.dram_percent * placed.placement.moved;
  };
  return price(frugal) < price(fast) ? std::move(frugal) : std::move(fast);
}

}  // namespace

Lowered lower(const Tables& tables, const Tbu& tbu, Placing placing) {
  Lowered lowered;
  const std::vector<Node> order = tables.graph().compute_order();
  for (Node v = 0; v < tables.size(); ++v) lowered.weight_bytes += tables.weight_bytes[v];
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    const Work work = work_of(tables, order[i]);
    lowered.macs += work.macs;
    lowered.operations += work.operations;
    if (tables.is_view[order[i]] == 0) lowered.rows.push_back(lowered_row(tables, order[i], i));
  }
  lowered.peak_bytes = Estimator{tables, Accounting::kAliased}.estimate({.order = order}).peak;
  if (fits_whole(tables, tbu)) return lowered;
  auto [covered, placement] = placed_cover(tables, tbu, placing);
  for (const Segment& segment : covered.segments) {
    if (!segment.chunk) continue;
    lowered.loops.push_back(lowered_loop(tables, segment, placement.loops[lowered.loops.size()], tbu));
  }
  lowered.tensors = std::move(placement.tensors);
  return lowered;
}

std::int64_t time_of(const LoweredLoop& loop, const Tbu& tbu) {
  const std::int64_t moved = loop.in_bytes + loop.out_bytes;
  const std::int64_t slice = std::max(loop.slice_cycles * tbu.bytes_per_cycle, moved + loop.again_bytes);
  return loop.kept_bytes + moved + loop.slices * slice;
}

std::int64_t traffic_of(const LoweredLoop& loop) {
  return loop.kept_bytes + loop.slices * (loop.in_bytes + loop.out_bytes + loop.again_bytes);
}

}  // namespace octosim::partition::chunk
