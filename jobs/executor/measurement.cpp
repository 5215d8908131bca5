#include "jobs/executor/measurement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "jobs/executor/run.hpp"

namespace octosim::jobs::executor {
namespace {

namespace chunk = partition::chunk;
constexpr std::uint64_t kSeed = 1;  // of weights and inputs: times do not depend on values

double difference_of(const Run& whole, const Run& sliced) {
  double greatest = 0;
  for (std::size_t r = 0; r < whole.results.size(); ++r) {
    for (std::size_t i = 0; i < whole.results[r].size(); ++i) {
      const double truth = whole.results[r][i];
      const double found = std::abs(sliced.results[r][i] - truth) / std::max(1.0, std::abs(truth));
      if (std::isnan(found)) return std::numeric_limits<double>::infinity();
      greatest = std::max(greatest, found);
    }
  }
  return greatest;
}

}  // namespace

Measured measure(const chunk::Tables& tables, const chunk::Plan& plan, int repeats) {
  OCTOSIM_EXPECT(repeats >= 1);
  const Network network{tables, kSeed};
  const chunk::Plan none{.order = tables.graph().compute_order()};
  Memory memory;
  Measured found{.repeats = repeats};
  {
    const Run whole = run(network, none, memory), sliced = run(network, plan, memory);
    found.difference = difference_of(whole, sliced);
  }
  if (!(found.difference <= kTolerance)) {
    throw engine::LogicError{fmt::format("graph \"{}\": by the plan results differ by {} (at most {})",
                                         tables.graph().name(), found.difference, kTolerance)};
  }
  constexpr double kEver = std::numeric_limits<double>::infinity();
  found.seconds_before = found.seconds_after = found.cpu_seconds_before = found.cpu_seconds_after = kEver;
  for (int i = 0; i < repeats; ++i) {
    const Run whole = run(network, none, memory), sliced = run(network, plan, memory);
    found.seconds_before = std::min(found.seconds_before, whole.seconds);
    found.seconds_after = std::min(found.seconds_after, sliced.seconds);
    found.cpu_seconds_before = std::min(found.cpu_seconds_before, whole.cpu_seconds);
    found.cpu_seconds_after = std::min(found.cpu_seconds_after, sliced.cpu_seconds);
    found.peak_before = whole.peak, found.reach_before = whole.reach;
    found.peak_after = sliced.peak, found.reach_after = sliced.reach;
  }
  return found;
}

Once measure_once(const chunk::Tables& tables, const chunk::Plan& plan) {
  const Network network{tables, kSeed};
  Memory memory;
  const Run found = run(network, plan, memory);
  return {.seconds = found.seconds, .peak = found.peak, .reach = found.reach};
}

}  // namespace octosim::jobs::executor
