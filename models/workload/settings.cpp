#include "models/workload/settings.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/random.hpp"
#include "models/workload/token.hpp"

namespace octosim::models::workload {
namespace {

/// Separates the draw of a length from others of the stream.  Chosen.
constexpr std::uint64_t kLengthPurpose = 0x4C454E475448ULL;  // "LENGTH" in ASCII

std::uint64_t frames_in(double minutes, double rate) {
  constexpr double kSecondsPerMinute = 60;
  return static_cast<std::uint64_t>(std::max(1LL, std::llround(minutes * kSecondsPerMinute * rate)));
}

}  // namespace

std::uint64_t WorkloadSettings::least_frames() const { return frames_in(minutes, rate); }

std::uint64_t WorkloadSettings::most_frames() const { return frames_in(std::max(minutes, minutes_most), rate); }

double WorkloadSettings::expected_frames() const {
  return (static_cast<double>(least_frames()) + static_cast<double>(most_frames())) / 2;
}

std::uint64_t WorkloadSettings::frames(std::uint64_t seed, std::uint64_t stream) const {
  if (minutes_most <= minutes) return least_frames();
  const double part = engine::draw_uniform({seed, functional::stream_id(stream), kLengthPurpose});
  return frames_in(minutes + part * (minutes_most - minutes), rate);
}

}  // namespace octosim::models::workload
