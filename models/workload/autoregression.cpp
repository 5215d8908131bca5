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

/// At the first positions of `count` blocks from `number` on, one `step` apart in `out`.  Neighbours are apart by the
/// correlation of a block, and share all draws but one.
void draw_ends(const Process& process, engine::DrawKey key, std::uint64_t number, std::size_t count, double* out,
               std::size_t step) {
  key.purpose ^= kEndsPurpose;
  std::array<double, kTerms> drawn{};  // the last ones, number k at k modulo their count
  for (std::uint64_t k = 0; k + 1 < kTerms; ++k) drawn[k] = engine::draw_normal(key, number + k);
  for (std::uint64_t block = 0; block < count; ++block) {
    const std::uint64_t last = block + kTerms - 1;
    drawn[last % kTerms] = engine::draw_normal(key, number + last);
    double end = 0;
    for (std::uint64_t k = 0; k < kTerms; ++k) end = end * process.across + drawn[(block + k) % kTerms];
    out[block * step] = end * process.scale;
  }
}

/// In the middle of 2^(`halving` + 1) positions.
double between(const Process& process, const engine::DrawKey& key, std::uint64_t middle, std::size_t halving,
               const Ends& ends) {
  const Process::Bridge& bridge = process.bridges[halving];
  return (ends.low + ends.high) * bridge.half / bridge.under + bridge.noise * engine::draw_normal(key, middle);
}

const Process& remembered_process(double phi) {
  static thread_local std::array<Process, 8> processes{};  // chosen: a workflow has a few
  Process& known = processes[engine::mix(0, std::bit_cast<std::uint64_t>(phi)) % processes.size()];
  if (known.phi != phi) known = process_of(phi);
  return known;
}

constexpr std::size_t kHalvings = 5;  ///< of a stretch; chosen: a stretch takes some 41 draws
constexpr std::size_t kStretch = std::size_t{1} << kHalvings;
using Stretch = std::array<double, kStretch>;

/// At both ends of the stretch that begins at `first`, in a block that is longer.
Ends ends_of_stretch(const Process& process, const engine::DrawKey& key, std::uint64_t first) {
  const std::uint64_t block = first >> process.halvings;
  std::array<double, 2> of_block{};
  draw_ends(process, key, block, of_block.size(), of_block.data(), 1);
  Ends ends{of_block[0], of_block[1]};
  std::uint64_t from = block << process.halvings;
  for (std::size_t left = process.halvings; left > kHalvings; --left) {
    const std::uint64_t middle = from + (std::uint64_t{1} << (left - 1));
    const double half = between(process, key, middle, left - 1, ends);
    (first < middle ? ends.high : ends.low) = half;
    if (first >= middle) from = middle;
  }
  return ends;
}

/// At every position of it: far fewer draws than one after another.
Stretch stretch_from(const Process& process, const engine::DrawKey& key, std::uint64_t first) {
  std::array<double, kStretch + 1> at{};
  const std::size_t halvings = std::min(process.halvings, kHalvings);  // of a block in it
  if (process.halvings > kHalvings) {
    const Ends ends = ends_of_stretch(process, key, first);
    at.front() = ends.low;
    at.back() = ends.high;
  } else {
    const std::size_t blocks = kStretch >> halvings;
    draw_ends(process, key, first >> halvings, blocks + 1, at.data(), std::size_t{1} << halvings);
  }
  for (std::size_t left = halvings; left > 0; --left) {
    const std::size_t length = std::size_t{1} << left;
    for (std::size_t low = 0; low < kStretch; low += length) {
      const std::size_t middle = low + length / 2;
      at[middle] = between(process, key, first + middle, left - 1, {at[low], at[low + length]});
    }
  }
  Stretch values{};
  std::copy_n(at.begin(), kStretch, values.begin());
  return values;
}

/// Several times the streams of a wafer x the processes of each; chosen.
thread_local Lately<Stretch, 4096> stretches;

}  // namespace

double Autoregression::value(double level, double z) const {
  return std::clamp(level * std::max(0.0, 1 + deviation * z), least, most);
}

double draw_autoregressive(double phi, const engine::DrawKey& key, std::uint64_t position) {
  OCTOSIM_EXPECT(phi >= 0 && phi < 1);
  const Process& process = remembered_process(phi);
  const std::uint64_t within = position % kStretch, first = position - within;
  return stretches.value(key, first, phi, [&] { return stretch_from(process, key, first); })[within];
}

}  // namespace octosim::models::workload
