#include "jobs/bench/sync_bench.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/comm/self_communicator.hpp"
#include "engine/kernel/sync_name.hpp"
#include "jobs/bench/choose_owner.hpp"
#include "jobs/bench/measurement.hpp"
#include "jobs/bench/phold.hpp"
#include "jobs/bench/ring.hpp"
#include "jobs/bench/whole_option.hpp"

namespace octosim::jobs::bench {
namespace {

constexpr std::uint64_t kMostCount = 1'000'000'000'000;  // chosen: days
// PHOLD of the table of efficiency.  Chosen: a window of `lookahead` cycles holds a tenth of the pending events.
constexpr std::uint64_t kLookahead = 10;
constexpr double kMean = 90.5;  // floor() takes away one half
constexpr double kRemote = 0.1;
constexpr double kMeanDelay = static_cast<double>(kLookahead) + kMean - 0.5;
constexpr std::uint64_t kFewestWindows = 100;  // chosen: else the start counts

void check(const SyncBench& bench, std::int32_t ranks) {
  if (ranks < 2) {
    throw engine::ModelError{"bench sync: 1 rank (must be 2 or more: start it as mpirun -n 2 octosim bench sync)"};
  }
  check_whole("latency", bench.latency, 1, 1'000'000);
  check_whole("windows", bench.windows, kFewestWindows, kMostCount);
  check_whole("events", bench.events, 1, kMostCount);
  for (const std::uint64_t count : bench.events_per_window) check_whole("events-per-window", count, 1, 10'000'000);
}

template <class Counter>
std::uint64_t greatest(const Measurement& measured, Counter counter) {
  std::uint64_t most = 0;
  for (const RankCost& rank : measured.ranks) most = std::max(most, rank.statistics.*counter);
  return most;
}

Measurement run_ring(const RingSettings& settings, engine::Sync sync, std::uint64_t stop, engine::Communicator& comm) {
  const Ring ring{settings};
  engine::RunOptions options;
  options.sync = sync;
  options.stop = engine::SimTime{stop};
  return measure(ring, choose_owner(Cut::kBlock, ring, comm, 0), comm, options);
}

EmptyWindows run_empty(const SyncBench& bench, engine::Sync sync, engine::Communicator& comm) {
  const auto kind = bench.token ? RingSettings::Kind::kToken : RingSettings::Kind::kEmpty;
  const RingSettings settings{static_cast<std::uint32_t>(comm.size()), bench.latency, kind};
  const Measurement measured = run_ring(settings, sync, (bench.windows + 1) * bench.latency, comm);
  using S = engine::RankStatistics;
  return {sync,
          measured.report.sync,
          bench.windows,
          greatest(measured, &S::rounds),
          greatest(measured, &S::reductions),
          greatest(measured, &S::batches_sent),
          greatest(measured, &S::null_batches),
          measured.wall_seconds()};
}

IdleStretch run_idle(engine::Sync sync, engine::Communicator& comm) {
  RingSettings settings;
  settings.nodes = static_cast<std::uint32_t>(comm.size());
  settings.kind = RingSettings::Kind::kIdle;
  const Measurement measured = run_ring(settings, sync, engine::kNever.cycle, comm);
  return {sync, measured.rounds(), measured.wall_seconds()};
}

/// As many processes as give `wanted` events per lookahead and rank, with one event each.
PholdSettings phold_of(const SyncBench& bench, std::uint64_t wanted, std::int32_t ranks) {
  PholdSettings phold;
  const double per_rank = static_cast<double>(wanted) * kMeanDelay / static_cast<double>(kLookahead);
  phold.lps = static_cast<std::uint64_t>(std::llround(per_rank)) * static_cast<std::uint64_t>(ranks);
  phold.population = 1;
  phold.remote = kRemote;
  phold.neighbors = 1;
  phold.lookahead = kLookahead;
  phold.mean = kMean;
  phold.seed = bench.seed;
  phold.until = kLookahead * std::clamp(bench.events / wanted, kFewestWindows, bench.windows);
  return phold;
}

/// The run on all ranks, and on rank 0 alone: every rank knows both.
Efficiency run_efficiency(const SyncBench& bench, engine::Sync sync, std::uint64_t wanted, engine::Communicator& comm) {
  const PholdSettings phold = phold_of(bench, wanted, comm.size());
  const PholdModel model{phold};
  engine::RunOptions options;
  options.stop = engine::SimTime{phold.until};
  options.sync = sync;
  std::array<std::uint64_t, 2> alone{};  // nanoseconds, digest; of rank 0, which the sum gives to all
  engine::agree(comm, [&] {
    if (comm.rank() != engine::Rank{0}) return;
    engine::SelfCommunicator self;
    const Measurement measured = measure(model, choose_owner(Cut::kBlock, model, self, 0), self, options);
    alone = {static_cast<std::uint64_t>(measured.wall_seconds() * 1e9), measured.report.digest};
  });
  comm.sum(alone);
  const Measurement all = measure(model, choose_owner(Cut::kBlock, model, comm, 0), comm, options);
  if (all.report.digest != alone[1]) throw engine::LogicError{"one rank and all ranks give different digests"};
  const double ranks = comm.size();
  Efficiency row;
  row.asked = sync;
  row.wanted = wanted;
  const double windows = static_cast<double>(phold.until) / static_cast<double>(kLookahead);
  const auto events = static_cast<double>(all.report.events);
  row.got = events / (ranks * windows);
  row.events_per_round = events / (ranks * static_cast<double>(std::max<std::uint64_t>(1, all.rounds())));
  row.seconds_alone = static_cast<double>(alone[0]) * 1e-9;
  row.seconds = all.wall_seconds();
  row.efficiency = row.seconds > 0 ? row.seconds_alone / (ranks * row.seconds) : 0;
  return row;
}

double per(double seconds, std::uint64_t count) { return count == 0 ? 0 : seconds * 1e6 / static_cast<double>(count); }

}  // namespace

SyncResult run_sync(const SyncBench& bench, engine::Communicator& comm) {
  check(bench, comm.size());
  SyncResult result;
  result.bench = bench;
  result.ranks = comm.size();
  for (const engine::Sync sync : bench.syncs) result.empty.push_back(run_empty(bench, sync, comm));
  for (const engine::Sync sync : bench.syncs) result.idle.push_back(run_idle(sync, comm));
  for (const engine::Sync sync : bench.syncs) {
    for (const std::uint64_t wanted : bench.events_per_window) {
      result.efficiency.push_back(run_efficiency(bench, sync, wanted, comm));
    }
  }
  return result;
}

bool idle_is_jumped(const SyncResult& result) {
  return std::all_of(result.idle.begin(), result.idle.end(),
                     [](const IdleStretch& idle) { return idle.rounds <= kMostIdleRounds; });
}

std::string to_text(const SyncResult& result) {
  std::string text = fmt::format("{} ranks in a ring, links of {} cycles, {}\n", result.ranks, result.bench.latency,
                                 result.bench.token ? "one token" : "no messages");
  text += fmt::format("  {:<10} {:<10} {:>10} {:>10} {:>12} {:>12} {:>13}\n", "asked", "used", "windows", "rounds",
                      "rounds/s", "us/round", "us/window");
  for (const EmptyWindows& e : result.empty) {
    text +=
        fmt::format("  {:<10} {:<10} {:>10} {:>10} {:>12.0f} {:>12.3f} {:>13.3f}\n", name_of(e.asked), name_of(e.used),
                    e.windows, e.rounds, e.seconds > 0 ? static_cast<double>(e.rounds) / e.seconds : 0,
                    per(e.seconds, e.rounds), per(e.seconds, e.windows));
  }
  text += fmt::format("idle for 10^9 cycles, links of 1 to 10 cycles: at most {} rounds allowed\n", kMostIdleRounds);
  for (const IdleStretch& idle : result.idle) {
    text += fmt::format("  {:<10} {} rounds, {:.6f} s\n", name_of(idle.asked), idle.rounds, idle.seconds);
  }
  text += fmt::format("PHOLD, {:.0f} % remote: efficiency = seconds on 1 rank / ({} x seconds)\n", 100 * kRemote,
                      result.ranks);
  text += fmt::format("  {:<10} {:>18} {:>14} {:>14} {:>12} {:>12} {:>11}\n", "asked", "events/window/rank", "counted",
                      "events/round", "s on 1", "s", "efficiency");
  for (const Efficiency& e : result.efficiency) {
    text += fmt::format("  {:<10} {:>18} {:>14.1f} {:>14.1f} {:>12.6f} {:>12.6f} {:>11.3f}\n", name_of(e.asked),
                        e.wanted, e.got, e.events_per_round, e.seconds_alone, e.seconds, e.efficiency);
  }
  return text;
}

nlohmann::ordered_json to_json(const SyncResult& result) {
  nlohmann::ordered_json json;
  json["bench"] = "sync";
  json["ranks"] = result.ranks;
  json["settings"] = {{"latency", result.bench.latency}, {"windows", result.bench.windows},
                      {"token", result.bench.token},     {"events_per_window", result.bench.events_per_window},
                      {"events", result.bench.events},   {"seed", result.bench.seed}};
  auto& empty = json["empty_windows"] = nlohmann::ordered_json::array();
  for (const EmptyWindows& e : result.empty) {
    empty.push_back({{"sync", name_of(e.asked)},
                     {"used", name_of(e.used)},
                     {"windows", e.windows},
                     {"rounds", e.rounds},
                     {"reductions", e.reductions},
                     {"batches_sent", e.batches},
                     {"null_batches", e.null_batches},
                     {"wall_seconds", e.seconds},
                     {"rounds_per_second", e.seconds > 0 ? static_cast<double>(e.rounds) / e.seconds : 0},
                     {"us_per_round", per(e.seconds, e.rounds)},
                     {"us_per_window", per(e.seconds, e.windows)}});
  }
  auto& idle = json["idle_stretch"] = nlohmann::ordered_json::array();
  for (const IdleStretch& i : result.idle) {
    idle.push_back({{"sync", name_of(i.asked)}, {"rounds", i.rounds}, {"wall_seconds", i.seconds}});
  }
  auto& rows = json["efficiency"] = nlohmann::ordered_json::array();
  for (const Efficiency& e : result.efficiency) {
    rows.push_back({{"sync", name_of(e.asked)},
                    {"events_per_window", e.wanted},
                    {"events_per_window_counted", e.got},
                    {"events_per_round", e.events_per_round},
                    {"seconds_alone", e.seconds_alone},
                    {"wall_seconds", e.seconds},
                    {"efficiency", e.efficiency}});
  }
  return json;
}

}  // namespace octosim::jobs::bench
