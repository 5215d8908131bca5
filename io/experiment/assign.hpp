/// \file assign.hpp  Gives a setting the value the user gave, after checking it against the setting's row.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>

#include "engine/base/settings.hpp"
#include "io/experiment/given.hpp"
#include "io/experiment/quantity.hpp"

namespace octosim::io::experiment {

/// \throws ModelError if it is no text
const std::string& text_of(const Given& given);
/// \throws ModelError if it is neither true nor false
bool switch_of(const Given& given);

/// `clock`: of the wafer, in Hz.  \throws ModelError, and `config` is as it was, if the row does not allow the value
template <class Config, class T>
void assign(Config& config, const engine::Setting<Config, T>& row, const Given& given, std::uint64_t clock) {
  const Bounds bounds{.unit = row.unit, .least = row.least, .most = row.most, .clock = clock};
  if constexpr (std::is_same_v<T, std::string>) {
    config.*row.member = text_of(given);
  } else if constexpr (std::is_same_v<T, bool>) {
    config.*row.member = switch_of(given);
  } else if constexpr (std::is_same_v<T, double>) {
    config.*row.member = real_number(given, bounds);
  } else {
    static_assert(std::is_same_v<T, std::uint64_t>);
    config.*row.member = whole_number(given, bounds);
  }
}

template <class Config, class T, std::size_t N>
void assign(Config& config, const engine::Choice<Config, T, N>& row, const Given& given, std::uint64_t /*clock*/) {
  const auto* text = std::get_if<std::string>(&given.value);
  std::string names;
  for (const auto& [name, value] : row.names) {
    if (text != nullptr && *text == name) {
      config.*row.member = value;
      return;
    }
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  given.refuse("must be one of " + names);
}

}  // namespace octosim::io::experiment
