#include "partition/chunk/trial.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/hoist.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::Ordered;

TEST(TrialTest, TheLargestSizeIsExactForEveryBudget) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 12, .width = 8, .heads = 2});
  const Ordered ordered{graph};
  Estimator estimator{ordered.tables, Accounting::kAliased};
  const Estimate now = estimator.estimate(ordered.plan);
  Trial trial{ordered.tables, estimator, now};
  trial.apply(*ordered.chunk("q_r", "ctx", 1));
  bool some = false, none = false;
  for (std::int64_t budget = 1; budget <= trial.region_peak(12) + 2; ++budget) {
    const std::optional<std::int64_t> size = trial.largest_size(budget);
    some = some || size;
    none = none || !size;
    if (!size) {
      EXPECT_GE(trial.region_peak(1), budget);
      continue;
    }
    EXPECT_LT(trial.region_peak(*size), budget) << "it never overshoots";
    if (*size < 12) {
      EXPECT_GE(trial.region_peak(*size + 1), budget) << "and never wastes";
    }
  }
  EXPECT_TRUE(some && none);
}

TEST(TrialTest, SaysWhatThePlanWithTheChunkWouldSay) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 12, .width = 8, .heads = 2});
  const Ordered ordered{graph};
  Estimator estimator{ordered.tables, Accounting::kAliased};
  const Estimate now = estimator.estimate(ordered.plan);
  Trial trial{ordered.tables, estimator, now};
  for (const Chunk& candidate :
       ChunkSearch{ordered.tables, ordered.plan, {}}.search(whole_range(ordered.plan), {}).chunks) {
    Plan plan = ordered.plan;
    plan.chunks = {candidate};
    plan.chunks[0].size = candidate.extent / 2;
    hoist(ordered.tables, plan.order, plan.chunks[0]);
    const Estimate exact = Estimator{ordered.tables, Accounting::kAliased}.estimate(plan);
    trial.apply(candidate);
    EXPECT_EQ(trial.peak(candidate.extent / 2), exact.peak);
    const std::int64_t budget = exact.peak * 3 / 4;
    EXPECT_EQ(trial.nodes_over(budget, candidate.extent / 2),
              std::count_if(exact.peaks.begin(), exact.peaks.end(), [&](std::int64_t p) { return p >= budget; }));
    EXPECT_EQ(trial.region_peak(candidate.extent / 2),
              *std::max_element(exact.peaks.begin() + plan.chunks[0].first, exact.peaks.begin() + candidate.last + 1));
    EXPECT_EQ(trial.peak_between(2, 9, candidate.extent / 2),
              *std::max_element(exact.peaks.begin() + 2, exact.peaks.begin() + 10));
  }
}

}  // namespace
}  // namespace octosim::partition::chunk
