#include "partition/chunk/beam.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/hoist.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::budget_of, tests::golden_blocks, tests::regions_of;

TEST(BeamTest, PlansUnderEveryGoldenBudget) {
  for (const auto& block : golden_blocks()) {
    const Tables tables{block.graph};
    const auto& golden = autochunk().at(block.name);
    for (const auto& [share, expected] : golden.at("beam").items()) {
      const Selection selection = select_by_cost(tables, budget_of(golden.at("peakA"), share));
      EXPECT_TRUE(selection.fits);
      EXPECT_EQ(regions_of(block.graph, selection.plan), expected.at("regions")) << block.name << " " << share;
      EXPECT_EQ(selection.estimate.peak, expected.at("peak")) << block.name << " " << share;
      EXPECT_NEAR(selection.cost, expected.at("L"), 1e-6) << block.name << " " << share;
      EXPECT_TRUE(is_sound(tables, selection.plan));
    }
  }
}

TEST(BeamTest, ANarrowBeamLosesTheOnlyPlanUnlessItIsWidened) {
  const auto blocks = golden_blocks();
  const Tables tables{blocks[3].graph};
  const std::int64_t budget = 83886080 / 4 * 3;
  EXPECT_FALSE(select_by_cost(tables, budget, {.cheapest = 2, .most_reduced = 2, .most_doublings = 0}).fits);
  EXPECT_TRUE(select_by_cost(tables, budget, {.cheapest = 2, .most_reduced = 2, .most_doublings = 1}).fits);
  EXPECT_TRUE(select_by_cost(tables, budget, {.cheapest = 2, .most_reduced = 4}).fits);
  EXPECT_TRUE(select_by_cost(tables, budget).fits);
}

TEST(BeamTest, ABudgetAboveThePeakCostsNothing) {
  const auto blocks = golden_blocks();
  const Tables tables{blocks[0].graph};
  const Selection selection = select_by_cost(tables, 51904513);
  EXPECT_TRUE(selection.fits && selection.plan.chunks.empty());
  EXPECT_EQ(selection.cost, 0);
  EXPECT_FALSE(select_by_cost(tables, 51904512).plan.chunks.empty()) << "less than the budget, not equal";
}

TEST(BeamTest, WeightsChangeTheChoice) {
  const auto blocks = golden_blocks();
  const Tables tables{blocks[0].graph};
  const std::int64_t half = 51904512 / 2;
  const Selection plain = select_by_cost(tables, half);
  const Selection rows = select_by_cost(tables, half, {.weights = {.alpha = -1, .beta = 0, .gamma = 0, .lambda = 0}});
  EXPECT_NE(regions_of(blocks[0].graph, plain.plan), regions_of(blocks[0].graph, rows.plan));
}

}  // namespace
}  // namespace octosim::partition::chunk
