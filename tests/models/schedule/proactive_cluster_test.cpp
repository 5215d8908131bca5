#include <vector>

#include <gtest/gtest.h>

#include "models/schedule/cluster.hpp"

namespace octosim::models::schedule {
namespace {

std::uint32_t pick(std::uint32_t current, Trigger cause, const std::vector<SubOwgLoad>& loads) {
  return proactive_cluster(current, cause, loads);
}

constexpr Trigger kStay[] = {Trigger::kThreshold, Trigger::kInterval, Trigger::kReady};
constexpr Trigger kLeave[] = {Trigger::kEmpty, Trigger::kFull};

TEST(ProactiveClusterTest, TakesTheLongestQueueInBytes) {
  for (const Trigger cause : kStay) EXPECT_EQ(pick(0, cause, {{10, true}, {12, true}, {11, true}}), 1U);
}

TEST(ProactiveClusterTest, MayStayUnlessItsInputIsEmptyOrItsOutputFull) {
  for (const Trigger cause : kStay) EXPECT_EQ(pick(0, cause, {{100, true}, {12, true}}), 0U);
  for (const Trigger cause : kLeave) EXPECT_EQ(pick(0, cause, {{100, true}, {12, true}}), 1U);
}

TEST(ProactiveClusterTest, BytesThatCannotGoOnDoNotCount) {
  for (const Trigger cause : kStay) EXPECT_EQ(pick(0, cause, {{0, false}, {900, false}, {1, true}}), 2U);
  EXPECT_EQ(pick(1, Trigger::kEmpty, {{0, true}, {900, false}}), 0U) << "even with no byte";
}

TEST(ProactiveClusterTest, OfEqualOnesTheMostUpstream) {
  EXPECT_EQ(pick(2, Trigger::kInterval, {{5, true}, {7, true}, {7, true}}), 1U);
  EXPECT_EQ(pick(0, Trigger::kFull, {{7, true}, {7, true}, {7, true}}), 1U) << "of the others";
}

TEST(ProactiveClusterTest, NobodyIfNothingCouldWork) {
  for (const Trigger cause : kStay) EXPECT_EQ(pick(0, cause, {{9, false}, {9, false}}), kNobody);
  for (const Trigger cause : kLeave) {
    EXPECT_EQ(pick(0, cause, {{9, true}, {9, false}}), kNobody) << "the current one has just said that it cannot";
  }
}

}  // namespace
}  // namespace octosim::models::schedule
