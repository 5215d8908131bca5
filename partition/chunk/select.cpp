#include "partition/chunk/select.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {
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
  const LeastBudget least = find_least_budget(tables, way, budget, beam);
  const std::string allowed = least.is_exact() ? fmt::format("must be at least {}", least.works)
                                               : fmt::format("{} is enough, none between was tried", least.works);
  const Node peak = selection.plan.order[selection.estimate.at];
  throw engine::ModelError{
      fmt::format("graph \"{}\": no plan under a budget of {} bytes; node \"{}\" needs {} bytes (the budget {})",
                  tables.graph().name(), budget, tables.graph()[peak].name, selection.estimate.peak, allowed)};
}

LeastBudget find_least_budget(const Tables& tables, Way way, std::int64_t fails, const BeamSettings& beam,
                              std::uint32_t most_nodes) {
  BeamSettings narrow = beam;
  narrow.most_doublings = 0;
  const auto has_plan = [&](std::int64_t budget, const BeamSettings& settings) {
    return try_select(tables, way, budget, settings).fits;
  };
  const GreedySettings settings = way == Way::kReleased ? released_settings() : GreedySettings{};
  const std::int64_t peak =
      Estimator{tables, accounting_of(way)}.estimate({.order = tables.graph().compute_order()}).peak;
  LeastBudget least{.fails = fails, .works = peak + 1};
  const std::int64_t lowest = select_least_memory(tables, settings).estimate.peak + 1;
  if (lowest > fails && lowest < least.works && has_plan(lowest, narrow)) least.works = lowest;
  if (way == Way::kCost && tables.size() > most_nodes) return least;
  const auto bisect = [&](std::int64_t low, const BeamSettings& width) {
    while (least.works - low > 1) {
      const std::int64_t middle = low + (least.works - low) / 2;
      (has_plan(middle, width) ? least.works : low) = middle;
    }
  };
  bisect(fails, narrow);
  // what is known so far of `works` - 1 is that narrow beams have no plan
  if (way == Way::kCost && least.works - 1 > fails && has_plan(least.works - 1, beam)) {
    --least.works;
    bisect(fails, beam);
  }
  least.fails = least.works - 1;
  return least;
}

}  // namespace octosim::partition::chunk
