/// \file round_robin.hpp  Arbitration over a set of up to 64 that asked.
#pragma once
#include <bit>
#include <cstdint>

namespace octosim::models::network::flit {

/// The first member of `set` at or after `start`, else the first of all.  \pre set != 0, start < 64
constexpr std::uint32_t first_from(std::uint64_t set, std::uint32_t start) {
  const std::uint64_t later = set >> start << start;
  return static_cast<std::uint32_t>(std::countr_zero(later != 0 ? later : set));
}

/// Takes the least member out of `set`.  \pre set != 0
constexpr std::uint32_t take_first(std::uint64_t& set) {
  const auto member = static_cast<std::uint32_t>(std::countr_zero(set));
  set &= set - 1;
  return member;
}

}  // namespace octosim::models::network::flit
