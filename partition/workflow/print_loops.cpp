#include "partition/workflow/print_loops.hpp"

#include <fmt/format.h>

namespace octosim::partition::workflow {
namespace {

using models::workload::ChunkLoop;
using models::workload::WholeTensor;
using models::workload::Work;

std::string loop_row(const ChunkLoop& loop) {
  return fmt::format("  {:<24} {:>8} {:>10} {:>13} {:>12} {:>13} {:>12}\n", loop.label, loop.slices, loop.cycles,
                     loop.slices * loop.in_bytes + loop.kept_bytes, loop.slices * loop.out_bytes,
                     loop.slices * loop.dram_in_bytes + loop.dram_kept_bytes,
                     loop.slices * (loop.dram_out_bytes + loop.stored_bytes));
}

/// Their names, and how many bytes they have together.
std::string tensors_line(const Work& work, bool in_dram) {
  std::string names;
  std::uint64_t bytes = 0;
  for (const WholeTensor& tensor : work.tensors) {
    if (tensor.in_dram != in_dram) continue;
    names += (names.empty() ? "" : ", ") + tensor.label;
    bytes += tensor.bytes;
  }
  if (names.empty()) return "";
  return fmt::format("  whole tensors in {}, {} B: {}\n", in_dram ? "DRAM" : "the TF-Queue", bytes, names);
}

}  // namespace

std::string print_loops(const models::plan::Program& program) {
  std::string text;
  for (std::uint32_t sub = 0; sub < program.plan().sub_owgs.size(); ++sub) {
    for (const models::plan::StationTask& task : program.station(sub).tasks) {
      if (task.chunks.empty()) continue;
      const auto& block = program.owg().blocks[task.block];
      text +=
          fmt::format("chunk loops of {}, one after another:\n  {:<24} {:>8} {:>10} {:>13} {:>12} {:>13} {:>12}\n",
                      block.name, "loop", "slices", "cycles", "B to TBUs", "B from TBUs", "B from DRAM", "B to DRAM");
      for (std::uint32_t loop = 0; loop < task.chunks.loops(); ++loop) text += loop_row(task.chunks.loop(loop));
      text += tensors_line(block.work, true) + tensors_line(block.work, false);
    }
  }
  return text;
}

}  // namespace octosim::partition::workflow
