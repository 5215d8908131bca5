/// \file autoregression.hpp  How a value wanders along a stream: a sum of first-order autoregressive processes.
#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/base/random.hpp"

namespace octosim::models::workload {

/// One AR(1) process: z(t) = phi z(t - 1) + noise, stationary, of mean 0 and variance 1.
struct AutoregressivePart {
  double phi = 0;    ///< autocorrelation at lag 1; 0 <= phi < 1
  double share = 1;  ///< of the variance of the sum, above 0
  bool operator==(const AutoregressivePart&) const = default;
};

/// A token's value is that of its parent, the level, x max(0, 1 + deviation z), where z is the sum of the parts, of
/// variance 1; moved to the nearer end if outside `least`..`most`.
struct Autoregression {
  double deviation = 0;  ///< of the value as a fraction of its level
  std::vector<AutoregressivePart> parts;
  double least = 0, most = std::numeric_limits<double>::infinity();

  /// Without parts a value does not wander.
  bool wanders() const { return !parts.empty(); }
  /// At standard normal `z`.
  double value(double level, double z) const;
  bool operator==(const Autoregression&) const = default;
};

/// The process of `phi` at `position`: a pure function of its arguments, so that positions may be asked for in any
/// order, by any rank.  Exact within blocks of positions, at whose ends phi^length <= 1/4: draws at the ends of a
/// block, then, halving it, of each middle given both ends (the bridge of an Ornstein-Uhlenbeck process).  The ends are
/// a moving average of eight draws, which leaves out correlations below 1e-4.  O(log(1 / (1 - phi))) draws; in a row,
/// some 1.3 a position.
/// \pre 0 <= phi < 1
double draw_autoregressive(double phi, const engine::DrawKey& key, std::uint64_t position);

}  // namespace octosim::models::workload
