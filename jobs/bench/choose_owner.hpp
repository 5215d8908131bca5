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
  kBisect,  ///< this and the next: partition/methods, on the graph of components
  kScotch,
  kMetis,
};

/// As given on the command line.
inline constexpr std::array kCuts{
    std::pair{std::string_view{"block"}, Cut::kBlock}, std::pair{std::string_view{"random"}, Cut::kRandom},
    std::pair{std::string_view{"bisect"}, Cut::kBisect}, std::pair{std::string_view{"scotch"}, Cut::kScotch},
    std::pair{std::string_view{"metis"}, Cut::kMetis}};
std::string_view name_of(Cut cut);

/// The same on every rank.  No result depends on it.  Collective.
/// \throws engine::ModelError, SystemError: the same on every rank, as partition::methods::partition_blueprint
engine::Partition choose_owner(Cut cut, const engine::Blueprint& model, engine::Communicator& comm, std::uint64_t seed);

}  // namespace octosim::jobs::bench
