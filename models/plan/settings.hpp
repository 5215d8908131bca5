/// \file settings.hpp  [schedule]: cluster size and the switchable scheduling strategies.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/base/settings.hpp"

namespace octosim::models::plan {

enum class Balance : std::uint8_t { kNone, kDiffusive };

struct ScheduleSettings {
  std::uint64_t cluster_size = 0;
  std::uint64_t interval = 100'000;
  Balance balance = Balance::kDiffusive;
  std::uint64_t executed_threshold = 4096;

  static constexpr auto settings() {
    using engine::Choice, engine::Effect, engine::Setting, engine::Unit;
    using S = ScheduleSettings;
    return std::tuple{
        Setting{
            "cluster_size", &S::cluster_size, Unit::kCount, 0, 4096, Effect::kResults,
            "TBUs of a cluster; 0: the most Task Blocks of any sub-OWG, rounded up to a size that tiles the chiplet."},
        Setting{
            "interval", &S::interval, Unit::kCycles, 100, 1e12, Effect::kResults,
            "Period of the re-pick of a cluster's sub-OWG and of diffusion.  Source: paper VII-D (1e5 is its best)."},
        Choice{"balance", &S::balance,
               std::array{std::pair{std::string_view{"none"}, Balance::kNone},
                          std::pair{std::string_view{"diffusive"}, Balance::kDiffusive}},
               Effect::kResults, "Between neighbouring clusters: none, or the diffusive rule (paper IV-D)."},
        Setting{"executed_threshold", &S::executed_threshold, Unit::kCount, 1, 1e12, Effect::kResults,
                "Packets after which a cluster reconsiders its sub-OWG (paper IV-D).  Default: chosen."}};
  }
};

}  // namespace octosim::models::plan
