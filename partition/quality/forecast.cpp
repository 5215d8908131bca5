#include "partition/quality/forecast.hpp"

namespace octosim::partition::quality {

Forecast forecast(const Quality& quality, const CostModel& costs) {
  Forecast result;
  const auto ranks = static_cast<double>(quality.ranks);
  if (quality.ranks == 1) return result;
  if (quality.borders.empty()) {
    result.speedup = ranks / quality.imbalance;
  } else {
    result.events_per_window = 1 + costs.events_per_cycle * static_cast<double>(quality.lookahead.count);
    const double alone = result.events_per_window * costs.event_ns;
    const double together = alone * quality.imbalance / ranks + costs.sync_ns;
    result.speedup = together > 0 ? alone / together : 0;
  }
  result.efficiency = result.speedup / ranks;
  return result;
}

}  // namespace octosim::partition::quality
