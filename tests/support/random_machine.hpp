/// \file random_machine.hpp  Random machines, schedules and loads, for RapidCheck.
#pragma once
#include <cstdint>
#include <string>

#include "engine/base/error.hpp"
#include "io/experiment/describe.hpp"
#include "io/owg/write_owg.hpp"
#include "tests/support/draws.hpp"
#include "tests/support/machine.hpp"

namespace octosim::test {

/// Every policy, and settings at the ends of their ranges.  A divided cluster has a TBU for every sub-OWG of a random
/// workflow (at most `tbus` of them), or is not divided.
inline void random_schedule(Machine& machine, std::uint64_t tbus) {
  auto& schedule = machine.schedule;
  schedule.tbu = one_of<std::uint32_t>({kAdaptiveTbu, kStaticTbu});
  schedule.cluster = one_of<std::uint32_t>({kProactive, kProactive, kStaticCluster});
  schedule.balance = one_of<std::uint32_t>({kDiffusive, kNoBalance, kReactive, kStealing});
  schedule.source = draw(0, 3) == 0 ? models::plan::Source::kShared : models::plan::Source::kPartitioned;
  schedule.tbu_backlog = one_of<std::uint64_t>({0, 1, 20'000});
  schedule.balance_period = one_of<std::uint64_t>({0, 100, 700});
  schedule.balance_amount = one_of<double>({0.5, 1, 0.1});
  schedule.balance_range = static_cast<std::uint64_t>(draw(1, 3));
  schedule.dead_band = one_of<std::uint64_t>({0, 0, 200});
  schedule.frame_buffers = static_cast<std::uint64_t>(draw(0, 4));
  schedule.lock_step = draw(0, 3) == 0;
  schedule.idle_threshold = one_of<double>({0.25, 0.000001, 1});
  schedule.decision = one_of<std::uint64_t>({1000, 1});
  if (!schedule.divides_clusters()) return;
  schedule.cluster_size = tbus;
  if (schedule.frames_ahead() == 0) return;
  schedule.balance = kNoBalance;
  schedule.source = models::plan::Source::kPartitioned;
}

/// Small and mean: banks of few packets, few scopes, narrow links, settings at the ends of their ranges.
inline Machine random_machine() {
  Machine machine;
  auto& hardware = machine.hardware;
  const auto rows = static_cast<std::uint64_t>(draw(2, 4)), cols = static_cast<std::uint64_t>(draw(2, 4));
  machine.chiplets(static_cast<std::uint64_t>(draw(1, 2)), static_cast<std::uint64_t>(draw(1, 2))).tbus(rows, cols);
  machine.schedule.cluster_size = one_of<std::uint64_t>({0, 1, rows, cols, rows * cols});
  machine.schedule.interval = one_of<std::uint64_t>({2000, 500, 100});
  random_schedule(machine, rows * cols);
  machine.schedule.executed_threshold = one_of<std::uint64_t>({4096, 1, 7});
  machine.workload.videos = static_cast<std::uint64_t>(draw(1, 3));
  machine.frames(static_cast<std::uint64_t>(draw(1, 4)));
  if (odds(3)) machine.workload.minutes_most = machine.workload.minutes + draw(0, 6) / 60.0;
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
  hardware.control.relay = draw(0, 3) != 0;
  hardware.tbu.control_port = one_of<std::uint64_t>({16, 3});
  hardware.tbu.pinned_weights = one_of<std::uint64_t>({212'876, 0, 500});
  hardware.tbu.prefetch = one_of<std::uint64_t>({1, 0, 3});
  hardware.dram.cards = static_cast<std::uint64_t>(draw(1, 2));
  hardware.dram.latency = one_of<std::uint64_t>({100, 1});
  hardware.dram.part = one_of<std::uint64_t>({1 << 20, 64, 1000});
  hardware.dram.prefetch = one_of<std::uint64_t>({2, 1, 5});
  hardware.tf_queue.banks = one_of<std::uint64_t>({16, 1, 3});
  hardware.tf_queue.place = one_of({models::hardware::FlowPlace::kProducer, models::hardware::FlowPlace::kStation});
  hardware.tf_queue.bank_width = one_of<std::uint64_t>({256, 8});
  hardware.tbu.sram = one_of<std::uint64_t>({851'504, 1});
  return machine;
}

/// A cluster that has fewer TBUs than the workflow has sub-OWGs cannot be divided: such a machine is changed.
inline models::plan::Program compile_random(Machine& machine, const models::workload::Owg& owg) {
  try {
    return machine.compile(owg);
  } catch (const engine::ModelError&) {
    RC_ASSERT(machine.schedule.divides_clusters());
    machine.schedule.cluster = kProactive;
    return machine.compile(owg);
  }
}

/// The case as two files, for the report of a failed property: saved under these names, `octosim run case.toml` runs
/// it. A flow of 0 B, which a file may not have, must be made one of 1 B first.
inline std::string describe(const models::workload::Owg& owg, const Machine& machine) {
  io::experiment::Experiment experiment;
  experiment.hardware = machine.hardware;
  experiment.workload = machine.workload;
  experiment.workload.owg = "case_owg.toml";
  experiment.schedule = machine.schedule;
  experiment.run.seed = machine.seed;
  return "=== case_owg.toml\n" + io::owg::write_owg(owg) + "=== case.toml\n" + canonical_text(experiment);
}

}  // namespace octosim::test
