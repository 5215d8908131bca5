#include "partition/chunk/select.hpp"

#include <limits>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {

Way way_named(std::string_view name) {
  if (name == "greedy") return Way::kGreedy;
  if (name == "released") return Way::kReleased;
  if (name == "cost") return Way::kCost;
  throw engine::ModelError{fmt::format("select = {} (must be one of greedy, released, cost)", name)};
}

Selection try_select(const Tables& tables, Way way, std::int64_t budget) {
  switch (way) {
    case Way::kGreedy:
      return select_greedy(tables, budget);
    case Way::kReleased:
      return select_greedy(tables, budget, released_settings());
    case Way::kCost:
      return select_by_cost(tables, budget);
  }
  OCTOSIM_ASSERT(false);
  return {};
}

Selection select(const Tables& tables, Way way, std::int64_t budget) {
  Selection selection = try_select(tables, way, budget);
  if (selection.fits) return selection;
  const Node peak = selection.plan.order[selection.estimate.at];
  throw engine::ModelError{fmt::format(
      "graph \"{}\": no plan under a budget of {} bytes; node \"{}\" needs {} bytes (the budget must be at least {})",
      tables.graph().name(), budget, tables.graph()[peak].name, selection.estimate.peak, least_budget(tables, way))};
}

std::int64_t least_budget(const Tables& tables, Way way) {
  std::int64_t fails = 0;
  std::int64_t works = try_select(tables, way, std::numeric_limits<std::int64_t>::max()).estimate.peak + 1;
  while (works - fails > 1) {
    const std::int64_t middle = fails + (works - fails) / 2;
    const Selection selection = try_select(tables, way, middle);
    if (selection.fits) {
      works = middle;
    } else {
      fails = middle;
    }
  }
  return works;
}

}  // namespace octosim::partition::chunk
