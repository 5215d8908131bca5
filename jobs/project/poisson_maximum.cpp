#include "jobs/project/poisson_maximum.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/error.hpp"

namespace octosim::jobs::project {

double poisson_maximum(double mean, double ranks) {
  OCTOSIM_EXPECT(mean >= 0 && ranks >= 1);
  if (mean <= 0 || ranks <= 1) return mean;
  // Below `first` the distribution function is 0 and above `last` it is 1, as far as a double tells: twelve standard
  // deviations, and 60 more for the long tail of small means.
  const double spread = 12 * std::sqrt(mean);
  const double first = std::max(0.0, std::floor(mean - spread));
  const auto count = static_cast<std::size_t>(std::ceil(mean + spread + 60) - first);
  // Weights by their ratios from the mode outwards, so that no large numbers cancel; then to sum one.
  std::vector<double> weight(count);
  const auto mode = static_cast<std::size_t>(std::floor(mean) - first);
  weight[mode] = 1;
  for (std::size_t k = mode; k > 0; --k) weight[k - 1] = weight[k] * (first + static_cast<double>(k)) / mean;
  for (std::size_t k = mode + 1; k < count; ++k) weight[k] = weight[k - 1] * mean / (first + static_cast<double>(k));
  double total = 0;
  for (const double w : weight) total += w;
  double above = 0;  // 1 - F(x), summed from its small end
  double sum = first;
  for (std::size_t k = count; k-- > 0;) {
    sum += above < 1 ? -std::expm1(ranks * std::log1p(-above)) : 1;
    above += weight[k] / total;
  }
  return sum;
}

}  // namespace octosim::jobs::project
