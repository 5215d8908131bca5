/// \file packet.hpp  What both meshes, and the ports between CBU, TBU and DRAM card, carry.
#pragma once
#include <cstdint>
#include <string_view>

namespace octosim::models::network {

/// One packet: a descriptor with its size on the wire.  `a`..`g` belong to the kind (models/octopus/protocol.hpp).
struct Packet {
  static constexpr std::string_view kKind = "packet";

  std::uint64_t a = 0, b = 0, c = 0;
  std::uint32_t d = 0;
  std::uint32_t bytes = 0;  ///< on the wire
  std::uint32_t where = 0;  ///< kind << 24 | destination node
  std::uint16_t e = 0, f = 0;
  std::uint32_t g = 0;
  std::uint32_t network = 0;  ///< belongs to the network that carries it; 0 outside

  std::uint32_t node() const { return where & 0xFF'FFFFU; }
  std::uint8_t kind() const { return static_cast<std::uint8_t>(where >> 24U); }
  void address(std::uint8_t kind, std::uint32_t node) { where = std::uint32_t{kind} << 24U | node; }
};

/// Room given back to the sender of a link.
struct Credit {
  static constexpr std::string_view kKind = "credit";
  std::uint64_t bytes = 0;
};

}  // namespace octosim::models::network
