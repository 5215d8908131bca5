/// \file flit.hpp  What a buffer of a router holds.
#pragma once
#include <cstdint>

namespace octosim::models::network::flit {

/// One flit: the place of its packet in the tile's table, and where it goes.
struct Flit {
  static constexpr std::uint32_t kHead = 1U << 31U, kTail = 1U << 30U, kSlot = kTail - 1;
  std::uint32_t word = 0;          ///< slot, kHead, kTail
  std::uint16_t row = 0, col = 0;  ///< of the router it goes to

  bool head() const { return (word & kHead) != 0; }
  bool tail() const { return (word & kTail) != 0; }
  std::uint32_t slot() const { return word & kSlot; }
};

}  // namespace octosim::models::network::flit
