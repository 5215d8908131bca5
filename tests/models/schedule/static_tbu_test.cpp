#include <vector>

#include <gtest/gtest.h>

#include "tests/models/schedule/task_blocks.hpp"

namespace octosim::models::schedule {
namespace {

using Tasks = std::vector<test::FakeTaskBlocks::Task>;

std::uint32_t pick(std::uint32_t configured, const std::vector<std::uint32_t>& planned, Tasks tasks) {
  return static_tbu({.configured = configured, .planned = planned}, test::FakeTaskBlocks{std::move(tasks)});
}

TEST(StaticTbuTest, StaysWithWhatItIsConfiguredForWhateverWaitsElsewhere) {
  EXPECT_EQ(pick(0, {1, 0}, {{true, 1, 0}, {true, 1'000'000, 0}}), 0U);
}

TEST(StaticTbuTest, ElseTakesTheMostDownstreamThatThePlanGaveIt) {
  EXPECT_EQ(pick(1, {2, 1, 0}, {{true, 9, 0}, {false, 9, 0}, {true, 1, 0}}), 2U);
  EXPECT_EQ(pick(1, {2, 1, 0}, {{true, 9, 0}, {false, 9, 0}, {false, 9, 0}}), 0U);
  EXPECT_EQ(pick(kNobody, {1, 0}, {{true, 9, 0}, {true, 1, 0}}), 1U) << "configured for nothing";
}

TEST(StaticTbuTest, NeverTakesWhatThePlanDidNotGiveIt) {
  EXPECT_EQ(pick(0, {0}, {{false, 0, 0}, {true, 1'000'000, 0}}), kNobody);
  EXPECT_EQ(pick(kNobody, {}, {{true, 1, 0}}), kNobody) << "of a divided cluster: a TBU of another sub-OWG";
}

}  // namespace
}  // namespace octosim::models::schedule
