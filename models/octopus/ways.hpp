/// \file ways.hpp  Directions on the wafer and the ports of a router that lead there.
#pragma once
#include <array>
#include <utility>

#include "models/network/side.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

inline constexpr std::array kWays{
    std::pair{plan::Direction::kNorth, network::kNorth}, std::pair{plan::Direction::kSouth, network::kSouth},
    std::pair{plan::Direction::kEast, network::kEast}, std::pair{plan::Direction::kWest, network::kWest}};

}  // namespace octosim::models::octopus
