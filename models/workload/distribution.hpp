/// \file distribution.hpp  Where a token's property comes from.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "models/workload/autoregression.hpp"

namespace octosim::models::workload {

enum class DistributionKind : std::uint8_t { kConstant, kUniform, kNormal, kLognormal, kHistogram, kSeries };

/// A distribution of one real value.  Which members count depends on `kind`:
/// constant: `mean`; uniform: `least`..`most`; normal: `mean`, `deviation`, clipped to `least`..`most`;
/// lognormal: `mean` and `deviation` of the value itself, clipped likewise;
/// histogram: `counts` of (value, count) in increasing value; series: `series[position modulo its size]`.
struct Distribution {
  DistributionKind kind = DistributionKind::kConstant;
  double mean = 0;
  double deviation = 0;
  double least = 0;
  double most = 0;
  std::vector<std::pair<double, double>> counts{};
  std::vector<double> series{};

  /// The value below which a fraction `p` of draws lie.  Not for series.  \pre 0 < p < 1
  double quantile(double p) const;
  /// Expected value, used for plans and load estimates only.
  double expected() const;
};

/// A named property of tokens, e.g. how many faces a frame has.  Its value is a pure function of (seed, token
/// identity, name): the same under every schedule, partition and rank count.
/// Correlated along the stream by a Gaussian copula: positions of one scene (`scene` consecutive positions under one
/// parent) share a normal draw of weight sqrt(correlation); the marginal distribution stays exact.
struct Property {
  std::string name;
  Distribution distribution;
  double correlation = 0;   ///< between two tokens of one scene, of the underlying normals; 0 <= rho < 1
  std::uint64_t scene = 1;  ///< positions, >= 1
  Autoregression along;     ///< if it wanders, `distribution` is that of the level, drawn once for a parent
  bool per_stream =
      false;           ///< that of the stream, as a token, which a token is of; then it neither wanders nor has scenes
  std::string source;  ///< where the numbers come from
};

inline constexpr std::uint32_t kNoFrame = std::numeric_limits<std::uint32_t>::max();

/// Identity, parent and position of a token, and the frame or whole stream it comes from (Token::frame).
struct TokenName {
  std::uint64_t id = 0;
  std::uint64_t parent = 0;
  std::uint64_t position = 0;
  std::uint32_t frame = kNoFrame;
};

/// O(counts).  `purpose` = hash of the property's name, precomputed; `seed` of the experiment.
double draw_property(const Property& property, std::uint64_t purpose, std::uint64_t seed, const TokenName& token);

/// The same in two steps, of a property that wanders: the level, one for all children of `parent`, and the value.
double draw_level(const Property& property, std::uint64_t purpose, std::uint64_t seed, std::uint64_t parent);
double draw_along(const Property& property, std::uint64_t purpose, std::uint64_t seed, const TokenName& token,
                  double level);

}  // namespace octosim::models::workload
