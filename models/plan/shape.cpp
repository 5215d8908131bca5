#include "models/plan/shape.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/plan/chunk_program.hpp"

namespace octosim::models::plan {
namespace {

using workload::Dependence, workload::Operator, workload::OperatorKind;
using workload::divide_up, workload::plus, workload::times;

constexpr std::uint64_t kMostStream = 1ULL << 62U;

/// Tiles of an output of `down` x `across`, each at least 1, on an array.  An extent below its side of the array is
/// laid there as often as it fits, and each copy takes a part of the other extent.
std::uint64_t tiles_of(std::uint64_t down, std::uint64_t across, const hardware::TbuSettings& tbu) {
  const std::uint64_t rows = tbu.pe_rows, cols = tbu.pe_cols;
  if (down < rows) return divide_up(across, (rows / down) * cols);
  if (across < cols) return divide_up(down, (cols / across) * rows);
  return times(divide_up(down, rows), divide_up(across, cols));
}

/// Tiles and steps; the streams are still to be found.
Tiling lay_out(const Operator& op, const hardware::TbuSettings& tbu, std::uint64_t lanes) {
  const std::uint64_t pixels = times(op.height, op.width), kernel = times(op.kernel, op.columns());
  switch (op.kind) {
    case OperatorKind::kConv:
      return {.tiles = times(op.groups, tiles_of(pixels, op.out / op.groups, tbu)),
              .steps = times(op.in / op.groups, kernel)};
    case OperatorKind::kDepthwise:
    case OperatorKind::kPooling:
      return {.tiles = tiles_of(pixels, op.in, tbu), .steps = kernel};
    case OperatorKind::kGemm:
      return {.tiles = tiles_of(op.m, op.n, tbu), .steps = op.k};
    case OperatorKind::kResize:
      return {.tiles = divide_up(pixels, lanes), .steps = plus(times(op.each, op.in), workload::kResizeAddress)};
    case OperatorKind::kElementwise:
    case OperatorKind::kCodec:
      return {.tiles = divide_up(op.elements, lanes), .steps = op.each};
    case OperatorKind::kSort:
      return {.tiles = divide_up(operations_of(op) / op.repeat, lanes), .steps = 1};
    case OperatorKind::kNms:
      return {.tiles = divide_up(op.tests, lanes), .steps = op.each};
    case OperatorKind::kTable:
      break;
  }
  return {};
}

/// PEs that work at once in a kind that is not laid out in rows and columns.
std::uint64_t lanes_of(const Operator& op, std::uint64_t pes) {
  const std::uint64_t most = op.kind == OperatorKind::kNms ? op.elements : op.parallel;
  return most == 0 ? pes : std::min(most, pes);
}

std::uint64_t scaled(std::uint64_t amount, double factor) {
  const double value = static_cast<double>(amount) * factor;
  if (value <= 0) return 0;
  return value >= 0x1p62 ? kMostStream : static_cast<std::uint64_t>(std::llround(value));
}

}  // namespace

Tiling tiling_of(const Operator& op, const hardware::TbuSettings& tbu) {
  const std::uint64_t pes = tbu.pe_rows * tbu.pe_cols, lanes = lanes_of(op, pes);
  if (op.kind == OperatorKind::kTable) {
    Tiling table;
    if (op.cycles > 0) {
      (op.macs > 0 ? table.mac_stream : table.work_stream) = times(op.cycles, pes);
      return table;
    }
    // amount x 100 x PEs / (percent x lanes), without the factors that cancel.
    const std::uint64_t whole = lanes == pes ? 1 : pes, parts = lanes == pes ? 1 : lanes;
    const auto at = [&](std::uint64_t amount) {
      if (op.percent == 100) return divide_up(times(amount, whole), parts);
      return divide_up(times(times(amount, whole), 100), parts * op.percent);
    };
    table.mac_stream = at(op.macs);
    table.work_stream = at(op.operations);
    return table;
  }
  Tiling tiling = lay_out(op, tbu, lanes);
  tiling.steps = times(tiling.steps, op.interval);
  const std::uint64_t stream = times(times(tiling.tiles, tiling.steps), pes);
  const bool macs =
      op.kind == OperatorKind::kConv || op.kind == OperatorKind::kDepthwise || op.kind == OperatorKind::kGemm;
  (macs ? tiling.mac_stream : tiling.work_stream) = stream;
  return tiling;
}

Shape::Shape(const workload::Block& block, const hardware::TbuSettings& tbu)
    : dependence_{block.work.dependence},
      each_{block.work.each},
      pes_{tbu.pe_rows * tbu.pe_cols},
      indexed_lanes_{pes_},
      activation_bytes_{block.work.activation_bytes} {
  if (!block.work.loops.empty()) {
    take_loops(block);
    return;
  }
  std::vector<Operator> operators = block.work.operators;
  if (operators.empty()) operators.push_back({.macs = block.work.macs, .operations = block.work.operations});
  std::vector<Run> runs;
  std::uint64_t largest = 0;
  for (const Operator& op : operators) {
    const Tiling tiling = tiling_of(op, tbu);
    runs.push_back(
        {op.indexed && op.kind != OperatorKind::kTable ? std::max<std::uint64_t>(1, tiling.tiles) : tiling.tiles,
         op.repeat});
    mac_stream_ = plus(mac_stream_, times(tiling.mac_stream, op.repeat));
    work_stream_ = plus(work_stream_, times(tiling.work_stream, op.repeat));
    macs_ = plus(macs_, macs_of(op));
    operations_ = plus(operations_, operations_of(op));
    largest = std::max(largest, activation_bytes_of(op));
    if (op.indexed) {
      indexed_lanes_ = lanes_of(op, pes_);
      indexed_interval_ = op.interval;
    }
  }
  if (activation_bytes_ == 0) activation_bytes_ = largest;
  tabulate(runs, tbu);
  refuse_if_large(block.name);
}

void Shape::refuse_if_large(const std::string& name) const {
  if (std::max({plus(mac_stream_, work_stream_), macs_, operations_, overheads_.back()}) <= kMostStream) return;
  throw engine::ModelError{fmt::format(
      "Task Block {}: its operators take more than 2^62 PE-cycles an item (must be fewer, or smaller)", name)};
}

/// Slices are packets: their filling and draining is among their cycles.
void Shape::take_loops(const workload::Block& block) {
  const TaskWork work = ChunkProgram{block.work.loops}.work(1, false);
  work_stream_ = times(work.cycles, pes_);
  macs_ = work.macs;
  operations_ = work.operations;
  overheads_ = {0};
  refuse_if_large(block.name);
}

/// Operands enter at two sides of the array and reach its far corner rows + columns - 2 cycles later; results leave
/// along its columns, which the next operator's filling hides in all but the last of a packet.
/// Source: Samajdar et al., SCALE-Sim, ISPASS 2020 (output stationary); that tiles of one operator follow one another
/// without a gap, and that filling hides draining, is assumed.
void Shape::tabulate(const std::vector<Run>& runs, const hardware::TbuSettings& tbu) {
  const std::uint64_t fill = tbu.pe_rows + tbu.pe_cols - 2, drain = tbu.pe_rows;
  std::uint64_t most = 0;
  for (const Run& run : runs) most = std::max(most, run.tiles);
  for (std::uint32_t cut = 0;; ++cut) {
    const std::uint64_t packets = 1ULL << cut;
    std::uint64_t cycles = times(drain, std::min(packets, most));
    for (const Run& run : runs) cycles = plus(cycles, times(fill, times(run.repeat, std::min(packets, run.tiles))));
    overheads_.push_back(cycles);
    if (packets >= most || cut == kMostCut) return;
  }
}

Stream Shape::stream(double value, double scale) const {
  std::uint64_t macs = mac_stream_, work = work_stream_;
  Stream item{.cycles = 0, .macs = macs_, .operations = operations_};
  const bool of_all = dependence_ == Dependence::kSize, of_macs = of_all || dependence_ == Dependence::kSparsity;
  if (const double factor = of_macs ? value * scale : scale; factor != 1) {
    macs = scaled(macs, factor);
    item.macs = scaled(macs_, factor);
  }
  if (const double factor = of_all ? value * scale : scale; factor != 1) {
    work = scaled(work, factor);
    item.operations = scaled(operations_, factor);
  }
  if (dependence_ == Dependence::kIndex) {
    const std::uint64_t added = scaled(1, value * each_);
    item.operations = plus(item.operations, added);
    const std::uint64_t slots = times(added, indexed_interval_);
    work = plus(work, indexed_lanes_ == pes_ ? slots : divide_up(times(slots, pes_), indexed_lanes_));
  }
  item.cycles = divide_up(macs, pes_) + divide_up(work, pes_);
  return item;
}

double Shape::expected(double mean, double scale) const {
  const double macs = static_cast<double>(mac_stream_) * scale, work = static_cast<double>(work_stream_) * scale;
  const auto pes = static_cast<double>(pes_);
  switch (dependence_) {
    case Dependence::kFixed:
      break;
    case Dependence::kSparsity:
      return (macs * mean + work) / pes;
    case Dependence::kIndex:
      return (macs + work) / pes +
             each_ * mean * static_cast<double>(indexed_interval_) / static_cast<double>(indexed_lanes_);
    case Dependence::kSize:
      return (macs + work) * mean / pes;
  }
  return (macs + work) / pes;
}

std::uint64_t Shape::overhead(std::uint32_t cut) const {
  return overheads_[std::min<std::size_t>(cut, overheads_.size() - 1)];
}

std::uint32_t Shape::cut(std::uint64_t stream_cycles, std::uint64_t packet_cycles, std::uint32_t least) const {
  const auto fits = [&](std::uint32_t cut) {
    const std::uint64_t cycles = plus(stream_cycles, overhead(cut));
    return divide_up(cycles, 1ULL << cut) <= packet_cycles;
  };
  const std::uint64_t at_least = divide_up(stream_cycles, packet_cycles);
  std::uint32_t cut =
      std::max(least, static_cast<std::uint32_t>(std::bit_width(std::max<std::uint64_t>(1, at_least) - 1)));
  while (cut <= kMostCut && !fits(cut)) ++cut;
  return std::min(cut, kMostCut + 1);
}

}  // namespace octosim::models::plan
