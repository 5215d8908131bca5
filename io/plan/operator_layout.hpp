/// \file operator_layout.hpp  What of a Task Block's operators and chunk loops is in the file of a plan.
#pragma once
#include <tuple>

#include "io/owg/vocabulary.hpp"
#include "io/plan/column.hpp"
#include "models/workload/chunk_loop.hpp"
#include "models/workload/operator.hpp"

namespace octosim::io::plan {

namespace workload = models::workload;

/// The words that stand for the kinds in the file.
constexpr const auto& words_of(workload::OperatorKind) { return owg::kOperatorKinds; }

template <>
struct Layout<workload::Operator> {
  using O = workload::Operator;
  static constexpr std::tuple kColumns{
      Column{"kind", &O::kind, "none",
             "conv, depthwise, gemm, elementwise, pooling, resize, sort, nms, codec or table"},
      Column{"in", &O::in, "count", "channels in"},
      Column{"out", &O::out, "count", "channels out"},
      Column{"height", &O::height, "count", "of the output"},
      Column{"width", &O::width, "count", "of the output"},
      Column{"kernel", &O::kernel, "count", "rows of the kernel"},
      Column{"kernel_width", &O::kernel_width, "count", "its columns; 0: as rows"},
      Column{"stride", &O::stride, "count", "input = output x stride"},
      Column{"groups", &O::groups, "count", "of a convolution"},
      Column{"m", &O::m, "count", "gemm: m x k times k x n"},
      Column{"n", &O::n, "count", "gemm"},
      Column{"k", &O::k, "count", "gemm"},
      Column{"elements", &O::elements, "count", "elements, boxes or pixels"},
      Column{"each", &O::each, "count", "operations of each of them"},
      Column{"tests", &O::tests, "count", "nms: IoU tests of every item"},
      Column{"parallel", &O::parallel, "count", "PEs that can work at once; 0: all"},
      Column{"percent", &O::percent, "none", "efficiency of those PEs"},
      Column{"macs", &O::macs, "count", "table: multiply-accumulates"},
      Column{"operations", &O::operations, "count", "table: scalar operations"},
      Column{"cycles", &O::cycles, "cycles", "table: of an item; 0: from the others"},
      Column{"repeat", &O::repeat, "count", "so many equal ones"},
      Column{"interval", &O::interval, "cycles", "from one step of a tile to the next"},
      Column{"indexed", &O::indexed, "none", "whether the operations of the property are of this one"},
      Column{"label", &O::label, "none", "what it is"},
      Column{"source", &O::source, "none", "where the numbers come from"}};
};

template <>
struct Layout<workload::ChunkLoop> {
  using L = workload::ChunkLoop;
  static constexpr std::tuple kColumns{
      Column{"slices", &L::slices, "count", "of an item"},
      Column{"cycles", &L::cycles, "cycles", "of a slice on a TBU"},
      Column{"control", &L::control, "cycles", "of those: control of the loop, and changes of operator"},
      Column{"refill", &L::refill, "cycles", "of those: filling and draining the array"},
      Column{"macs", &L::macs, "count", "multiply-accumulates of all slices"},
      Column{"operations", &L::operations, "count", "scalar operations of all slices"},
      Column{"in_bytes", &L::in_bytes, "bytes", "of a slice, to the TBU"},
      Column{"out_bytes", &L::out_bytes, "bytes", "of a slice, from the TBU"},
      Column{"again_bytes", &L::again_bytes, "bytes", "of in_bytes: operands that every slice reads whole"},
      Column{"kept_bytes", &L::kept_bytes, "bytes", "weights and whole operands that a TBU reads once"},
      Column{"dram_in_bytes", &L::dram_in_bytes, "bytes", "of in_bytes: from DRAM"},
      Column{"dram_out_bytes", &L::dram_out_bytes, "bytes", "of out_bytes: to DRAM"},
      Column{"dram_kept_bytes", &L::dram_kept_bytes, "bytes", "of kept_bytes: from DRAM"},
      Column{"stored_bytes", &L::stored_bytes, "bytes", "of what flows bring, to DRAM with a slice"},
      Column{"label", &L::label, "none", "what it covers"}};
};

template <>
struct Layout<workload::WholeTensor> {
  using T = workload::WholeTensor;
  static constexpr std::tuple kColumns{
      Column{"label", &T::label, "none", "the operator that makes it, or the input"},
      Column{"bytes", &T::bytes, "bytes", "of an item"},
      Column{"in_dram", &T::in_dram, "none", "whether it lies in DRAM, or in the TF-Queue"}};
};

}  // namespace octosim::io::plan
