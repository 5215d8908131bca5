#include "partition/workflow/print_shapes.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "partition/workflow/expected.hpp"
#include "partition/workflow/validate.hpp"

namespace octosim::partition::workflow {
namespace plan = models::plan;
namespace {

constexpr std::array<std::uint32_t, 4> kTbus{1, 2, 4, 8};

std::string row(const plan::Program& program, const plan::StationTask& task, const plan::TaskWork& work) {
  const auto& tbu = program.plan().hardware.tbu;
  const auto& block = program.owg().blocks[task.block];
  const auto pes = static_cast<double>(program.plan().hardware.pes_per_tbu());
  const double used = 100 * static_cast<double>(work.macs + work.operations) / (pes * static_cast<double>(work.cycles));
  const std::uint64_t activations = (task.activation_bytes + work.packets - 1) / work.packets;
  const std::uint64_t sram = activations + program.pinned_weights(task.block);
  std::string text = fmt::format("  {:<18} {:>10} {:>7} {:>7} {:>5.1f} {:>9}{}", block.name, work.cycles, work.packets,
                                 work.cycles_of(0), used, sram, activations > tbu.activation_room() ? '+' : ' ');
  for (const std::uint32_t tbus : kTbus) text += fmt::format(" {:>10}", cycles_on(work, tbus));
  return text + "\n";
}

}  // namespace

std::uint64_t cycles_on(const plan::TaskWork& work, std::uint32_t tbus) {
  std::uint64_t cycles = 0;
  const std::uint64_t turns = (work.packets + tbus - 1) / tbus;
  // The first TBU takes packets 0, tbus, 2 tbus...; a packet is never longer than one before it.
  const std::uint64_t longer = work.cycles % work.packets, least = work.cycles / work.packets;
  const std::uint64_t long_turns = std::min(turns, (longer + tbus - 1) / tbus);
  cycles = turns * std::max<std::uint64_t>(1, least);
  if (least > 0) cycles += long_turns;
  return cycles;
}

std::string print_shapes(const plan::Program& program) {
  const plan::Plan& all = program.plan();
  const Expected expected = expect_work(all.owg, validate(all.owg), all.workload.expected_frames(), all.hardware.tbu,
                                        all.workload.packet_cycles, all.recorded.get());
  std::string text = fmt::format(
      "shapes on {} x {} PEs, of one item at expected properties:\n  {:<18} {:>10} {:>7} {:>7} {:>5} {:>9} ",
      all.hardware.tbu.pe_rows, all.hardware.tbu.pe_cols, "Task Block", "cycles", "packets", "each", "PE %", "SRAM B");
  for (const std::uint32_t tbus : kTbus)
    text += fmt::format(" {:>10}", fmt::format("{} TBU{}", tbus, tbus > 1 ? "s" : ""));
  text += "\n";
  std::vector<plan::TaskWork> work;
  for (std::uint32_t sub = 0; sub < all.sub_owgs.size(); ++sub) {
    const auto& tasks = program.station(sub).tasks;
    std::vector<double> values, scales;
    for (const plan::StationTask& task : tasks) {
      values.push_back(expected.values[task.block]);
      scales.push_back(expected.scales[task.block]);
    }
    program.work_at(sub, values, scales, work);
    for (std::size_t position = 0; position < tasks.size(); ++position)
      text += row(program, tasks[position], work[position]);
  }
  return text;
}

}  // namespace octosim::partition::workflow
