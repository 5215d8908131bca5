/// \file draws.hpp  Random choices inside a RapidCheck generator or property.
#pragma once
#include <initializer_list>

#include <rapidcheck.h>

#include "models/workload/distribution.hpp"

namespace octosim::test {

/// Uniform, whatever the size RapidCheck is at: small cases would hardly nest.  Shrinks towards `least`.
inline int draw(int least, int most) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(least, most + 1)); }

/// True once in `n`; shrinks to false.
inline bool odds(int n) { return draw(0, n - 1) == n - 1; }

/// Shrinks to the first.
template <class T>
T one_of(std::initializer_list<T> values) {
  return *(values.begin() + draw(0, static_cast<int>(values.size()) - 1));
}

/// Of any kind, between `least` and `most`.
inline models::workload::Distribution draw_distribution(double least, double most) {
  using Kind = models::workload::DistributionKind;
  const double middle = (least + most) / 2;
  models::workload::Distribution drawn;
  drawn.kind = one_of({Kind::kConstant, Kind::kUniform, Kind::kHistogram, Kind::kSeries, Kind::kNormal});
  drawn.mean = drawn.kind == Kind::kConstant ? least : middle;
  drawn.deviation = (most - least) / 3;
  drawn.least = least;
  drawn.most = most;
  drawn.counts = {{least, 3}, {middle, 1}, {most, 2}};
  drawn.series = {most, least, middle};
  return drawn;
}

/// Most do not wander; a series cannot.
inline models::workload::Autoregression draw_along(const models::workload::Distribution& levels) {
  if (levels.kind == models::workload::DistributionKind::kSeries || !odds(4)) return {};
  return {.deviation = 0.3, .parts = {{.phi = 0.9, .share = 0.75}, {.phi = 0, .share = 0.25}}};
}

}  // namespace octosim::test
