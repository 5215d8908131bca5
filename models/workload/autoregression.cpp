#include "models/workload/autoregression.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/error.hpp"

namespace octosim::models::workload {
namespace {

/// Separates the draws at the ends of blocks from those within.  Chosen.
constexpr std::uint64_t kEndsPurpose = 0x454E4453ULL;  // "ENDS" in ASCII
constexpr double kMostAcross = 0.25;                   // chosen: correlation over a block
constexpr std::uint64_t kTerms = 8;                    // chosen: 1/4^8 = 1.5e-5 of a draw is left out

/// The process at the first and the last position of block `number`, which are blocks apart by `rho`.
std::array<double, 2> ends_of(double rho, engine::DrawKey key, std::uint64_t number) {
  key.purpose ^= kEndsPurpose;
  std::array<double, kTerms + 1> drawn{};
  for (std::uint64_t k = 0; k <= kTerms; ++k) drawn[k] = engine::draw_normal(key, number + k);
  // Of variance 1: the squares of the weights rho^k sum to (1 - rho^16) / (1 - rho^2).
  const double scale = std::sqrt((1 - rho * rho) / (1 - std::pow(rho, 2 * kTerms)));
  std::array<double, 2> ends{};
  for (std::uint64_t end = 0; end < ends.size(); ++end) {
    for (std::uint64_t k = 0; k < kTerms; ++k) ends[end] = ends[end] * rho + drawn[end + k];
    ends[end] *= scale;
  }
  return ends;
}

}  // namespace

double Autoregression::value(double level, double z) const {
  return std::clamp(level * std::max(0.0, 1 + deviation * z), least, most);
}

double draw_autoregressive(double phi, const engine::DrawKey& key, std::uint64_t position) {
  OCTOSIM_EXPECT(phi >= 0 && phi < 1);
  std::uint64_t length = 1;
  double across = phi;
  for (; across > kMostAcross; across *= across) length *= 2;
  auto [low, high] = ends_of(across, key, position / length);
  for (std::uint64_t offset = position % length; offset > 0;) {
    length /= 2;
    const double half = std::pow(phi, static_cast<double>(length));
    const double square = half * half;
    const std::uint64_t middle = position - offset + length;
    const double between =
        (low + high) * half / (1 + square) + std::sqrt((1 - square) / (1 + square)) * engine::draw_normal(key, middle);
    if (offset < length) {
      high = between;
    } else {
      low = between;
      offset -= length;
    }
  }
  return low;
}

}  // namespace octosim::models::workload
