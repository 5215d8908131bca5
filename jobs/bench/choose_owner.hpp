/// \file choose_owner.hpp  Which rank owns which component of a benchmark.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "engine/kernel/run.hpp"

namespace octosim::jobs::bench {

enum class Cut : std::uint8_t {
  kBlock,   ///< contiguous ids, as many on each rank to within one
  kRandom,  ///< by a hash of the id
};

/// As given on the command line.
inline constexpr std::array kCuts{std::pair{std::string_view{"block"}, Cut::kBlock},
                                  std::pair{std::string_view{"random"}, Cut::kRandom}};
std::string_view name_of(Cut cut);

/// A pure function of its arguments, the same on every rank.  No result depends on it.
engine::Partition choose_owner(Cut cut, const engine::Blueprint& model, std::int32_t ranks, std::uint64_t seed);

}  // namespace octosim::jobs::bench
