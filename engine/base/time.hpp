/// \file time.hpp  Simulated time: instants and lengths, in whole cycles of the one wafer clock.
#pragma once
#include <compare>
#include <cstdint>
#include <limits>

namespace octosim::engine {

/// A length of simulated time, in cycles.  1 cycle = 1 ns at the default clock of 1 GHz.
struct Cycles {
  std::uint64_t count = 0;
  constexpr auto operator<=>(const Cycles&) const = default;
  friend constexpr Cycles operator+(Cycles a, Cycles b) { return {a.count + b.count}; }
  /// \pre a >= b
  friend constexpr Cycles operator-(Cycles a, Cycles b) { return {a.count - b.count}; }
};

/// An instant of simulated time: whole cycles since the start of the run.
struct SimTime {
  std::uint64_t cycle = 0;
  constexpr auto operator<=>(const SimTime&) const = default;
  friend constexpr SimTime operator+(SimTime t, Cycles d) { return {t.cycle + d.count}; }
  /// \pre a >= b
  friend constexpr Cycles operator-(SimTime a, SimTime b) { return {a.cycle - b.cycle}; }
};

/// Later than every instant of a run: "nothing is pending".
inline constexpr SimTime kNever{std::numeric_limits<std::int64_t>::max()};

inline namespace literals {
constexpr Cycles operator""_cy(unsigned long long n) { return {n}; }
}  // namespace literals

}  // namespace octosim::engine
