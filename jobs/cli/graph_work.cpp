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
  // What a byte from DRAM takes of a TBU's time, if all share the cards, as a percentage of its time over the port.
  const auto dram_percent = signed_of(100 * tbu.port * hardware.tbu_count() / hardware.dram.bandwidth);
  return {.sram_bytes = signed_of(tbu.sram),
          .cbu_bytes = signed_of(hardware.tf_queue.capacity),
          .rows = signed_of(tbu.pe_rows),
          .columns = signed_of(tbu.pe_cols),
          .bytes_per_cycle = signed_of(tbu.port),
          .loop_cycles = signed_of(tbu.chunk_control),
          .switch_cycles = signed_of(tbu.operator_switch),
          .fill_cycles = signed_of(tbu.pe_rows + tbu.pe_cols - 2),
          .tile_bytes = signed_of(tbu.stream_buffer),
          .dram_percent = dram_percent};
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
          .dram_in_bytes = whole(loop.dram.in + loop.dram.again),
          .dram_out_bytes = whole(loop.dram.out),
          .dram_kept_bytes = whole(loop.dram.kept),
          .stored_bytes = whole(loop.dram.stored),
          .label = fmt::format("{}..{}", name(loop.first), name(loop.last))};
}

void refuse_large(const Work& work) {
  const auto fault = models::workload::fault_of(work.loops);
  if (!fault) return;
  throw engine::ModelError{fmt::format("{}: {}: {}", work.loops[fault->loop].label, fault->key, fault->allowed)};
}

chunk::Placing placing_of(models::hardware::WholeTensors tensors) {
  using models::hardware::WholeTensors;
  switch (tensors) {
    case WholeTensors::kFit:
      return chunk::Placing::kFit;
    case WholeTensors::kQueue:
      return chunk::Placing::kQueue;
    case WholeTensors::kDram:
      return chunk::Placing::kDram;
  }
  return chunk::Placing::kFit;
}

}  // namespace

void GraphWork::operator()(const std::string& file, Work& work) const {
  const auto graph = io::tensor::onnx::open_graph(folder_ / file);
  const chunk::Tables tables{graph};
  const chunk::Lowered lowered = chunk::lower(tables, tbu_of(hardware_), placing_of(hardware_.tf_queue.whole_tensors));
  work.parameter_bytes = whole(lowered.weight_bytes);
  for (const chunk::LoweredLoop& loop : lowered.loops) work.loops.push_back(loop_of(loop, tables));
  for (const chunk::PlacedTensor& tensor : lowered.tensors) {
    work.tensors.push_back({.label = graph[tensor.node].name, .bytes = whole(tensor.bytes), .in_dram = tensor.in_dram});
  }
  refuse_large(work);
  if (!work.loops.empty()) return;
  work.activation_bytes = whole(lowered.peak_bytes);
  for (const chunk::LoweredRow& row : lowered.rows) work.operators.push_back(row_of(row));
  if (work.operators.empty()) throw engine::ModelError{"its operators do no work (at least one must)"};
}

}  // namespace octosim::jobs::cli
