/// \file random_machine.hpp  Random machines, schedules and loads, for RapidCheck.
#pragma once
#include <cstdint>
#include <sstream>
#include <string>

#include "tests/support/draws.hpp"
#include "tests/support/machine.hpp"

namespace octosim::test {

/// Small and mean: banks of few packets, few scopes, narrow links, settings at the ends of their ranges.
inline Machine random_machine() {
  Machine machine;
  auto& hardware = machine.hardware;
  const auto rows = static_cast<std::uint64_t>(draw(2, 4)), cols = static_cast<std::uint64_t>(draw(2, 4));
  machine.chiplets(static_cast<std::uint64_t>(draw(1, 2)), static_cast<std::uint64_t>(draw(1, 2))).tbus(rows, cols);
  machine.schedule.cluster_size = one_of<std::uint64_t>({0, 1, rows, cols, rows * cols});
  machine.schedule.interval = one_of<std::uint64_t>({2000, 500, 100});
  machine.schedule.balance = draw(0, 3) == 0 ? models::plan::Balance::kNone : models::plan::Balance::kDiffusive;
  machine.schedule.executed_threshold = one_of<std::uint64_t>({4096, 1, 7});
  machine.workload.videos = static_cast<std::uint64_t>(draw(1, 3));
  machine.frames(static_cast<std::uint64_t>(draw(1, 4)));
  machine.workload.packet_cycles = one_of<std::uint64_t>({20'000, 100, 400});
  machine.workload.packet_bytes = one_of<std::uint64_t>({256 * 1024, 64, 1000});
  machine.seed = static_cast<std::uint64_t>(draw(0, 1000));
  hardware.tbu.bitstream = one_of<std::uint64_t>({160, 0, 3200});
  hardware.tbu.port = one_of<std::uint64_t>({256, 7});
  hardware.cluster.bitstream = one_of<std::uint64_t>({320, 0, 9600});
  hardware.cluster.input_port = one_of<std::uint64_t>({64, 3});
  hardware.cluster.open_scopes = one_of<std::uint64_t>({64, 1, 2});
  hardware.tf_queue.capacity = one_of<std::uint64_t>({4 << 20, 4096, 700});
  hardware.tf_queue.packets_per_flow = one_of<std::uint64_t>({0, 1, 2, 3});
  hardware.network.link = one_of<std::uint64_t>({256, 16});
  hardware.network.buffer = one_of<std::uint64_t>({64 * 1024, 16, 500});
  hardware.control.link = one_of<std::uint64_t>({16, 3});
  hardware.control.buffer = one_of<std::uint64_t>({4096, 16});
  hardware.control.packet = one_of<std::uint64_t>({16 * 1024, 16, 100});
  hardware.tbu.control_port = one_of<std::uint64_t>({16, 3});
  hardware.tbu.pinned_weights = one_of<std::uint64_t>({419'430, 0, 500});
  hardware.tbu.prefetch = one_of<std::uint64_t>({1, 0, 3});
  hardware.dram.cards = static_cast<std::uint64_t>(draw(1, 2));
  hardware.dram.latency = one_of<std::uint64_t>({100, 1});
  return machine;
}

/// All of it, for the report of a failed property.
inline std::string describe(const models::workload::Owg& owg, const Machine& m) {
  std::ostringstream text;
  const auto& h = m.hardware;
  text << "chiplets " << h.wafer.chiplet_rows << "x" << h.wafer.chiplet_cols << " of " << h.wafer.tbu_rows << "x"
       << h.wafer.tbu_cols << ", cluster_size " << m.schedule.cluster_size << ", interval " << m.schedule.interval
       << ", balance " << static_cast<int>(m.schedule.balance) << ", threshold " << m.schedule.executed_threshold
       << ", videos " << m.workload.videos << ", frames " << m.workload.frames() << ", packet_cycles "
       << m.workload.packet_cycles << ", packet_bytes " << m.workload.packet_bytes << ", seed " << m.seed
       << ", tbu.bitstream " << h.tbu.bitstream << ", tbu.port " << h.tbu.port << ", cluster.bitstream "
       << h.cluster.bitstream << ", input_port " << h.cluster.input_port << ", open_scopes " << h.cluster.open_scopes
       << ", capacity " << h.tf_queue.capacity << ", packets_per_flow " << h.tf_queue.packets_per_flow << ", link "
       << h.network.link << ", buffer " << h.network.buffer << ", control.link " << h.control.link
       << ", control.buffer " << h.control.buffer << ", control.packet " << h.control.packet << ", control_port "
       << h.tbu.control_port << ", pinned_weights " << h.tbu.pinned_weights << ", prefetch " << h.tbu.prefetch
       << ", cards " << h.dram.cards << "\n";
  for (const auto& flow : owg.flows) {
    const auto& from = owg.blocks[flow.from];
    text << "  " << from.name << " -> " << owg.blocks[flow.to].name << " " << flow.bytes << " B";
    if (from.kind == models::workload::BlockKind::kTask) {
      text << " (" << from.work.macs << " MACs, " << from.work.operations << " operations, depends "
           << static_cast<int>(from.work.dependence) << ")";
    }
    if (from.kind == models::workload::BlockKind::kRoute) text << " (choose " << from.choosing.choose << ")";
    text << "\n";
  }
  return text.str();
}

}  // namespace octosim::test
