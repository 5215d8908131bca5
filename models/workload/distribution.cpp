#include "models/workload/distribution.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/random.hpp"

namespace octosim::models::workload {
namespace {

/// Separates the draw that a scene shares from the draw of a token of the same identity.  Chosen.
constexpr std::uint64_t kScenePurpose = 0x5343454E45ULL;  // "SCENE" in ASCII
/// Separate a parent's level from the draws along its stream.  Chosen.
constexpr std::uint64_t kLevelPurpose = 0x4C4556454CULL;  // "LEVEL" in ASCII
constexpr std::uint64_t kAlongPurpose = 0x414C4F4E47ULL;  // "ALONG" in ASCII

/// The normal that lies under a lognormal.  Source: moments of the lognormal, mean exp(m + s^2/2) and
/// variance (exp(s^2) - 1) mean^2, solved for m and s.
struct Logarithm {
  double mean = 0;
  double deviation = 0;
};
Logarithm logarithm_of(const Distribution& lognormal) {
  const double ratio = lognormal.deviation / lognormal.mean;
  const double variance = std::log1p(ratio * ratio);
  return {std::log(lognormal.mean) - variance / 2, std::sqrt(variance)};
}

double normal_density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * M_PI); }

double histogram_quantile(const std::vector<std::pair<double, double>>& counts, double p) {
  double total = 0;
  for (const auto& [value, count] : counts) total += count;
  double below = 0;
  for (const auto& [value, count] : counts) {
    below += count;
    if (p * total < below) return value;
  }
  return counts.back().first;
}

/// Expected value of a normal clipped to least..most: the mass outside sits on the ends.
double clipped_normal_mean(const Distribution& d) {
  if (d.deviation == 0) return std::clamp(d.mean, d.least, d.most);
  const double low = (d.least - d.mean) / d.deviation;
  const double high = (d.most - d.mean) / d.deviation;
  const double under = engine::normal_cdf(low);
  const double over = engine::normal_cdf(-high);
  return d.least * under + d.most * over + d.mean * (1 - under - over) +
         d.deviation * (normal_density(low) - normal_density(high));
}

double clipped_lognormal_mean(const Distribution& d) {
  if (d.deviation == 0) return std::clamp(d.mean, d.least, d.most);
  const auto [mean, deviation] = logarithm_of(d);
  const auto standard = [m = mean, s = deviation](double value) { return (std::log(value) - m) / s; };
  const double under = d.least > 0 ? engine::normal_cdf(standard(d.least)) : 0;
  const double under_shifted = d.least > 0 ? engine::normal_cdf(standard(d.least) - deviation) : 0;
  const double over = engine::normal_cdf(-standard(d.most));
  const double between_shifted = engine::normal_cdf(standard(d.most) - deviation) - under_shifted;
  return d.least * under + d.most * over + d.mean * between_shifted;
}

/// Where in its distribution the token falls: uniform in (0, 1), correlated within a scene.
double draw_rank(const Property& property, std::uint64_t purpose, std::uint64_t seed, const TokenName& token) {
  if (property.correlation == 0) return engine::draw_uniform({seed, token.id, purpose});
  const std::uint64_t scene = engine::mix(token.parent, token.position / property.scene);
  const double shared = engine::draw_normal({seed, scene, purpose ^ kScenePurpose});
  const double own = engine::draw_normal({seed, token.id, purpose});
  const double z = std::sqrt(property.correlation) * shared + std::sqrt(1 - property.correlation) * own;
  return std::clamp(engine::normal_cdf(z), 0x1p-53, 1 - 0x1p-53);
}

}  // namespace

double Distribution::quantile(double p) const {
  OCTOSIM_EXPECT(p > 0 && p < 1);
  switch (kind) {
    case DistributionKind::kConstant:
      return mean;
    case DistributionKind::kUniform:
      return least + p * (most - least);
    case DistributionKind::kNormal:
      return std::clamp(mean + deviation * engine::normal_quantile(p), least, most);
    case DistributionKind::kLognormal: {
      const Logarithm under = logarithm_of(*this);
      return std::clamp(std::exp(under.mean + under.deviation * engine::normal_quantile(p)), least, most);
    }
    case DistributionKind::kHistogram:
      OCTOSIM_EXPECT(!counts.empty());
      return histogram_quantile(counts, p);
    case DistributionKind::kSeries:
      break;
  }
  throw engine::LogicError("Distribution::quantile: a series has no quantile");
}

double Distribution::expected() const {
  switch (kind) {
    case DistributionKind::kConstant:
      return mean;
    case DistributionKind::kUniform:
      return (least + most) / 2;
    case DistributionKind::kNormal:
      return clipped_normal_mean(*this);
    case DistributionKind::kLognormal:
      return clipped_lognormal_mean(*this);
    case DistributionKind::kHistogram: {
      double total = 0;
      double weighted = 0;
      for (const auto& [value, count] : counts) {
        total += count;
        weighted += value * count;
      }
      return weighted / total;
    }
    case DistributionKind::kSeries: {
      double sum = 0;
      for (const double value : series) sum += value;
      return sum / static_cast<double>(series.size());
    }
  }
  throw engine::LogicError("Distribution::expected: unknown kind");
}

double draw_level(const Property& property, std::uint64_t purpose, std::uint64_t seed, std::uint64_t parent) {
  return property.distribution.quantile(engine::draw_uniform({seed, parent, purpose ^ kLevelPurpose}));
}

double draw_along(const Property& property, std::uint64_t purpose, std::uint64_t seed, const TokenName& token,
                  double level) {
  double z = 0;
  for (std::uint64_t part = 0; part < property.along.parts.size(); ++part) {
    const auto& [phi, share] = property.along.parts[part];
    const engine::DrawKey key{seed, token.parent, engine::mix(purpose ^ kAlongPurpose, part)};
    z += std::sqrt(share) * draw_autoregressive(phi, key, token.position);
  }
  return property.along.value(level, z);
}

double draw_property(const Property& property, std::uint64_t purpose, std::uint64_t seed, const TokenName& token) {
  OCTOSIM_EXPECT(property.scene >= 1);
  const Distribution& distribution = property.distribution;
  if (property.along.wanders()) {
    return draw_along(property, purpose, seed, token, draw_level(property, purpose, seed, token.parent));
  }
  switch (distribution.kind) {
    case DistributionKind::kConstant:
      return distribution.mean;
    case DistributionKind::kSeries:
      OCTOSIM_EXPECT(!distribution.series.empty());
      return distribution.series[token.position % distribution.series.size()];
    default:
      return distribution.quantile(draw_rank(property, purpose, seed, token));
  }
}

}  // namespace octosim::models::workload
