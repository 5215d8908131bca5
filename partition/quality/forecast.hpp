/// \file forecast.hpp  What a way to deal a model out should gain.
#pragma once
#include "partition/quality/quality.hpp"

namespace octosim::partition::quality {

/// What simulating costs.
struct CostModel {
  double event_ns = 500;        ///< to handle one event.  Assumed: about a thousand instructions and some cache misses
  double sync_ns = 5000;        ///< of a rank, per window.  Assumed: a reduction and an exchange within one machine
  double events_per_cycle = 1;  ///< of the whole model
};

struct Forecast {
  double events_per_window = 0;  ///< of all ranks; 0 if ranks share no link: then there are no windows
  double speedup = 1;            ///< over one rank
  double efficiency = 1;         ///< speedup / ranks
};

/// Windows as wide as the least lookahead L, each begun by an event, for empty time is skipped: E = 1 +
/// events_per_cycle x L events each, dealt out as the loads are.  One rank needs E x event_ns for a window; of several
/// each waits for the most loaded one, which needs E x event_ns x imbalance / ranks + sync_ns.  The ratio is the
/// speed-up.  It knows no memory, no waiting for single neighbours and no windows that differ: use it to compare, not
/// to promise.  Source of the model: chosen. \pre no cost is negative
Forecast forecast(const Quality& quality, const CostModel& costs);

}  // namespace octosim::partition::quality
