/// \file dimension_order.hpp  The way of a packet in a mesh.
#pragma once
#include <cstdint>

#include "models/network/side.hpp"

namespace octosim::models::network {

/// Where a packet for router (to_row, to_col) leaves router (row, col): columns first, then rows.
constexpr Side dimension_order(std::uint32_t row, std::uint32_t col, std::uint32_t to_row, std::uint32_t to_col) {
  if (to_col != col) return to_col > col ? kEast : kWest;
  if (to_row != row) return to_row > row ? kSouth : kNorth;
  return kLocal;
}

}  // namespace octosim::models::network
