#include "models/workload/settings.hpp"

#include <algorithm>
#include <cmath>

namespace octosim::models::workload {

std::uint64_t WorkloadSettings::frames() const {
  constexpr double kSecondsPerMinute = 60;
  return static_cast<std::uint64_t>(std::max(1LL, std::llround(minutes * kSecondsPerMinute * rate)));
}

}  // namespace octosim::models::workload
