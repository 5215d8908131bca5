/// \file side.hpp  The ports of a mesh router.
#pragma once
#include <array>
#include <cstdint>

namespace octosim::models::network {

/// The four neighbours, then the CBU (or NIC) of the node itself.
enum Side : std::uint8_t { kNorth, kSouth, kEast, kWest, kLocal };
inline constexpr std::uint32_t kSides = 5;
constexpr Side opposite(Side side) {
  constexpr std::array kOpposite{kSouth, kNorth, kWest, kEast, kLocal};
  return kOpposite[side];
}

}  // namespace octosim::models::network
