#include "models/workload/autoregression.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "models/workload/lately.hpp"

namespace octosim::models::workload {
namespace {

/// Separates the draws at the ends of blocks from those within.  Chosen.
constexpr std::uint64_t kEndsPurpose = 0x454E4453ULL;  // "ENDS" in ASCII
constexpr double kMostAcross = 0.25;                   // chosen: correlation over a block
constexpr std::uint64_t kTerms = 8;                    // chosen: 1/4^8 = 1.5e-5 of a draw is left out

/// What follows from phi alone.
struct Process {
  static constexpr std::size_t kMostHalvings = 64;
  struct Bridge {
    double half = 0, under = 1;  ///< the middle is half / under of the sum of both ends
    double noise = 0;            ///< and so much of a draw
  };
  double phi = -1;
  std::size_t halvings = 0;                     ///< a block is 2^halvings positions
  double across = 0;                            ///< correlation over a block
  double scale = 0;                             ///< of the moving average
  std::array<Bridge, kMostHalvings> bridges{};  ///< [k]: half of 2^(k+1) positions

  std::uint64_t length() const { return std::uint64_t{1} << halvings; }
};

Process process_of(double phi) {
  Process made;
  made.phi = phi;
  made.across = phi;
  for (; made.across > kMostAcross; made.across *= made.across) ++made.halvings;
  for (std::size_t k = 0; k < made.halvings; ++k) {
    const double half = std::pow(phi, static_cast<double>(std::uint64_t{1} << k));
    const double square = half * half;
    made.bridges[k] = {half, 1 + square, std::sqrt((1 - square) / (1 + square))};
  }
  // Of variance 1: the squares of the weights rho^k sum to (1 - rho^16) / (1 - rho^2).
  made.scale = std::sqrt((1 - made.across * made.across) / (1 - std::pow(made.across, 2 * kTerms)));
  return made;
}

/// The process at both ends of some positions.
struct Ends {
  double low = 0, high = 0;
};

/// At the first position of block `number` and of the next, which are apart by the correlation `across`.
Ends ends_of(const Process& process, engine::DrawKey key, std::uint64_t number) {
  key.purpose ^= kEndsPurpose;
  std::array<double, kTerms + 1> drawn{};
  for (std::uint64_t k = 0; k <= kTerms; ++k) drawn[k] = engine::draw_normal(key, number + k);
  std::array<double, 2> ends{};
  for (std::uint64_t end = 0; end < ends.size(); ++end) {
    for (std::uint64_t k = 0; k < kTerms; ++k) ends[end] = ends[end] * process.across + drawn[end + k];
    ends[end] *= process.scale;
  }
  return {ends[0], ends[1]};
}

/// Of the 2^`halvings` positions from `first` on: takes the half that `position` is in.
void halve(const Process& process, const engine::DrawKey& key, std::uint64_t position, std::size_t halvings,
           std::uint64_t& first, Ends& ends) {
  const Process::Bridge& bridge = process.bridges[halvings - 1];
  const std::uint64_t middle = first + (std::uint64_t{1} << (halvings - 1));
  const double between =
      (ends.low + ends.high) * bridge.half / bridge.under + bridge.noise * engine::draw_normal(key, middle);
  if (position < middle) {
    ends.high = between;
  } else {
    ends.low = between;
    first = middle;
  }
}

const Process& remembered_process(double phi) {
  static thread_local std::array<Process, 8> processes{};  // chosen: a workflow has a few
  Process& known = processes[engine::mix(0, std::bit_cast<std::uint64_t>(phi)) % processes.size()];
  if (known.phi != phi) known = process_of(phi);
  return known;
}

constexpr std::size_t kStretch = 3;  ///< halvings that are left of a stretch: it is 8 positions; chosen

/// At the ends of the stretch that begins at `first`.
Ends ends_of_stretch(const Process& process, const engine::DrawKey& key, std::uint64_t first) {
  std::uint64_t from = first >> process.halvings << process.halvings;
  Ends ends = ends_of(process, key, first >> process.halvings);
  for (std::size_t left = process.halvings; left > kStretch; --left) halve(process, key, first, left, from, ends);
  return ends;
}

/// Several times the streams of a wafer x the processes of each; chosen.
thread_local Lately<Ends, 4096> stretches;

}  // namespace

double Autoregression::value(double level, double z) const {
  return std::clamp(level * std::max(0.0, 1 + deviation * z), least, most);
}

double draw_autoregressive(double phi, const engine::DrawKey& key, std::uint64_t position) {
  OCTOSIM_EXPECT(phi >= 0 && phi < 1);
  const Process& process = remembered_process(phi);
  std::size_t left = std::min(process.halvings, kStretch);
  std::uint64_t first = position >> left << left;
  Ends ends = stretches.value(key, first, phi, [&] { return ends_of_stretch(process, key, first); });
  for (; first != position; --left) halve(process, key, position, left, first, ends);
  return ends.low;
}

}  // namespace octosim::models::workload
