#include "models/octopus/tbu_access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/plan/geometry.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre, testing::Pair;
using workload::kNone;

/// Clusters of `size` TBUs on a chiplet of rows x cols.
plan::Program square_machine(std::uint64_t rows, std::uint64_t cols, std::uint64_t size) {
  test::Machine machine = test::Machine{}.tbus(rows, cols);
  machine.schedule.cluster_size = size;
  return machine.compile(test::OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).build());
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> touched(const TbuAccess& access) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> all;
  for (const auto& [tbu, corner] : access.touched()) all.emplace_back(tbu, corner);
  return all;
}

TEST(TbuAccessTest, CornersAreNumberedFromTheTopLeft) {
  const plan::Program program = square_machine(2, 2, 4);  // between 3 x 3 CBUs
  const auto& plan = program.plan();
  EXPECT_EQ(TbuAccess::corner_of(plan, 0, 0, 0), 0U);
  EXPECT_EQ(TbuAccess::corner_of(plan, 0, 0, 1), 1U);
  EXPECT_EQ(TbuAccess::corner_of(plan, 0, 0, 3), 2U);
  EXPECT_EQ(TbuAccess::corner_of(plan, 0, 0, 4), 3U);
  EXPECT_EQ(TbuAccess::corner_of(plan, 0, 3, 4), 0U);
  EXPECT_EQ(TbuAccess::corner_of(plan, 0, 0, 8), kNone);
}

TEST(TbuAccessTest, KnowsWhatItTouches) {
  const plan::Program program = square_machine(2, 2, 4);
  const TbuAccess corner{program.plan(), 0, 0}, middle{program.plan(), 0, 4};
  EXPECT_THAT(touched(corner), ElementsAre(Pair(0, 0)));
  EXPECT_THAT(touched(middle), ElementsAre(Pair(0, 3), Pair(1, 2), Pair(2, 1), Pair(3, 0)));
  EXPECT_EQ(middle.corner(1), 2U);
  EXPECT_EQ(corner.corner(1), kNone);
}

/// Two clusters of 1 x 2 TBUs, one below the other, between 3 x 3 CBUs: the middle row belongs to the lower one.
TEST(TbuAccessTest, ReachesTbusThroughTheNearestCbuOfTheCluster) {
  const plan::Program program = square_machine(2, 2, 2);
  ASSERT_EQ(program.plan().clusters.height, 1U);
  const TbuAccess upper{program.plan(), 0, 2};
  EXPECT_EQ(upper[0], 1U);
  EXPECT_EQ(upper[1], 2U);
  EXPECT_THAT(touched(upper), ElementsAre(Pair(1, 1)));
  const TbuAccess lower{program.plan(), 1, 3};
  EXPECT_THAT(touched(lower), ElementsAre(Pair(0, 0))) << "the TBU above is not of its cluster";
  EXPECT_EQ(lower[1], 4U) << "one hop away; the one below it is two";
}

/// 3 x 3 TBUs between 4 x 4 CBUs, at node 5 = (1, 1), which touches TBUs 0, 1, 3 and 4.
TEST(TbuAccessTest, NearestIsByHopsAndThenByPlace) {
  const plan::Program program = square_machine(3, 3, 9);
  const TbuAccess access{program.plan(), 0, 5};
  const auto nearest = [&](std::initializer_list<std::uint32_t> tbus) {
    TbuWindow window{*tbus.begin()};
    for (const std::uint32_t tbu : tbus) window.insert(tbu);
    return access.nearest(window);
  };
  EXPECT_EQ(nearest({8}), 10U);
  EXPECT_EQ(nearest({6, 8}), 9U) << "one hop, not two";
  EXPECT_EQ(nearest({2, 6}), 6U) << "both are one hop away";
  EXPECT_EQ(nearest({0, 2}), 5U);
}

}  // namespace
}  // namespace octosim::models::octopus
