#include "partition/chunk/select.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/networks/gpt.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using testing::HasSubstr;

TEST(SelectTest, ABudgetThatCannotBeMetNamesThePeakAndTheLeastThatCan) {
  const auto blocks = tests::golden_blocks();
  const Tables tables{blocks[3].graph};  // triangle multiplication, 80 MiB
  const std::int64_t budget = 83886080 / 10 * 6;
  for (const Way way : {Way::kGreedy, Way::kReleased, Way::kCost}) {
    EXPECT_FALSE(try_select(tables, way, budget).fits);
    const std::int64_t least = find_least_budget(tables, way).works;
    EXPECT_GT(least, budget);
    EXPECT_LE(least, 83886080 / 100 * 65) << "golden: 65 % has a plan";
    EXPECT_TRUE(select(tables, way, least).fits);
    EXPECT_FALSE(try_select(tables, way, least - 1).fits);
  }
  try {
    select(tables, Way::kGreedy, budget);
    FAIL() << "no error";
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no plan under a budget of 50331648 bytes; node \"b_s\" needs 83886080 bytes"));
    EXPECT_THAT(error.what(), HasSubstr("the budget must be at least " +
                                        std::to_string(find_least_budget(tables, Way::kGreedy).works)));
  }
}

TEST(SelectTest, TheLeastOfALargeGraphIsToTheByteForEveryWay) {
  const Graph graph = models::tensor::networks::gpt({.tokens = 128, .layers = 5, .width = 32, .heads = 2});
  const Tables tables{graph};
  ASSERT_GT(tables.size(), 100U);
  for (const Way way : {Way::kGreedy, Way::kReleased, Way::kCost}) {
    const LeastBudget least = find_least_budget(tables, way, 1000);
    EXPECT_TRUE(least.is_exact());
    EXPECT_TRUE(select(tables, way, least.works).fits);
    EXPECT_FALSE(try_select(tables, way, least.works - 1).fits) << "beams are widened here";
    try {
      select(tables, way, 1000);
      FAIL() << "no error";
    } catch (const engine::ModelError& error) {
      EXPECT_THAT(error.what(), HasSubstr("node \"layer"));
      EXPECT_THAT(error.what(), HasSubstr("(the budget must be at least " + std::to_string(least.works) + ")"));
    }
  }
}

TEST(SelectTest, ABeamOfAVeryLargeGraphTriesNoBudgetInBetween) {
  const auto blocks = tests::golden_blocks();
  const Tables tables{blocks[3].graph};
  const LeastBudget least = find_least_budget(tables, Way::kCost, 50331648, {}, tables.size() - 1);
  EXPECT_EQ(least.fails, 50331648) << "as it was given";
  EXPECT_FALSE(least.is_exact());
  EXPECT_TRUE(select(tables, Way::kCost, least.works).fits);
  EXPECT_LE(find_least_budget(tables, Way::kCost, 50331648, {}, tables.size()).works, least.works);
  EXPECT_TRUE(find_least_budget(tables, Way::kGreedy, 50331648, {}, 0).is_exact()) << "only beams take long";
}

TEST(SelectTest, WhatALeastMemoryPlanReachesIsNeverLessThanTheLeastBudget) {
  const auto blocks = tests::golden_blocks();
  const Tables tables{blocks[0].graph};
  EXPECT_LE(find_least_budget(tables, Way::kGreedy).works, select_least_memory(tables).estimate.peak + 1);
}

TEST(SelectTest, WaysHaveNames) {
  EXPECT_EQ(way_named("greedy"), Way::kGreedy);
  EXPECT_EQ(way_named("released"), Way::kReleased);
  EXPECT_EQ(way_named("cost"), Way::kCost);
  EXPECT_THROW(way_named("best"), engine::ModelError);
}

}  // namespace
}  // namespace octosim::partition::chunk
