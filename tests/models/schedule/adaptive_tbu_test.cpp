#include <vector>

#include <gtest/gtest.h>

#include "tests/models/schedule/task_blocks.hpp"

namespace octosim::models::schedule {
namespace {

using Tasks = std::vector<test::FakeTaskBlocks::Task>;

/// Of a TBU that the plan gave nothing: this policy does not look at the plan.
std::uint32_t pick(std::uint32_t configured, Tasks tasks, std::uint64_t least_backlog = 0) {
  return adaptive_tbu({.configured = configured, .least_backlog = least_backlog},
                      test::FakeTaskBlocks{std::move(tasks)});
}

TEST(AdaptiveTbuTest, DoesNotHaltWhileItHasInputAndRoom) {
  EXPECT_EQ(pick(0, {{true, 1, 5}, {true, 1'000'000, 0}}), 0U);
}

TEST(AdaptiveTbuTest, HaltsWhenItsInputIsEmptyOrItsOutputCongested) {
  EXPECT_EQ(pick(0, {{false, 0, 0}, {true, 1, 0}}), 1U) << "empty";
  EXPECT_EQ(pick(0, {{false, 1'000'000, 0}, {true, 1, 0}}), 1U) << "a backlog, but no room behind it";
}

TEST(AdaptiveTbuTest, TakesTheLargestBacklogPerServingTbu) {
  EXPECT_EQ(pick(kNobody, {{true, 300, 1}, {true, 500, 2}, {true, 100, 1}}), 0U) << "300 each, 250 each, 100 each";
  EXPECT_EQ(pick(kNobody, {{true, 300, 2}, {true, 500, 2}, {true, 100, 1}}), 1U);
  EXPECT_EQ(pick(kNobody, {{true, 99, 0}, {true, 100, 1}}), 1U) << "nobody serves: as if one did";
  EXPECT_EQ(pick(kNobody, {{true, 101, 0}, {true, 100, 1}}), 0U);
}

TEST(AdaptiveTbuTest, OfEqualOnesTheMostDownstream) {
  EXPECT_EQ(pick(kNobody, {{true, 100, 1}, {true, 200, 2}, {true, 99, 1}}), 1U);
  EXPECT_EQ(pick(kNobody, {{true, 0, 0}, {true, 0, 0}}), 1U) << "without an estimate too";
}

TEST(AdaptiveTbuTest, WhatCannotBeIssuedIsNotEligible) {
  EXPECT_EQ(pick(kNobody, {{false, 1'000'000, 0}, {true, 1, 3}}), 1U);
  EXPECT_EQ(pick(kNobody, {{false, 9, 0}, {false, 9, 0}}), kNobody);
}

TEST(AdaptiveTbuTest, AnotherJoinsOnlyFromTheLeastBacklogForEachTbu) {
  EXPECT_EQ(pick(kNobody, {{true, 199, 2}}, 100), kNobody);
  EXPECT_EQ(pick(kNobody, {{true, 200, 2}}, 100), 0U);
  EXPECT_EQ(pick(1, {{true, 99, 1}, {true, 1, 4}}, 100), 1U) << "its own needs none";
}

TEST(AdaptiveTbuTest, ATaskBlockWithWorkAndNoTbuIsNeverStarvedByTheThreshold) {
  EXPECT_EQ(pick(kNobody, {{true, 1, 0}}, 1'000'000), 0U);
  EXPECT_EQ(pick(kNobody, {{true, 0, 0}}, 1'000'000), 0U) << "an estimate of nothing is still a packet";
  EXPECT_EQ(pick(1, {{true, 1, 0}, {false, 0, 0}, {true, 999'999, 1}}, 1'000'000), 0U);
}

}  // namespace
}  // namespace octosim::models::schedule
