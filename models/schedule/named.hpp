/// \file named.hpp  Policies by name.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace octosim::models::schedule {

/// Row of the policy called `name` in a table of policies; a compile-time error if there is none.
template <class Policy, std::size_t N>
consteval std::uint32_t row_of(const std::array<Policy, N>& policies, std::string_view name) {
  for (std::uint32_t row = 0; row < N; ++row) {
    if (policies[row].name == name) return row;
  }
  throw "no policy of that name";
}

/// Names and rows, as a settings row takes them.
template <class Policy, std::size_t N>
constexpr std::array<std::pair<std::string_view, std::uint32_t>, N> names_of(const std::array<Policy, N>& policies) {
  std::array<std::pair<std::string_view, std::uint32_t>, N> names{};
  for (std::uint32_t row = 0; row < N; ++row) names[row] = {policies[row].name, row};
  return names;
}

}  // namespace octosim::models::schedule
