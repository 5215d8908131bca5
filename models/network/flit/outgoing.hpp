/// \file outgoing.hpp  What a cycle of a tile did beyond it.
#pragma once
#include <cstdint>
#include <vector>

#include "models/network/packet.hpp"

namespace octosim::models::network::flit {

/// The channel of a packet that may use any VC.
inline constexpr std::uint8_t kAnyVc = 0xFF;

/// What a cycle did beyond the tile: the caller sends it on.
struct Outgoing {
  struct OverSide {
    Packet packet;  ///< if `head`
    std::uint64_t at = 0;
    std::uint16_t lane = 0;  ///< row or column of the tile
    std::uint8_t side = 0, vc = 0;
    std::uint8_t channel = 0;  ///< if `head`: the VC it keeps to, kAnyVc if it need not
    bool head = false, tail = false;
  };
  struct CreditOver {
    std::uint64_t at = 0;
    std::uint16_t lane = 0;
    std::uint8_t side = 0, vc = 0;
  };
  struct Arrived {
    Packet packet;
    std::uint64_t at = 0;
    std::uint32_t terminal = 0;  ///< of the tile
  };
  /// A terminal's first packet began to enter the network in this cycle.
  struct Taken {
    std::uint32_t terminal = 0;
    std::uint32_t bytes = 0;
  };
  std::vector<OverSide> flits;
  std::vector<CreditOver> credits;
  std::vector<Arrived> arrived;  ///< the tail reaches the terminal at `at`
  std::vector<Taken> taken;

  void clear() {
    flits.clear();
    credits.clear();
    arrived.clear();
    taken.clear();
  }
};

}  // namespace octosim::models::network::flit
