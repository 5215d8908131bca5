/// \file settings.hpp  [run] and [trace]: how a run is driven and what it records.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/base/settings.hpp"
#include "engine/model/record.hpp"

namespace octosim::io::experiment {

/// [run]
struct RunSettings {
  std::uint64_t seed = 1;
  std::uint64_t until = 0;
  std::uint64_t stall_limit = 1'000'000'000;
  std::uint64_t active_ranks = 0;

  static constexpr auto settings() {
    using engine::Effect, engine::Setting, engine::Unit;
    using R = RunSettings;
    return std::tuple{Setting{"seed", &R::seed, Unit::kCount, 0, 9e15, Effect::kResults,
                              "Of every random draw.  The same seed gives the same results.  Default: chosen."},
                      Setting{"until", &R::until, Unit::kCycles, 0, 1e18, Effect::kResults,
                              "Stops before this instant; 0: at the end of the work.  Default: chosen."},
                      Setting{"stall_limit", &R::stall_limit, Unit::kCycles, 1000, 1e18, Effect::kSpeed,
                              "A run without progress for so long fails as a deadlock; a run that ends is the same "
                              "under every limit.  Default: chosen."},
                      Setting{"active_ranks", &R::active_ranks, Unit::kCount, 0, 1e9, Effect::kSpeed,
                              "Most ranks that simulate clusters, the others wait; 0: all.  For runs with so few "
                              "events a window that ranks cost more than they give (docs/performance.md).  Default: "
                              "chosen."}};
  }
};

/// [trace]
struct TraceSettings {
  engine::Level level = engine::Level::kInterval;
  std::uint64_t interval = 1'000'000;
  std::uint64_t compression = 1;
  std::uint64_t flush_seconds = 30;

  static constexpr auto settings() {
    using engine::Choice, engine::Effect, engine::Level, engine::Setting, engine::Unit;
    using T = TraceSettings;
    return std::tuple{
        Choice{"level", &T::level,
               std::array{std::pair{std::string_view{"summary"}, Level::kSummary},
                          std::pair{std::string_view{"interval"}, Level::kInterval},
                          std::pair{std::string_view{"event"}, Level::kEvent}},
               Effect::kSpeed,
               "How much is recorded: totals, samples of every interval too, or single events too.  Default: chosen."},
        Setting{"interval", &T::interval, Unit::kCycles, 1, 1e15, Effect::kSpeed,
                "Sampling period.  Default: chosen, ten times the re-pick interval of schedule.interval."},
        Setting{"compression", &T::compression, Unit::kCount, 0, 9, Effect::kSpeed,
                "Deflate level; 0: none.  Default: chosen, higher levels cost more time than they save space."},
        Setting{"flush_seconds", &T::flush_seconds, Unit::kCount, 1, 86400, Effect::kSpeed,
                "Longest time, in seconds of wall clock, whose records a killed run loses.  Default: chosen."}};
  }
};

}  // namespace octosim::io::experiment
