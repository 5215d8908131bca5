#include "models/octopus/flow_places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre;

/// Four TBUs in a row, the station at CBU 1: TBUs 0 and 1 touch it, TBU 2 touches CBUs 2 and 3, TBU 3 CBUs 3 and 4.
plan::Program program(std::uint32_t policy) {
  test::Machine made = test::Machine{}.tbus(1, 4);
  made.schedule.cluster_size = 4;
  made.schedule.tbu = policy;
  return made.compile(test::OwgBuilder{}
                          .task("A", 100 * 1024)
                          .task("B", 100 * 1024)
                          .task("D", 200 * 1024)
                          .path({"SRC", "A", "B", "D", "SINK"})
                          .build());
}

TEST(FlowPlacesTest, AreTheCbusThatTbusHandTheirResultsTo) {
  const plan::Program made = program(test::kAdaptiveTbu);
  const FlowPlaces places{Site{&made, 0, made.node_of_station(0, 0)}, 0};
  ASSERT_EQ(places.count(), 3U);
  EXPECT_EQ(places.node(0), 1U);
  EXPECT_EQ(places.node(1), 2U);
  EXPECT_EQ(places.node(2), 3U);
  EXPECT_EQ(places.of(0, 0), 0U);
  EXPECT_EQ(places.of(0, 1), 0U);
  EXPECT_EQ(places.of(0, 2), 1U);
  EXPECT_EQ(places.of(1, 3), 2U);
  EXPECT_EQ(places.of(2, 3), 0U) << "D leaves the sub-OWG";
  EXPECT_THAT(places.of_task(0), ElementsAre(0U, 1U, 2U));
  EXPECT_THAT(places.of_task(2), ElementsAre(0U));
  EXPECT_EQ(places.hops(0, 3), 2U);
  EXPECT_EQ(places.hops(2, 3), 0U);
}

TEST(FlowPlacesTest, AreThoseOfThePlannedTbusIfNoOthersWorkOnTheTaskBlock) {
  const plan::Program made = program(test::kStaticTbu);
  const auto& planned = made.plan().sub_owgs[0].tbu_tasks;  // A and B on a TBU each, D on two
  ASSERT_THAT(planned, ElementsAre(ElementsAre(0U), ElementsAre(1U), ElementsAre(2U), ElementsAre(2U)));
  const FlowPlaces places{Site{&made, 0, made.node_of_station(0, 0)}, 0};
  EXPECT_THAT(places.of_task(0), ElementsAre(0U));
  EXPECT_THAT(places.of_task(1), ElementsAre(0U)) << "TBU 1 touches the station's CBU";
}

}  // namespace
}  // namespace octosim::models::octopus
