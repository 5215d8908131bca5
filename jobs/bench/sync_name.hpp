/// \file sync_name.hpp  Synchronisers as they are named on the command line and in JSON.
#pragma once
#include <array>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/kernel/run_options.hpp"

namespace octosim::jobs::bench {

inline constexpr std::array kSyncs{std::pair{std::string_view{"auto"}, engine::Sync::kAuto},
                                   std::pair{std::string_view{"window"}, engine::Sync::kWindow},
                                   std::pair{std::string_view{"neighbor"}, engine::Sync::kNeighbor}};

constexpr std::string_view name_of(engine::Sync sync) {
  for (const auto& [name, value] : kSyncs) {
    if (value == sync) return name;
  }
  throw engine::LogicError{"a synchroniser has no name"};
}

}  // namespace octosim::jobs::bench
