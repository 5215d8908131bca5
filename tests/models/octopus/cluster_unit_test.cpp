#include "models/octopus/cluster_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/records.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre, testing::IsEmpty, testing::SizeIs;

/// The leader of a cluster with three sub-OWGs.
class ClusterUnitTest : public testing::Test {
 protected:
  ClusterUnitTest()
      : program{test::Machine{}.compile(test::OwgBuilder{}
                                            .tasks({"A", "B", "D"})
                                            .expand("E", 1)
                                            .collapse("C")
                                            .path({"SRC", "A", "E", "B", "C", "D", "SINK"})
                                            .build())},
        leader{Site{&program, 0, program.leader_node(0)}, out} {
    leader.start(context);
  }
  void trigger(std::uint16_t sub, Trigger cause) {
    network::Packet packet = control_packet(kTrigger, 0);
    packet.e = sub;
    packet.f = static_cast<std::uint16_t>(cause);
    leader.on_trigger(context, packet);
  }
  struct Load {
    std::uint64_t bytes = 0;
    bool able = false;
  };
  void answer(std::initializer_list<Load> loads) {
    std::uint16_t sub = 0;
    for (const Load& load : loads) {
      network::Packet packet = control_packet(kLoad, 0);
      packet.a = load.bytes;
      packet.e = sub++;
      packet.f = load.able ? 1 : 0;
      leader.on_load(context, packet);
    }
  }
  std::size_t polls() const { return out.control_of(kPoll).size() / 3; }
  /// The sub-OWG the stations were last told of; -1: never.
  int owner() const {
    const auto told = out.control_of(kOwner);
    return told.empty() ? -1 : told.back().f;
  }

  plan::Program program;
  test::FakeWaysOut out;
  test::CallingContext context;
  ClusterUnit leader;
};

TEST_F(ClusterUnitTest, TakesTheLongestQueueInBytesOfThoseThatCouldWork) {
  trigger(2, Trigger::kReady);
  trigger(0, Trigger::kEmpty);
  ASSERT_EQ(polls(), 1U);
  EXPECT_THAT(out.control_of(kOwner), IsEmpty());
  answer({{900, true}, {500, false}, {100, true}});
  ASSERT_THAT(out.control_of(kOwner), SizeIs(3)) << "every station is told";
  EXPECT_EQ(owner(), 2) << "not 0, whose input is empty; not 1, which could not work";
  ASSERT_THAT(context.rows, SizeIs(1));
  EXPECT_EQ(context.rows[0].type, kSwitch);
  EXPECT_THAT(context.rows[0].values, ElementsAre(0, 0, 2, 0, 100));
}

TEST_F(ClusterUnitTest, OfEqualQueuesTheFirst) {
  trigger(1, Trigger::kReady);
  trigger(0, Trigger::kFull);
  answer({{0, false}, {100, true}, {100, true}});
  EXPECT_EQ(owner(), 1);
}

TEST_F(ClusterUnitTest, AQueueInBytesBeatsOneInItems) {
  trigger(1, Trigger::kReady);
  trigger(0, Trigger::kFull);
  answer({{0, false}, {100, true}, {101, true}});
  EXPECT_EQ(owner(), 2);
}

TEST_F(ClusterUnitTest, OnAThresholdItMayStay) {
  trigger(1, Trigger::kReady);
  trigger(0, Trigger::kThreshold);
  ASSERT_EQ(polls(), 1U);
  answer({{200, true}, {100, true}, {0, false}});
  EXPECT_EQ(owner(), -1);
  EXPECT_THAT(context.rows, IsEmpty());
}

TEST_F(ClusterUnitTest, AsksNobodyWhileNoOtherCouldWork) {
  trigger(0, Trigger::kEmpty);
  leader.wake(context);
  EXPECT_EQ(polls(), 0U);
  trigger(1, Trigger::kReady);
  EXPECT_EQ(polls(), 1U) << "it was waiting for the first that can";
  answer({{0, false}, {64, true}, {0, false}});
  EXPECT_EQ(owner(), 1);
  EXPECT_EQ(context.rows[0].values[3], static_cast<std::uint64_t>(Trigger::kReady));
}

TEST_F(ClusterUnitTest, WorkElsewhereAloneIsNoReasonToLeaveAtOnce) {
  trigger(1, Trigger::kReady);
  EXPECT_EQ(polls(), 0U) << "the current sub-OWG has not complained";
  leader.wake(context);
  EXPECT_EQ(polls(), 1U) << "but the interval asks";
}

TEST_F(ClusterUnitTest, ATriggerOfASubOwgThatHasLostTheClusterIsStale) {
  trigger(1, Trigger::kReady);
  trigger(0, Trigger::kEmpty);
  answer({{0, false}, {64, true}, {0, false}});
  ASSERT_EQ(owner(), 1);
  trigger(2, Trigger::kReady);
  trigger(0, Trigger::kFull);
  EXPECT_EQ(polls(), 1U);
  trigger(1, Trigger::kFull);
  EXPECT_EQ(polls(), 2U);
}

TEST_F(ClusterUnitTest, NewsDuringAPollIsNotLost) {
  trigger(1, Trigger::kReady);
  trigger(0, Trigger::kEmpty);
  ASSERT_EQ(polls(), 1U);
  answer({{0, false}, {0, false}});
  trigger(1, Trigger::kReady);  // after it has answered
  network::Packet last = control_packet(kLoad, 0);
  last.e = 2;
  leader.on_load(context, last);
  EXPECT_EQ(owner(), 1);
  EXPECT_EQ(polls(), 1U);
}

TEST_F(ClusterUnitTest, ACauseThatComesDuringAPollIsLookedInto) {
  trigger(1, Trigger::kReady);
  leader.wake(context);
  ASSERT_EQ(polls(), 1U);
  trigger(0, Trigger::kEmpty);
  answer({{100, true}, {64, true}, {0, false}});  // by the interval it would stay
  EXPECT_EQ(polls(), 2U) << "asked again";
}

TEST_F(ClusterUnitTest, WakesEveryInterval) {
  leader.wake(context);
  ASSERT_THAT(context.wakes, SizeIs(2));
  for (const auto& [delay, tag] : context.wakes) {
    EXPECT_EQ(delay, program.plan().schedule.interval);
    EXPECT_EQ(tag, ClusterUnit::kWakeTag);
  }
}

// --- with a policy for hungry clusters, or a controller --------------------------------------------------------------

/// The same sub-OWGs; cluster 3 of four reads no stream.
class ClusterUnitOfPolicyTest : public testing::Test {
 protected:
  static test::Machine machine(std::uint32_t balance, std::uint32_t cluster) {
    test::Machine made;
    made.schedule.balance = balance;
    made.schedule.cluster = cluster;
    if (!made.schedule.divides_clusters()) made.schedule.cluster_size = 1;
    return made;
  }
  ClusterUnitOfPolicyTest(std::uint32_t balance, std::uint32_t cluster, std::uint32_t where)
      : program{machine(balance, cluster)
                    .compile(test::OwgBuilder{}
                                 .tasks({"A", "B", "D"})
                                 .expand("E", 1)
                                 .collapse("C")
                                 .path({"SRC", "A", "E", "B", "C", "D", "SINK"})
                                 .build())},
        here{where},
        leader{Site{&program, where, program.leader_node(where)}, out} {
    leader.start(context);
  }
  void trigger(std::uint16_t sub, Trigger cause) {
    network::Packet packet = control_packet(kTrigger, 0);
    packet.e = sub;
    packet.f = static_cast<std::uint16_t>(cause);
    leader.on_trigger(context, packet);
  }
  void assign(std::uint16_t sub) {
    network::Packet packet = control_packet(kAssign, 0);
    packet.e = sub;
    leader.on_assign(context, packet);
  }
  /// What the controller was told so far: 1 idle, 0 not.
  std::vector<std::uint64_t> idle() const {
    std::vector<std::uint64_t> told;
    for (const auto& packet : out.control_of(kClusterIdle)) {
      EXPECT_EQ(packet.node(), program.controller_node());
      EXPECT_EQ(packet.f, here);
      told.push_back(packet.a);
    }
    return told;
  }

  plan::Program program;
  std::uint32_t here;
  test::FakeWaysOut out;
  test::CallingContext context;
  ClusterUnit leader;
};

class HungryClusterTest : public ClusterUnitOfPolicyTest {
 protected:
  HungryClusterTest() : ClusterUnitOfPolicyTest{test::kStealing, test::kProactive, 3} {}
};
TEST_F(HungryClusterTest, WithNothingToDoEveryStationIsToldAtOnce) {
  out.forget();
  trigger(program.plan().first_owner[3] == 0 ? 0 : 1, Trigger::kEmpty);
  ASSERT_THAT(out.control_of(kHungry), SizeIs(3));
  for (std::uint32_t sub = 0; sub < 3; ++sub) {
    EXPECT_EQ(out.control_of(kHungry)[sub].e, sub);
    EXPECT_EQ(out.control_of(kHungry)[sub].node(), program.node_of_station(3, sub));
  }
  leader.wake(context);
  EXPECT_THAT(out.control_of(kHungry), SizeIs(3)) << "they remember";
}
TEST_F(HungryClusterTest, OneThatReadsNoStreamIsHungryFromTheStart) {
  ASSERT_FALSE(program.input().is_home(3));
  EXPECT_THAT(out.control_of(kHungry), SizeIs(3));
}
TEST_F(HungryClusterTest, OneWithWorkIsNotHungry) {
  out.forget();
  trigger(1, Trigger::kReady);
  network::Packet load = control_packet(kLoad, 0);
  for (load.e = 0; load.e < 3; ++load.e) {
    load.f = load.e == 1 ? 1 : 0;
    leader.on_load(context, load);
  }
  ASSERT_THAT(out.control_of(kOwner), SizeIs(3));
  leader.wake(context);
  EXPECT_THAT(out.control_of(kHungry), IsEmpty());
}

TEST_F(HungryClusterTest, WhenItWorksAgainEveryStationIsTold) {
  out.forget();
  trigger(0, Trigger::kBusy);
  ASSERT_THAT(out.control_of(kHungry), SizeIs(3));
  for (const auto& told : out.control_of(kHungry)) EXPECT_EQ(told.f, 0U);
  out.forget();
  trigger(program.plan().first_owner[3] == 0 ? 0 : 1, Trigger::kEmpty);
  ASSERT_THAT(out.control_of(kHungry), SizeIs(3));
  for (const auto& told : out.control_of(kHungry)) EXPECT_EQ(told.f, 1U);
}

class ControlledClusterTest : public ClusterUnitOfPolicyTest {
 protected:
  ControlledClusterTest() : ClusterUnitOfPolicyTest{test::kReactive, test::kProactive, 1} {}
  const std::uint16_t current = static_cast<std::uint16_t>(program.plan().first_owner[1]);
  const std::uint16_t other = current == 2 ? 0 : 2;
};
TEST_F(ControlledClusterTest, DecidesNothingByItself) {
  EXPECT_THAT(context.wakes, IsEmpty()) << "no interval either";
  trigger(other, Trigger::kReady);
  for (const Trigger cause : {Trigger::kEmpty, Trigger::kFull, Trigger::kThreshold}) trigger(current, cause);
  EXPECT_THAT(out.control_of(kPoll), IsEmpty());
  EXPECT_THAT(out.control_of(kOwner), IsEmpty());
}
TEST_F(ControlledClusterTest, TellsTheControllerWhenItHasNothingToDoAndWhenItHasAgain) {
  trigger(current, Trigger::kEmpty);
  trigger(current, Trigger::kFull);
  EXPECT_THAT(idle(), ElementsAre(1)) << "once";
  trigger(current, Trigger::kBusy);
  EXPECT_THAT(idle(), ElementsAre(1, 0));
  trigger(other, Trigger::kEmpty);
  EXPECT_THAT(idle(), ElementsAre(1, 0)) << "what another station has is not what it works on";
}
TEST_F(ControlledClusterTest, IsDrainedBeforeItTurns) {
  trigger(current, Trigger::kEmpty);
  assign(other);
  const auto drain = out.control_of(kDrain);
  ASSERT_THAT(drain, SizeIs(1));
  EXPECT_EQ(drain[0].node(), program.node_of_station(1, current));
  EXPECT_EQ(drain[0].e, current);
  EXPECT_THAT(out.control_of(kOwner), IsEmpty());
  EXPECT_THAT(out.control_of(kAssigned), IsEmpty());
  trigger(current, Trigger::kDrained);
  ASSERT_THAT(out.control_of(kOwner), SizeIs(3));
  for (const auto& owner : out.control_of(kOwner)) EXPECT_EQ(owner.f, other);
  ASSERT_THAT(out.control_of(kAssigned), SizeIs(1));
  EXPECT_EQ(out.control_of(kAssigned)[0].node(), program.controller_node());
  EXPECT_EQ(out.control_of(kAssigned)[0].f, 1U);
  ASSERT_THAT(context.rows, SizeIs(1));
  EXPECT_THAT(context.rows[0].values,
              ElementsAre(1, current, other, static_cast<std::uint64_t>(Trigger::kController), 0));
}
TEST_F(ControlledClusterTest, AfterTurningItSaysAgainThatItHasNothingToDo) {
  trigger(current, Trigger::kEmpty);
  assign(other);
  trigger(current, Trigger::kDrained);
  trigger(current, Trigger::kEmpty);
  EXPECT_THAT(idle(), ElementsAre(1)) << "stale: of the station before";
  trigger(other, Trigger::kEmpty);
  EXPECT_THAT(idle(), ElementsAre(1, 1));
}
TEST_F(ControlledClusterTest, WhatItWorksOnAlreadyNeedsNoDrain) {
  assign(current);
  EXPECT_THAT(out.control_of(kDrain), IsEmpty());
  EXPECT_THAT(out.control_of(kAssigned), SizeIs(1));
  EXPECT_THAT(context.rows, IsEmpty()) << "nothing has changed";
}

class ControlledDividedClusterTest : public ClusterUnitOfPolicyTest {
 protected:
  ControlledDividedClusterTest() : ClusterUnitOfPolicyTest{test::kReactive, test::kStaticCluster, 0} {}
};
TEST_F(ControlledDividedClusterTest, IsIdleWhenAllStationsAre) {
  trigger(0, Trigger::kEmpty);
  trigger(2, Trigger::kEmpty);
  EXPECT_THAT(idle(), IsEmpty());
  trigger(1, Trigger::kEmpty);
  EXPECT_THAT(idle(), ElementsAre(1));
  trigger(2, Trigger::kBusy);
  EXPECT_THAT(idle(), ElementsAre(1, 0));
  leader.finish(context);
  EXPECT_THAT(context.rows, IsEmpty()) << "it works on all";
}

// --- in the machine --------------------------------------------------------------------------------------------------

/// One cluster of one TBU: A, and B three times for each frame.
test::RanksRun two_sub_owgs(std::uint64_t packets_per_flow, std::uint64_t frames = 6) {
  test::Machine machine = test::Machine{}.frames(frames);
  machine.hardware.tf_queue.packets_per_flow = packets_per_flow;
  const auto owg = test::OwgBuilder{}
                       .task("A", 100 * 1024)
                       .task("B", 100 * 1024)
                       .expand("E", 3)
                       .collapse("C")
                       .path({"SRC", "A", "E", "B", "C", "SINK"})
                       .build();
  const plan::Program program = machine.compile(owg);
  return test::run_machine(program);
}

TEST(ClusterSwitchingTest, WithRoomForAllItSwitchesOnceWhenTheInputIsEmpty) {
  const test::RanksRun run = two_sub_owgs(0);
  ASSERT_THAT(rows_of(run, kSwitch), SizeIs(1));
  const auto row = rows_of(run, kSwitch)[0];
  EXPECT_EQ(row[1], 0U);
  EXPECT_EQ(row[2], 1U);
  EXPECT_EQ(row[4], 15U * 64) << "18 children, of which some are still on their way";
}

TEST(ClusterSwitchingTest, WithLittleRoomItSwitchesWhenTheOutputIsFullAndNoMoreOftenThanThat) {
  // Every visit to A fills B's room with the children of two frames: one at the input, one behind it.
  const test::RanksRun run = two_sub_owgs(1);
  const auto rows = rows_of(run, kSwitch);
  ASSERT_THAT(rows, SizeIs(5));
  for (std::size_t k = 0; k < rows.size(); ++k) {
    EXPECT_EQ(rows[k][1], k % 2);
    EXPECT_EQ(rows[k][2], 1 - k % 2);
    if (k % 2 == 0) {
      EXPECT_EQ(rows[k][3], static_cast<std::uint64_t>(Trigger::kFull));
    } else {
      EXPECT_EQ(rows[k][3], static_cast<std::uint64_t>(Trigger::kEmpty));
    }
  }
}

TEST(ClusterSwitchingTest, ATbuWithTwoTaskBlocksIsConfiguredForEachOnce) {
  for (const std::uint64_t room : {0U, 1U, 2U}) {
    const test::RanksRun run = two_sub_owgs(room, 8);
    const auto switches = rows_of(run, kSwitch).size();
    EXPECT_EQ(rows_of(run, kTbuTotal)[0][4], 2 * (1 + 6000U)) << "it has a buffer for each; each behind its grant";
    EXPECT_LE(switches, 2 * 8U) << "no ping-pong: at most to B and back for each frame";
    EXPECT_EQ(rows_of(run, kTbuTotal)[0][3], 100U * 8 * 4) << "busy";
  }
}

}  // namespace
}  // namespace octosim::models::octopus
