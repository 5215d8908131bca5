#include "partition/chunk/select.hpp"

#include <limits>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {
namespace {

/// Selections that an error may cost.  Chosen: about as long as one plan of a network of 48 layers, exact for a block.
std::uint32_t steps_for(const Tables& tables, Way way) {
  if (tables.size() <= 100) return 64;
  return way == Way::kCost ? 0 : 16;
}

}  // namespace

Way way_named(std::string_view name) {
  if (name == "greedy") return Way::kGreedy;
  if (name == "released") return Way::kReleased;
  if (name == "cost") return Way::kCost;
  throw engine::ModelError{fmt::format("select = {} (must be one of greedy, released, cost)", name)};
}

Accounting accounting_of(Way way) { return way == Way::kReleased ? Accounting::kReleased : Accounting::kAliased; }

Selection try_select(const Tables& tables, Way way, std::int64_t budget, const BeamSettings& beam) {
  switch (way) {
    case Way::kGreedy:
      return select_greedy(tables, budget);
    case Way::kReleased:
      return select_greedy(tables, budget, released_settings());
    case Way::kCost:
      return select_by_cost(tables, budget, beam);
  }
  OCTOSIM_ASSERT(false);
  return {};
}

Selection select(const Tables& tables, Way way, std::int64_t budget, const BeamSettings& beam) {
  Selection selection = try_select(tables, way, budget, beam);
  if (selection.fits) return selection;
  const LeastBudget least = bracket_least_budget(tables, way, budget, steps_for(tables, way), beam);
  const std::string allowed = least.is_exact()
                                  ? fmt::format("must be at least {}", least.works)
                                  : fmt::format("{} is enough, the least is above {}", least.works, least.fails);
  const Node peak = selection.plan.order[selection.estimate.at];
  throw engine::ModelError{
      fmt::format("graph \"{}\": no plan under a budget of {} bytes; node \"{}\" needs {} bytes (the budget {})",
                  tables.graph().name(), budget, tables.graph()[peak].name, selection.estimate.peak, allowed)};
}

LeastBudget bracket_least_budget(const Tables& tables, Way way, std::int64_t fails, std::uint32_t steps,
                                 const BeamSettings& beam) {
  BeamSettings narrow = beam;
  narrow.most_doublings = 0;
  const auto has_plan = [&](std::int64_t budget) { return try_select(tables, way, budget, narrow).fits; };
  const GreedySettings settings = way == Way::kReleased ? released_settings() : GreedySettings{};
  const std::int64_t peak =
      Estimator{tables, accounting_of(way)}.estimate({.order = tables.graph().compute_order()}).peak;
  LeastBudget least{.fails = fails, .works = peak + 1};
  const std::int64_t lowest = select_least_memory(tables, settings).estimate.peak + 1;
  if (lowest > fails && lowest < least.works && has_plan(lowest)) least.works = lowest;
  for (; steps > 0 && !least.is_exact(); --steps) {
    const std::int64_t middle = least.fails + (least.works - least.fails) / 2;
    (has_plan(middle) ? least.works : least.fails) = middle;
  }
  return least;
}

std::int64_t least_budget(const Tables& tables, Way way, const BeamSettings& beam) {
  return bracket_least_budget(tables, way, 0, std::numeric_limits<std::uint32_t>::max(), beam).works;
}

}  // namespace octosim::partition::chunk
