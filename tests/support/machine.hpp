/// \file machine.hpp  A workflow compiled for a machine, run on thread ranks, and what its records say.
#pragma once
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/kernel/run.hpp"
#include "models/octopus/records.hpp"
#include "models/octopus/wafer.hpp"
#include "models/plan/program.hpp"
#include "partition/wafer/rank_map.hpp"
#include "partition/workflow/compile.hpp"
#include "tests/engine/kernel/on_ranks.hpp"

namespace octosim::test {

/// Rows of the tables of policies.
inline constexpr std::uint32_t kNoBalance = models::schedule::row_of(models::schedule::kBalancePolicies, "none");
inline constexpr std::uint32_t kDiffusive = models::schedule::row_of(models::schedule::kBalancePolicies, "diffusive");
inline constexpr std::uint32_t kReactive = models::schedule::row_of(models::schedule::kBalancePolicies, "reactive");
inline constexpr std::uint32_t kStealing = models::schedule::row_of(models::schedule::kBalancePolicies, "stealing");
inline constexpr std::uint32_t kStaticTbu = models::schedule::row_of(models::schedule::kTbuPolicies, "static");
inline constexpr std::uint32_t kAdaptiveTbu = models::schedule::row_of(models::schedule::kTbuPolicies, "adaptive");
inline constexpr std::uint32_t kStaticCluster = models::schedule::row_of(models::schedule::kClusterPolicies, "static");
inline constexpr std::uint32_t kProactive = models::schedule::row_of(models::schedule::kClusterPolicies, "proactive");

/// Everything but the workflow.  Begins as one chiplet of 2 x 2 TBUs with one DRAM card.
struct Machine {
  models::hardware::Hardware hardware;
  models::workload::WorkloadSettings workload;
  models::plan::ScheduleSettings schedule;
  std::uint64_t seed = 1;

  Machine() {
    chiplets(1, 1).tbus(2, 2);
    hardware.dram.cards = 1;
    workload.videos = 1;
    frames(1);
    schedule.balance = kNoBalance;
  }
  Machine& chiplets(std::uint64_t rows, std::uint64_t cols) {
    hardware.wafer.chiplet_rows = rows;
    hardware.wafer.chiplet_cols = cols;
    return *this;
  }
  Machine& tbus(std::uint64_t rows, std::uint64_t cols) {
    hardware.wafer.tbu_rows = rows;
    hardware.wafer.tbu_cols = cols;
    return *this;
  }
  /// Frames of each stream.
  Machine& frames(std::uint64_t count) {
    workload.rate = 1;
    workload.minutes = static_cast<double>(count) / 60;
    return *this;
  }
  models::plan::Program compile(const models::workload::Owg& owg) const {
    return models::plan::Program{partition::workflow::compile(owg, workload, hardware, schedule, seed)};
  }
};

/// Rows of one kind of record, in the order of time, component and number.
inline std::vector<std::vector<std::uint64_t>> rows_of(const RanksRun& run, models::octopus::Record type) {
  std::vector<std::vector<std::uint64_t>> rows;
  for (const Written& written : run.written) {
    if (written.type == type) rows.push_back(written.values);
  }
  return rows;
}

/// Sum of one column over those rows.
inline std::uint64_t sum_of(const RanksRun& run, models::octopus::Record type, std::size_t column) {
  std::uint64_t sum = 0;
  for (const auto& row : rows_of(run, type)) sum += row[column];
  return sum;
}

/// Who simulates which cluster.
using ClusterRanks = std::vector<std::int32_t>;

/// \throws engine::StallError if the machine deadlocks.
inline RanksRun run_machine(const models::plan::Program& program, std::int32_t ranks = 1,
                            const ClusterRanks& rank_of_cluster = {}, engine::RunOptions options = {}) {
  const models::octopus::Wafer wafer{program};
  const ClusterRanks owners =
      rank_of_cluster.empty() ? partition::wafer::map_wafer(program.cells(), ranks).rank_of_cluster : rank_of_cluster;
  return on_ranks(
      ranks, wafer, [&](engine::ComponentId id) { return engine::Rank{owners[wafer.cluster_of(id)]}; }, options);
}

}  // namespace octosim::test
