/// \file settings.hpp  One row a setting: drives parsing, checking, `--help` and the record in the trace.
///
/// A settings struct has `static constexpr auto settings()` that returns a tuple of Setting and Choice rows.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace octosim::engine {

/// The unit a value is stored in.  A file may write any unit of the same dimension ("4 MiB", "8 TB/s").
enum class Unit : std::uint8_t {
  kCount,
  kCycles,
  kBytes,
  kBytesPerCycle,
  kHertz,
  kMinutes,
  kFemtojoules,
  kMicrowatts,
  kText,
  kSwitch
};

/// Whether a setting can change results, or only speed and what is recorded, or only what is computed from the results
/// at the end.
enum class Effect : std::uint8_t { kResults, kSpeed, kReport };

/// A number (std::uint64_t or double), a text (std::string) or a switch (bool).
template <class Config, class T>
struct Setting {
  std::string_view key;
  T Config::*member = nullptr;
  Unit unit = Unit::kCount;
  double least = 0, most = 0;  ///< inclusive, in `unit`; ignored for texts and switches
  Effect effect = Effect::kResults;
  std::string_view help;  ///< meaning, and the source of the default
};
template <class Config, class T>
Setting(std::string_view, T Config::*, Unit, double, double, Effect, std::string_view) -> Setting<Config, T>;

/// One of a few names, each standing for a value of the enumeration `T`.
template <class Config, class T, std::size_t N>
struct Choice {
  std::string_view key;
  T Config::*member = nullptr;
  std::array<std::pair<std::string_view, T>, N> names;
  Effect effect = Effect::kResults;
  std::string_view help;
};
template <class Config, class T, std::size_t N>
Choice(std::string_view, T Config::*, std::array<std::pair<std::string_view, T>, N>, Effect, std::string_view)
    -> Choice<Config, T, N>;

template <class Row>
struct IsChoice : std::false_type {};
template <class Config, class T, std::size_t N>
struct IsChoice<Choice<Config, T, N>> : std::true_type {};

/// Calls `visit(row)` for each row of `Config`, in order.
template <class Config, class Visit>
void for_each_setting(Visit&& visit) {
  std::apply([&](const auto&... row) { (visit(row), ...); }, Config::settings());
}

}  // namespace octosim::engine
