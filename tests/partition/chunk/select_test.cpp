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
    const std::int64_t least = least_budget(tables, way);
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
    EXPECT_THAT(error.what(),
                HasSubstr("the budget must be at least " + std::to_string(least_budget(tables, Way::kGreedy))));
  }
}

TEST(SelectTest, ALargeGraphIsToldABudgetThatIsEnough) {
  const Graph graph = models::tensor::networks::gpt({.tokens = 128, .layers = 5, .width = 32, .heads = 2});
  const Tables tables{graph};
  for (const Way way : {Way::kGreedy, Way::kReleased, Way::kCost}) {
    const LeastBudget least = bracket_least_budget(tables, way, 1000, 3);
    EXPECT_FALSE(try_select(tables, way, least.fails).fits);
    EXPECT_TRUE(try_select(tables, way, least.works).fits);
    try {
      select(tables, way, 1000);
      FAIL() << "no error";
    } catch (const engine::ModelError& error) {
      EXPECT_THAT(error.what(), HasSubstr("node \"layer"));
      EXPECT_THAT(error.what(),
                  testing::AnyOf(HasSubstr(" is enough, the least is above "), HasSubstr("must be at least")));
    }
  }
}

TEST(SelectTest, WhatALeastMemoryPlanReachesBoundsTheBracket) {
  const auto blocks = tests::golden_blocks();
  const Tables tables{blocks[0].graph};
  const LeastBudget least = bracket_least_budget(tables, Way::kGreedy, 0, 0);
  EXPECT_EQ(least.works, select_least_memory(tables).estimate.peak + 1);
  EXPECT_TRUE(select(tables, Way::kGreedy, least.works).fits);
}

TEST(SelectTest, WaysHaveNames) {
  EXPECT_EQ(way_named("greedy"), Way::kGreedy);
  EXPECT_EQ(way_named("released"), Way::kReleased);
  EXPECT_EQ(way_named("cost"), Way::kCost);
  EXPECT_THROW(way_named("best"), engine::ModelError);
}

}  // namespace
}  // namespace octosim::partition::chunk
