/// \file ids.hpp  Names of components and ranks, as types that do not mix.
#pragma once
#include <cstdint>

namespace octosim::engine {

/// A logical process of the model: 0 .. Blueprint::component_count() - 1, the same on every rank.
enum class ComponentId : std::uint32_t {};
/// One process (or, in tests, one thread) of the parallel run.
enum class Rank : std::int32_t {};

constexpr std::uint32_t index(ComponentId id) { return static_cast<std::uint32_t>(id); }
constexpr std::int32_t index(Rank rank) { return static_cast<std::int32_t>(rank); }

}  // namespace octosim::engine
