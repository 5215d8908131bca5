#include "jobs/cli/graph_work.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/tensor/onnx/open_graph.hpp"
#include "partition/chunk/lower.hpp"

namespace octosim::jobs::cli {
namespace {

namespace chunk = partition::chunk;
using models::workload::ChunkLoop;
using models::workload::Operator;
using models::workload::OperatorKind;
using models::workload::Work;

chunk::Tbu tbu_of(const models::hardware::Hardware& hardware) {
  const auto signed_of = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  const auto& tbu = hardware.tbu;
  return {.sram_bytes = signed_of(tbu.sram),
          .cbu_bytes = signed_of(hardware.tf_queue.capacity),
          .rows = signed_of(tbu.pe_rows),
          .columns = signed_of(tbu.pe_cols),
          .bytes_per_cycle = signed_of(tbu.port),
          .loop_cycles = signed_of(tbu.chunk_control),
          .switch_cycles = signed_of(tbu.operator_switch),
          .fill_cycles = signed_of(tbu.pe_rows + tbu.pe_cols - 2),
          .tile_bytes = signed_of(tbu.stream_buffer)};
}

/// \pre value >= 0, as all that lower() counts
std::uint64_t whole(std::int64_t value) { return static_cast<std::uint64_t>(value); }

Operator row_of(const chunk::LoweredRow& row) {
  Operator op;
  op.label = fmt::format("{} ({})", row.name, row.kind);
  if (row.gemm) {
    op.kind = OperatorKind::kGemm;
    op.m = whole(row.gemm->m);
    op.n = whole(row.gemm->n);
    op.k = whole(row.gemm->k);
    op.repeat = whole(row.gemm->batch);
  } else {
    op.kind = OperatorKind::kElementwise;
    op.elements = whole(row.count);
    op.each = whole(row.operations);
  }
  return op;
}

ChunkLoop loop_of(const chunk::LoweredLoop& loop, const chunk::Tables& tables) {
  const auto& graph = tables.graph();
  const auto name = [&](std::uint32_t position) { return graph[graph.compute_order()[position]].name; };
  return {.slices = whole(loop.slices),
          .cycles = std::max<std::uint64_t>(1, whole(loop.slice_cycles)),
          .control = whole(loop.control_cycles),
          .refill = whole(loop.refill_cycles),
          .macs = whole(loop.macs),
          .operations = whole(loop.operations),
          .in_bytes = whole(loop.in_bytes + loop.again_bytes),
          .out_bytes = whole(loop.out_bytes),
          .again_bytes = whole(loop.again_bytes),
          .kept_bytes = whole(loop.kept_bytes),
          .label = fmt::format("{}..{}", name(loop.first), name(loop.last))};
}

void refuse_large(const Work& work) {
  std::uint64_t slices = 0;
  for (const ChunkLoop& loop : work.loops) {
    slices += loop.slices;
    const std::uint64_t moved = std::max(loop.in_bytes + loop.kept_bytes, loop.out_bytes);
    if (moved < models::workload::kMostSliceBytes) continue;
    throw engine::ModelError{fmt::format("{}: a slice moves {} B (must be less than {})", loop.label, moved,
                                         models::workload::kMostSliceBytes)};
  }
  if (slices <= models::workload::kMostSlices) return;
  throw engine::ModelError{fmt::format("{} slices (must be at most {})", slices, models::workload::kMostSlices)};
}

}  // namespace

void GraphWork::operator()(const std::string& file, Work& work) const {
  const auto graph = io::tensor::onnx::open_graph(folder_ / file);
  const chunk::Tables tables{graph};
  const chunk::Lowered lowered = chunk::lower(tables, tbu_of(hardware_));
  work.parameter_bytes = whole(lowered.weight_bytes);
  for (const chunk::LoweredLoop& loop : lowered.loops) work.loops.push_back(loop_of(loop, tables));
  refuse_large(work);
  if (!work.loops.empty()) return;
  work.activation_bytes = whole(lowered.peak_bytes);
  for (const chunk::LoweredRow& row : lowered.rows) work.operators.push_back(row_of(row));
  if (work.operators.empty()) throw engine::ModelError{"its operators do no work (at least one must)"};
}

}  // namespace octosim::jobs::cli
