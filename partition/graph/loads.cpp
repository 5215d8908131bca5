#include "partition/graph/loads.hpp"

#include <algorithm>

namespace octosim::partition::graph {
namespace {
constexpr double kFloor = 0.01;       ///< of the mean
constexpr double kScaledMean = 1000;  ///< a small mean is scaled up to it, so that the floor is a whole number
}  // namespace

std::vector<std::uint64_t> loads_from(std::span<const std::uint64_t> measured) {
  double total = 0;  // the sum of counts may exceed 64 bits
  for (const std::uint64_t load : measured) total += static_cast<double>(load);
  std::vector<std::uint64_t> loads(measured.size(), 1);
  if (total <= 0) return loads;
  const double mean = total / static_cast<double>(measured.size());
  double scale = std::max(1.0, kScaledMean / mean);
  scale = std::min(scale, static_cast<double>(kMostTotalLoad) / total);
  for (std::size_t v = 0; v < measured.size(); ++v) {
    const double load = std::max(static_cast<double>(measured[v]), kFloor * mean) * scale;
    loads[v] = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(load));
  }
  return loads;
}

}  // namespace octosim::partition::graph
