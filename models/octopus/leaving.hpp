/// \file leaving.hpp  A packet of work on its way from its station to a TBU.
#pragma once
#include <cstdint>

#include "models/octopus/packet_parts.hpp"
#include "models/octopus/slice_load.hpp"

namespace octosim::models::octopus {

struct Leaving {
  std::uint64_t item = 0;  ///< its number
  std::uint32_t task = 0, packet = 0, tbu = 0, place = 0;
  PacketParts parts;
  std::uint64_t cycles = 0, in = 0, out = 0;  ///< in and out: bytes over the port of its TBU, but for the load
  SliceLoad load{};
};

}  // namespace octosim::models::octopus
