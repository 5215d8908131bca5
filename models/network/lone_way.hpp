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
  Taken of(std::uint32_t from, std::uint32_t to, std::uint64_t bytes) const {
    const std::uint32_t row = from / cols, col = from % cols, to_row = to / cols, to_col = to % cols;
    const auto apart = [](std::uint32_t a, std::uint32_t b) { return std::uint64_t{a > b ? a - b : b - a}; };
    const std::uint64_t hops = apart(row, to_row) + apart(col, to_col);
    const std::uint64_t dies = apart(row / die_rows, to_row / die_rows) + apart(col / die_cols, to_col / die_cols);
    const std::uint64_t wires = link * (hops - dies) + die_link * dies;
    return {hops + 1, dies,
            router * (hops + 1) + wires + serialisation(bytes, dies > 0 ? std::min(width, die_width) : width)};
  }
};

}  // namespace octosim::models::network
