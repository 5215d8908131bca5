/// \file measurement.hpp  A run of a model, and what it cost every rank.
#pragma once
#include <cstdint>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/kernel/run.hpp"

namespace octosim::jobs::bench {

struct RankCost {
  engine::RankStatistics statistics;
  double build_seconds = 0;  ///< components, links and initial events
  double loop_seconds = 0;   ///< from then to the end of the run
  std::uint64_t peak_rss_bytes = 0;
};

/// The same on every rank, but for what `report` says of its own rank.
struct Measurement {
  engine::RunReport report;
  std::vector<RankCost> ranks;

  /// Of the slowest rank; the build is not in it.
  double wall_seconds() const;
  double build_seconds() const;          ///< of the slowest rank
  double events_per_second() const;      ///< of the whole run, in wall_seconds(); 0 if that is 0
  std::uint64_t rounds() const;          ///< of the rank that had most
  std::uint64_t peak_rss_bytes() const;  ///< of the greatest rank
};

/// Runs `model` on ranks that begin together.  \throws as engine::run.  Collective.
Measurement measure(const engine::Blueprint& model, const engine::Partition& owner, engine::Communicator& comm,
                    const engine::RunOptions& options);

/// events, wall_seconds, ..., and per_rank: one array per counter.  Times in seconds; digest: a text, "0x...".
nlohmann::ordered_json to_json(const Measurement& measurement);

}  // namespace octosim::jobs::bench
