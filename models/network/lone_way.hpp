/// \file lone_way.hpp  What a packet takes that is alone in a mesh.
#pragma once
#include <algorithm>
#include <cstdint>

#include "models/network/sender.hpp"

namespace octosim::models::network {

/// Routers are numbered row by row; dies of die_rows x die_cols of them lie side by side.
struct LoneWay {
  std::uint32_t cols = 1;
  std::uint32_t die_rows = 1U << 30U, die_cols = 1U << 30U;
  /// Cycles of a router, of a wire in a die, of one between two dies.
  std::uint64_t router = 3, link = 1, die_link = 1;
  std::uint64_t width = 256, die_width = 256;  ///< bytes per cycle of links, and of those between dies

  struct Taken {
    std::uint64_t routers = 0, dies = 0;  ///< passed; wires between dies among them
    std::uint64_t cycles = 0;             ///< from the first router's input until the tail has left the last
  };
  /// Where a router is: in the mesh, and its die among the dies.
  struct Spot {
    std::uint32_t row = 0, col = 0, die_row = 0, die_col = 0;
  };
  Spot spot_of(std::uint32_t router_number) const {
    const std::uint32_t row = router_number / cols, col = router_number % cols;
    return {row, col, row / die_rows, col / die_cols};
  }
  /// Wires between two of them; wires between dies among them.
  struct Apart {
    std::uint64_t hops = 0, dies = 0;
  };
  static Apart apart(const Spot& from, const Spot& to) {
    const auto between = [](std::uint32_t a, std::uint32_t b) { return std::uint64_t{a > b ? a - b : b - a}; };
    return {between(from.row, to.row) + between(from.col, to.col),
            between(from.die_row, to.die_row) + between(from.die_col, to.die_col)};
  }
  Taken of(const Spot& from, const Spot& to, std::uint64_t bytes) const {
    const auto [hops, dies] = apart(from, to);
    const std::uint64_t wires = link * (hops - dies) + die_link * dies;
    return {hops + 1, dies,
            router * (hops + 1) + wires + serialisation(bytes, dies > 0 ? std::min(width, die_width) : width)};
  }
  Taken of(std::uint32_t from, std::uint32_t to, std::uint64_t bytes) const {
    return of(spot_of(from), spot_of(to), bytes);
  }
};

}  // namespace octosim::models::network
