#include "partition/chunk/beam.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <tuple>

#include "engine/base/error.hpp"
#include "partition/chunk/hoist.hpp"
#include "partition/chunk/search_memo.hpp"
#include "partition/chunk/trial.hpp"
#include "partition/chunk/window.hpp"

namespace octosim::partition::chunk {
namespace {

constexpr double kEqual = 1e-12;  // costs this close are equal: sums in another order

struct State {
  Plan plan;
  double cost = 0;
};

/// A state with one more chunk, not built yet.
struct BeamStep {
  std::size_t state = 0;
  const Chunk* chunk = nullptr;  ///< a candidate of the state's order, not hoisted
  std::int64_t size = 1;
  double cost = 0;
  std::uint32_t over = 0;  ///< nodes over the budget
};

class Beam {
 public:
  Beam(const Tables& tables, std::int64_t budget, const BeamSettings& settings)
      : tables_{&tables},
        budget_{budget},
        settings_{settings},
        costs_{tables, settings.weights},
        memo_{tables, costs_},
        estimator_{tables, Accounting::kAliased} {}

  Selection run() {
    std::vector<State> states{{.plan = {.order = tables_->graph().compute_order()}}};
    const State start = states[0];
    if (estimator_.estimate(start.plan).peak < budget_) complete_ = start;
    while (!states.empty() && !complete_is_cheapest(states)) {
      std::vector<BeamStep> steps;
      std::vector<std::shared_ptr<const PricedCandidates>> candidates;  // that steps point into
      for (std::size_t s = 0; s < states.size(); ++s) candidates.push_back(expand(states[s], s, steps));
      states = keep(states, steps);
      memo_.next_round();
    }
    Selection selection{.plan = complete_ ? complete_->plan : start.plan};
    selection.fits = complete_.has_value();
    selection.cost = complete_ ? complete_->cost : 0;
    selection.estimate = estimator_.estimate(selection.plan);
    return selection;
  }
  /// Whether a state was dropped that might have led to a plan.
  bool left_out() const { return left_out_; }

 private:
  bool complete_is_cheapest(const std::vector<State>& states) const {
    return complete_ && std::all_of(states.begin(), states.end(),
                                    [this](const State& s) { return s.cost >= complete_->cost - kEqual; });
  }

  std::shared_ptr<const PricedCandidates> expand(const State& state, std::size_t number, std::vector<BeamStep>& steps) {
    const Estimate now = estimator_.estimate(state.plan);
    const Positions peak = peak_region(now, {});
    const std::optional<Positions> window = reachable_window(now, peak, state.plan.chunks, settings_.window);
    if (!window) return nullptr;
    auto candidates = memo_.search(state.plan, peak, *window, state.plan.order[now.at]);
    Trial trial{*tables_, estimator_, now};
    for (std::size_t i = 0; i < candidates->chunks.size(); ++i) {
      trial.apply(candidates->chunks[i]);
      const std::optional<std::int64_t> size = trial.largest_size(budget_);
      if (!size) continue;
      steps.push_back(
          {number, &candidates->chunks[i], *size, state.cost + candidates->costs[i], trial.nodes_over(budget_, *size)});
    }
    return candidates;
  }

  State build(const std::vector<State>& states, const BeamStep& step) const {
    State state = states[step.state];
    state.cost = step.cost;
    state.plan.chunks.push_back(*step.chunk);
    state.plan.chunks.back().size = step.size;
    hoist(*tables_, state.plan.order, state.plan.chunks.back());
    OCTOSIM_ASSERT(is_sound(*tables_, state.plan));
    return state;
  }

  /// The best complete step becomes complete_; of the others the cheapest and the most reduced become states.
  std::vector<State> keep(const std::vector<State>& states, const std::vector<BeamStep>& steps) {
    std::vector<const BeamStep*> open;
    const BeamStep* best = nullptr;
    for (const BeamStep& step : steps) {
      if (step.over != 0) {
        open.push_back(&step);
      } else if (step.cost < (best != nullptr ? best->cost : complete_ ? complete_->cost : kNone) - kEqual) {
        best = &step;
      }
    }
    if (best != nullptr) complete_ = build(states, *best);
    std::vector<State> kept;
    std::vector<const BeamStep*> taken;
    const auto take = [&](std::uint32_t count) {
      for (const BeamStep* step : open) {
        if (count == 0) return;
        if (std::find(taken.begin(), taken.end(), step) != taken.end()) continue;
        taken.push_back(step);
        kept.push_back(build(states, *step));
        --count;
      }
    };
    const auto cheaper = [](const BeamStep* a, const BeamStep* b) { return a->cost < b->cost - kEqual; };
    std::stable_sort(open.begin(), open.end(), cheaper);
    take(settings_.cheapest);
    std::stable_sort(open.begin(), open.end(), [](const BeamStep* a, const BeamStep* b) { return a->over < b->over; });
    take(settings_.most_reduced);
    left_out_ = left_out_ || kept.size() < open.size();
    return kept;
  }

  static constexpr double kNone = std::numeric_limits<double>::infinity();

  const Tables* tables_;
  std::int64_t budget_;
  BeamSettings settings_;
  CostModel costs_;
  SearchMemo memo_;
  Estimator estimator_;
  std::optional<State> complete_;
  bool left_out_ = false;
};

}  // namespace

Selection select_by_cost(const Tables& tables, std::int64_t budget, const BeamSettings& settings) {
  BeamSettings wider = settings;
  for (std::uint32_t doublings = 0;; ++doublings) {
    Beam beam{tables, budget, wider};
    Selection selection = beam.run();
    if (selection.fits || !beam.left_out() || doublings == settings.most_doublings) return selection;
    wider.cheapest *= 2;
    wider.most_reduced *= 2;
  }
}

}  // namespace octosim::partition::chunk
