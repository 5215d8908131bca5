/// \file sync_name.hpp  Synchronisers as they are named on the command line, in summaries and in JSON.
#pragma once
#include <array>
#include <string_view>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/kernel/run_options.hpp"

namespace octosim::engine {

inline constexpr std::array kSyncs{std::pair{std::string_view{"auto"}, Sync::kAuto},
                                   std::pair{std::string_view{"window"}, Sync::kWindow},
                                   std::pair{std::string_view{"neighbor"}, Sync::kNeighbor}};

constexpr std::string_view name_of(Sync sync) {
  for (const auto& [name, value] : kSyncs) {
    if (value == sync) return name;
  }
  throw LogicError{"a synchroniser has no name"};
}

}  // namespace octosim::engine
