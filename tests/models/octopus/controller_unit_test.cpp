#include "models/octopus/controller_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/records.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre, testing::IsEmpty, testing::Pair, testing::SizeIs;

/// Four clusters of one TBU; A, and B three times as much: cluster 0 works on A, the others on B.
class ControllerUnitTest : public testing::Test {
 protected:
  static test::Machine machine(double threshold) {
    test::Machine made;
    made.schedule.cluster_size = 1;
    made.schedule.balance = test::kReactive;
    made.schedule.idle_threshold = threshold;
    made.schedule.decision = 700;
    made.schedule.interval = 5000;
    return made;
  }
  explicit ControllerUnitTest(double threshold = 0.5)
      : program{machine(threshold).compile(test::OwgBuilder{}
                                               .task("A", 100 * 1024)
                                               .task("B", 100 * 1024)
                                               .expand("E", 3)
                                               .collapse("C")
                                               .path({"SRC", "A", "E", "B", "C", "SINK"})
                                               .build())},
        controller{Site{&program, 0, program.controller_node()}, out} {}
  void idle(std::uint16_t cluster, bool is = true) {
    network::Packet packet;
    packet.a = is ? 1 : 0;
    packet.f = cluster;
    controller.on_idle(context, packet);
  }
  struct Answer {
    std::uint64_t waiting = 0, admitted = 0;
    bool able = false;
  };
  void surveyed(std::uint16_t cluster, std::uint16_t sub, const Answer& answer) {
    network::Packet packet;
    packet.a = answer.waiting;
    packet.b = answer.admitted;
    packet.d = answer.able ? 1 : 0;
    packet.e = sub;
    packet.f = cluster;
    controller.on_surveyed(context, packet);
  }
  /// All stations hold `waiting` of each sub-OWG in turn, by cluster.
  void survey(const std::vector<std::array<Answer, 2>>& answers) {
    for (std::uint16_t cluster = 0; cluster < 4; ++cluster) {
      for (std::uint16_t sub = 0; sub < 2; ++sub) surveyed(cluster, sub, answers[cluster][sub]);
    }
  }
  void assigned(std::uint16_t cluster) {
    network::Packet packet;
    packet.f = cluster;
    controller.on_assigned(context, packet);
  }
  std::size_t rounds() const { return out.control_of(kSurvey).size() / 8; }

  plan::Program program;
  test::FakeWaysOut out;
  test::CallingContext context;
  ControllerUnit controller;
};

TEST_F(ControllerUnitTest, ActsWhenThatPartOfTheClustersIsIdle) {
  ASSERT_THAT(program.plan().first_owner, ElementsAre(0, 1, 1, 1));
  idle(0);
  EXPECT_EQ(rounds(), 0U) << "one of four";
  idle(0, false);
  idle(1);
  EXPECT_EQ(rounds(), 0U) << "cluster 0 is at work again";
  idle(2);
  EXPECT_EQ(rounds(), 1U);
}

TEST_F(ControllerUnitTest, AsksEveryStationOfEveryCluster) {
  idle(0);
  idle(1);
  const auto asked = out.control_of(kSurvey);
  ASSERT_THAT(asked, SizeIs(8));
  for (std::uint32_t k = 0; k < 8; ++k) {
    EXPECT_EQ(asked[k].e, k % 2);
    EXPECT_EQ(asked[k].node(), program.node_of_station(k / 2, k % 2));
  }
}

TEST_F(ControllerUnitTest, DecidesForSoLongOnceItKnowsAll) {
  idle(0);
  idle(1);
  for (std::uint16_t k = 0; k < 7; ++k) surveyed(k / 2, k % 2, {.waiting = 1});
  EXPECT_THAT(context.wakes, IsEmpty());
  surveyed(3, 1, {});
  EXPECT_THAT(context.wakes, ElementsAre(Pair(700, ControllerUnit::kWakeTag)));
  EXPECT_THAT(out.control_of(kAssign), IsEmpty());
}

TEST_F(ControllerUnitTest, OrdersWhatIdleClustersWorkOnAndWhichItemsGoWhere) {
  idle(0);
  idle(1);
  survey({{Answer{}, {40}}, {}, {Answer{}, {}}, {}});  // 40 items of B in cluster 0, that works on A
  controller.wake(context);
  const auto assign = out.control_of(kAssign);
  ASSERT_THAT(assign, SizeIs(1)) << "cluster 1 works on B already";
  EXPECT_EQ(assign[0].node(), program.leader_node(0));
  EXPECT_EQ(assign[0].e, 1U);
  std::uint64_t moved = 0;
  for (const auto& order : out.control_of(kOrder)) {
    EXPECT_EQ(order.node(), program.node_of_station(0, 1));
    EXPECT_EQ(order.e, 1U);
    EXPECT_NE(order.f, 0U);
    EXPECT_EQ(order.d, 10U);
    moved += order.d;
  }
  EXPECT_EQ(moved, 30U) << "a quarter each";
}

TEST_F(ControllerUnitTest, ItemsThatAreAdmittedCountOnlyIfTheyCouldGoOn) {
  idle(0);
  idle(1);
  survey({{}, {Answer{.admitted = 2}, {}}, {}, {}});
  controller.wake(context);
  EXPECT_THAT(out.control_of(kAssign), IsEmpty());
  controller.wake(context);  // rested
  survey({{}, {Answer{.admitted = 2, .able = true}, {}}, {}, {}});
  controller.wake(context);
  ASSERT_THAT(out.control_of(kAssign), SizeIs(1)) << "cluster 1 goes back to A for them";
  EXPECT_EQ(out.control_of(kAssign)[0].e, 0U);
  EXPECT_EQ(out.control_of(kAssign)[0].node(), program.leader_node(1));
}

TEST_F(ControllerUnitTest, BeginsAnewOnlyWhenAllHaveTurnedAndAnIntervalHasPassed) {
  idle(0);
  idle(1);
  survey({{Answer{}, {1}}, {}, {}, {}});
  controller.wake(context);
  context.wakes.clear();
  idle(2);
  idle(3);
  EXPECT_EQ(rounds(), 1U) << "cluster 0 is being drained";
  assigned(0);
  EXPECT_THAT(context.wakes, ElementsAre(Pair(5000, ControllerUnit::kWakeTag)));
  EXPECT_EQ(rounds(), 1U);
  controller.wake(context);
  EXPECT_EQ(rounds(), 2U) << "clusters 1, 2 and 3 are still idle";
}

TEST_F(ControllerUnitTest, AClusterThatWasGivenWorkIsNotIdleUntilItSaysSo) {
  idle(0);
  idle(1);
  survey({{Answer{}, {1}}, {}, {}, {}});
  controller.wake(context);
  assigned(0);
  controller.wake(context);
  EXPECT_EQ(rounds(), 1U) << "one of four: cluster 1";
  idle(0);
  EXPECT_EQ(rounds(), 2U);
}

TEST_F(ControllerUnitTest, WithNothingToOrderItRests) {
  idle(0);
  idle(1);
  survey({{}, {}, {}, {}});
  controller.wake(context);
  EXPECT_THAT(context.wakes.back(), Pair(5000, ControllerUnit::kWakeTag));
  EXPECT_THAT(out.control_of(kAssign), IsEmpty());
  EXPECT_THAT(out.control_of(kOrder), IsEmpty());
}

TEST_F(ControllerUnitTest, RemembersWhatItHasAssigned) {
  idle(0);
  idle(1);
  survey({{Answer{}, {9}}, {}, {}, {}});
  controller.wake(context);
  assigned(0);
  controller.wake(context);
  idle(0);
  survey({{Answer{}, {9}}, {}, {}, {}});
  controller.wake(context);
  EXPECT_THAT(out.control_of(kAssign), SizeIs(1)) << "cluster 0 works on B since";
}

TEST_F(ControllerUnitTest, CountsWhatItDid) {
  idle(0);
  idle(1);
  survey({{Answer{}, {40}}, {}, {}, {}});
  controller.wake(context);
  controller.finish(context);
  EXPECT_EQ(context.rows.back().type, kControllerTotal);
  EXPECT_THAT(context.rows.back().values, ElementsAre(1, 1, 3));
}

class ControllerOfOneTest : public ControllerUnitTest {
 protected:
  ControllerOfOneTest() : ControllerUnitTest{0.000001} {}
};
TEST_F(ControllerOfOneTest, AtLeastOneClusterMustBeIdle) {
  idle(0, false);
  EXPECT_EQ(rounds(), 0U);
  idle(3);
  EXPECT_EQ(rounds(), 1U);
}

}  // namespace
}  // namespace octosim::models::octopus
