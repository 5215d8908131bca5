/// \file sync_bench.hpp  `octosim bench sync`: what it costs ranks to keep together, with either synchroniser.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/comm/communicator.hpp"
#include "engine/kernel/run_options.hpp"

namespace octosim::jobs::bench {

struct SyncBench {
  std::vector<engine::Sync> syncs{engine::Sync::kWindow, engine::Sync::kNeighbor};
  std::uint64_t latency = 100;     ///< cycles of the links of the ring
  std::uint64_t windows = 10'000;  ///< of `latency` cycles; in each, every rank wakes once
  bool token = false;              ///< one message goes round the ring
  std::vector<std::uint64_t> events_per_window{10, 50, 100, 1000, 10'000};  ///< and rank, of the table of efficiency
  std::uint64_t events = 1'000'000;  ///< and rank, for a row of that table; never more than `windows` windows
  std::uint64_t seed = 1;
};

/// Stretches of `windows` x `latency` cycles with nothing in them but a wake a window.
struct EmptyWindows {
  engine::Sync asked = engine::Sync::kAuto, used = engine::Sync::kAuto;
  std::uint64_t windows = 0, rounds = 0, reductions = 0, batches = 0, null_batches = 0;  ///< of the greatest rank
  double seconds = 0;
};
/// One event at cycle 1, one at 10^9, links of 1 to 10 cycles.
struct IdleStretch {
  engine::Sync asked = engine::Sync::kAuto;
  std::uint64_t rounds = 0;  ///< of the greatest rank
  double seconds = 0;
};
/// PHOLD with so many events per window and rank, a tenth of them remote.
struct Efficiency {
  engine::Sync asked = engine::Sync::kAuto;
  std::uint64_t wanted = 0;     ///< events per window (of `lookahead` cycles) and rank
  double got = 0;               ///< the same, counted
  double events_per_round = 0;  ///< and rank
  double seconds_alone = 0, seconds = 0;
  double efficiency = 0;  ///< seconds_alone / (ranks x seconds)
};

struct SyncResult {
  SyncBench bench;
  std::int32_t ranks = 0;
  std::vector<EmptyWindows> empty;
  std::vector<IdleStretch> idle;
  std::vector<Efficiency> efficiency;
};

/// Rounds that an idle stretch may take: it must be jumped over, not crept through.  Chosen.
inline constexpr std::uint64_t kMostIdleRounds = 99;

/// Rank 0 runs the models of the efficiency alone, too, while the others wait.
/// \throws ModelError, the same on every rank: one rank only, or values that are not allowed; LogicError if one rank
/// and all of them differ in a digest; else as engine::run.  Collective.
SyncResult run_sync(const SyncBench& bench, engine::Communicator& comm);

/// Whether every idle stretch took at most kMostIdleRounds.
bool idle_is_jumped(const SyncResult& result);

std::string to_text(const SyncResult& result);
nlohmann::ordered_json to_json(const SyncResult& result);

}  // namespace octosim::jobs::bench
