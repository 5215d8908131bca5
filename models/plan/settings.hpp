/// \file settings.hpp  [schedule]: cluster size and the switchable scheduling strategies.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/base/settings.hpp"
#include "models/schedule/balance.hpp"
#include "models/schedule/cluster.hpp"
#include "models/schedule/named.hpp"
#include "models/schedule/tbu.hpp"

namespace octosim::models::plan {

/// Who reads the streams.
enum class Source : std::uint8_t { kPartitioned, kShared };

struct ScheduleSettings {
  std::uint64_t cluster_size = 0;
  std::uint32_t tbu = schedule::row_of(schedule::kTbuPolicies, "adaptive");
  std::uint32_t cluster = schedule::row_of(schedule::kClusterPolicies, "proactive");
  std::uint32_t balance = schedule::row_of(schedule::kBalancePolicies, "diffusive");
  Source source = Source::kPartitioned;
  std::uint64_t interval = 100'000;
  std::uint64_t tbu_backlog = 0;
  std::uint64_t executed_threshold = 4096;
  std::uint64_t balance_period = 0;
  double balance_amount = 0.5;
  std::uint64_t balance_range = 1;
  std::uint64_t dead_band = 0;
  std::uint64_t frame_buffers = 2;
  bool lock_step = false;
  double idle_threshold = 0.25;
  std::uint64_t decision = 1000;

  const schedule::TbuPolicy& tbu_policy() const { return schedule::kTbuPolicies[tbu]; }
  const schedule::ClusterPolicy& cluster_policy() const { return schedule::kClusterPolicies[cluster]; }
  const schedule::BalancePolicy& balance_policy() const { return schedule::kBalancePolicies[balance]; }
  /// The TBUs of a cluster are divided among the sub-OWGs.
  bool divides_clusters() const { return cluster_policy().pick == nullptr; }
  /// Frames that a Task Flow holds at once; 0: only bytes count.
  std::uint64_t frames_ahead() const { return divides_clusters() ? frame_buffers : 0; }
  /// The TBUs of a Task Block start in one cycle.
  bool starts_together() const { return lock_step && divides_clusters(); }
  std::uint64_t period() const { return balance_period == 0 ? interval : balance_period; }

  static constexpr auto settings() {
    using engine::Choice, engine::Effect, engine::Setting, engine::Unit;
    using S = ScheduleSettings;
    return std::tuple{
        Setting{"cluster_size", &S::cluster_size, Unit::kCount, 0, 4096, Effect::kResults,
                "TBUs of a cluster; 0: the most Task Blocks of any sub-OWG, rounded up to a size that tiles the "
                "chiplet; if cluster = static, the whole chiplet."},
        Choice{"tbu", &S::tbu, schedule::names_of(schedule::kTbuPolicies), Effect::kResults,
               "A TBU without work: static, takes only Task Blocks that the plan gave it; adaptive, the one with the "
               "largest backlog (paper IV-C)."},
        Choice{"cluster", &S::cluster, schedule::names_of(schedule::kClusterPolicies), Effect::kResults,
               "static: the TBUs of a cluster are divided among all Task Blocks by expected work, for good (the "
               "Plasticine-like baseline); proactive: a cluster works on one sub-OWG at a time (paper IV-D)."},
        Choice{"balance", &S::balance, schedule::names_of(schedule::kBalancePolicies), Effect::kResults,
               "Between clusters: none; diffusive, between neighbours (paper IV-D); reactive, by a central controller "
               "that also says what clusters work on (the baseline of Fig. 12); stealing, by clusters without work "
               "(not in the paper)."},
        Choice{"source", &S::source,
               std::array{std::pair{std::string_view{"partitioned"}, Source::kPartitioned},
                          std::pair{std::string_view{"shared"}, Source::kShared}},
               Effect::kResults,
               "partitioned: each stream is read by one cluster; shared: any cluster takes the next frame.  Assumed."},
        Setting{
            "interval", &S::interval, Unit::kCycles, 100, 1e12, Effect::kResults,
            "Period of the re-pick of a cluster's sub-OWG and of diffusion.  Source: paper VII-D (1e5 is its best)."},
        Setting{"tbu_backlog", &S::tbu_backlog, Unit::kCycles, 0, 1e12, Effect::kResults,
                "tbu = adaptive: least work waiting for each TBU of a Task Block before another joins; one without a "
                "TBU needs none.  Default: chosen."},
        Setting{"executed_threshold", &S::executed_threshold, Unit::kCount, 1, 1e12, Effect::kResults,
                "Packets after which a cluster reconsiders its sub-OWG (paper IV-D).  Default: chosen."},
        Setting{"balance_period", &S::balance_period, Unit::kCycles, 0, 1e12, Effect::kResults,
                "Period of load reports and of diffusion, if not 0; at least 100.  Source: paper IV-D, configurable."},
        Setting{"balance_amount", &S::balance_amount, Unit::kCount, 0, 1, Effect::kResults,
                "What a move takes of a difference in load.  Source: paper IV-D, configurable; half is assumed."},
        Setting{"balance_range", &S::balance_range, Unit::kCount, 1, 64, Effect::kResults,
                "Clusters that many steps away are neighbours.  Source: paper IV-D, configurable (1 is its choice)."},
        Setting{"dead_band", &S::dead_band, Unit::kBytes, 0, 1e12, Effect::kResults,
                "Largest difference in load that stays.  0 is the paper's rule."},
        Setting{"frame_buffers", &S::frame_buffers, Unit::kCount, 0, 1e6, Effect::kResults,
                "cluster = static: N of N-buffering: a Task Block starts a frame only if the next ones have at most "
                "N - 1 that they have not finished; 0: only bytes count.  Assumed (double buffering); it matters."},
        Setting{"lock_step", &S::lock_step, Unit::kSwitch, 0, 0, Effect::kResults,
                "cluster = static: the TBUs of a Task Block start together, when all are done.  Default: off, in "
                "favour of the baseline."},
        Setting{"idle_threshold", &S::idle_threshold, Unit::kCount, 0.000001, 1, Effect::kResults,
                "balance = reactive: the controller acts when this part of the clusters is idle.  Assumed."},
        Setting{"decision", &S::decision, Unit::kCycles, 1, 1e12, Effect::kResults,
                "balance = reactive: time the controller takes to decide, once it knows all loads.  Assumed."}};
  }
};

}  // namespace octosim::models::plan
