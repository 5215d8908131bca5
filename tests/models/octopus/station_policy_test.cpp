/// A station under the strategies, as timelines by hand: nothing on its way takes time here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/station_unit.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre, testing::IsEmpty, testing::SizeIs;

/// A, 100 cycles, feeds B, 300; two TBUs; a Task Flow holds two packets.
class StationPolicyTest : public testing::Test {
 protected:
  static test::Machine machine(std::uint32_t tbu_policy = test::kAdaptiveTbu) {
    test::Machine made = test::Machine{}.tbus(1, 2).frames(8);
    made.schedule.cluster_size = 2;
    made.schedule.tbu = tbu_policy;
    made.hardware.tf_queue.packets_per_flow = 2;
    made.hardware.tf_queue.ports = 64;
    made.hardware.tbu.prefetch = 0;
    return made;
  }
  static test::OwgBuilder two() {
    return test::OwgBuilder{}.task("A", 100 * 1024).task("B", 300 * 1024).path({"SRC", "A", "B", "SINK"});
  }
  explicit StationPolicyTest(const test::Machine& made = machine(), const test::OwgBuilder& owg = two())
      : program{made.compile(owg.build())},
        station{Site{&program, 0, program.node_of_station(0, 0)}, 0, out, out, 10, 0, {&sram, 0}},
        at_work(program.plan().clusters.size()) {
    station.start(context);
    station.settle(context);
  }
  void bring(std::uint32_t frame) {
    station.on_offer(context, control_packet(kOfferItem, 0));
    station.on_item(context, token_packet(kItem, 0, program.frame_token(0, frame, 0), 64, 0));
    station.wake(context, StationUnit::kItemIsIn);
    station.settle(context);
    take_up();
  }
  /// What was fed since: (TBU, position of the Task Block).
  void take_up() {
    for (; taken < out.fed.size(); ++taken) {
      if (out.fed[taken].packet.kind() == kFeed) at_work[out.fed[taken].tbu] = Feed::of(out.fed[taken].packet);
    }
  }
  enum class First : std::uint8_t { kRequest, kResult };
  void finish(std::uint16_t tbu, First first = First::kRequest) {
    const Feed feed = at_work.at(tbu).value();
    at_work[tbu].reset();
    const Request request{.received = 1, .tbu = tbu, .block = feed.block, .epoch = feed.epoch};
    network::Packet result{.a = workload::functional::executed(feed.digest), .d = feed.nth};
    result.e = tbu;
    result.f = feed.block;
    result.g = feed.epoch;
    if (first == First::kRequest) station.on_request(context, request.packet(0));
    station.on_result(context, result);
    if (first == First::kResult) {
      station.settle(context);
      station.on_request(context, request.packet(0));
    }
    station.settle(context);
    take_up();
  }
  /// By TBU: the name of the Task Block it executes, '-' if none.
  std::string now() const {
    std::string works;
    for (const auto& feed : at_work) works += feed ? program.owg().blocks[feed->block].name : "-";
    return works;
  }
  std::vector<Trigger> triggers() const {
    std::vector<Trigger> causes;
    for (const auto& packet : out.control_of(kTrigger)) causes.push_back(static_cast<Trigger>(packet.f));
    return causes;
  }

  plan::Program program;
  memory::BankedSram sram{program.plan().hardware.tf_queue};
  test::FakeWaysOut out;
  test::CallingContext context;
  StationUnit station;
  std::vector<std::optional<Feed>> at_work;
  std::size_t taken = 0;
};

// --- TBUs ------------------------------------------------------------------------------------------------------------

TEST_F(StationPolicyTest, AdaptiveTbusFollowTheBottleneck) {
  for (std::uint32_t frame = 0; frame < 4; ++frame) bring(frame);
  EXPECT_EQ(now(), "AA") << "until 100: there is nothing else";
  finish(0);
  EXPECT_EQ(now(), "BA") << "until 400: the output of A is congested";
  finish(1);
  EXPECT_EQ(now(), "BA") << "until 200: B has made room for one, and this one is configured for A";
  finish(1);
  EXPECT_EQ(now(), "BB") << "until 500: congested again";
  finish(0);
  EXPECT_EQ(now(), "BB") << "until 700: its input is not empty";
  finish(1);
  EXPECT_EQ(now(), "BA") << "500: B has no input, so it turns to A, until 600";
  finish(1);
  EXPECT_EQ(now(), "BB") << "until 900: A has no input any more";
  finish(0);
  finish(1);
  EXPECT_EQ(now(), "--");
  EXPECT_THAT(out.emitted, SizeIs(4));
}

class StationStaticTest : public StationPolicyTest {
 protected:
  StationStaticTest() : StationPolicyTest{machine(test::kStaticTbu)} {}
};
TEST_F(StationStaticTest, StaticTbusStayWithWhatThePlanGaveThem) {
  ASSERT_THAT(program.plan().sub_owgs[0].tbu_tasks, ElementsAre(ElementsAre(0), ElementsAre(1)));
  for (std::uint32_t frame = 0; frame < 4; ++frame) bring(frame);
  EXPECT_EQ(now(), "A-");
  finish(0);
  EXPECT_EQ(now(), "AB");
  finish(0);
  EXPECT_EQ(now(), "AB") << "one slot was left";
  finish(0);
  EXPECT_EQ(now(), "-B") << "congested, and idle: the contagion that the paper speaks of";
  finish(1);
  EXPECT_EQ(now(), "AB");
}

class StationBacklogTest : public StationPolicyTest {
 protected:
  static test::Machine cautious() {
    test::Machine made = machine();
    made.schedule.tbu_backlog = 250;
    return made;
  }
  StationBacklogTest() : StationPolicyTest{cautious()} {}
};
TEST_F(StationBacklogTest, AnotherTbuJoinsOnlyForEnoughWork) {
  bring(0);
  EXPECT_EQ(now(), "A-");
  bring(1);
  EXPECT_EQ(now(), "A-") << "100 cycles wait";
  bring(2);
  EXPECT_EQ(now(), "A-") << "200";
  bring(3);
  EXPECT_EQ(now(), "AA") << "300";
}
TEST_F(StationBacklogTest, ATaskBlockWithoutATbuNeedsNone) {
  bring(0);
  finish(0);
  EXPECT_NE(now().find('B'), std::string::npos) << "300 cycles or not";
}

// --- lock-step -------------------------------------------------------------------------------------------------------

class StationLockStepTest : public StationPolicyTest {
 protected:
  static test::Machine divided(bool lock_step) {
    test::Machine made = machine(test::kStaticTbu);
    made.schedule.cluster = test::kStaticCluster;
    made.schedule.frame_buffers = 0;
    made.schedule.lock_step = lock_step;
    made.hardware.tf_queue.packets_per_flow = 8;
    return made;
  }
  explicit StationLockStepTest(bool lock_step = true)
      : StationPolicyTest{divided(lock_step), test::OwgBuilder{}.task("A", 100 * 1024).path({"SRC", "A", "SINK"})} {
    // Both items are there before any TBU is given one.
    station.on_offer(context, control_packet(kOfferItem, 0));
    station.on_offer(context, control_packet(kOfferItem, 0));
    for (std::uint32_t frame = 0; frame < 2; ++frame) {
      station.on_item(context, token_packet(kItem, 0, program.frame_token(0, frame, 0), 64, 0));
      station.wake(context, StationUnit::kItemIsIn);
    }
    station.settle(context);
    take_up();
    bring(2);
    bring(3);
  }
};
TEST_F(StationLockStepTest, TheTbusOfATaskBlockStartTogether) {
  EXPECT_EQ(now(), "AA");
  finish(0, (context.at(100), First::kRequest));
  EXPECT_EQ(now(), "-A") << "work waits, but the other one is not done";
  finish(1, (context.at(250), First::kRequest));
  EXPECT_EQ(now(), "AA");
}
TEST_F(StationLockStepTest, ALateRequestDoesNotMissTheRound) {
  finish(0, (context.at(100), First::kRequest));
  finish(1, (context.at(250), First::kResult));
  EXPECT_EQ(now(), "AA") << "in one cycle, whatever comes first";
}

class StationFreeStepTest : public StationLockStepTest {
 protected:
  StationFreeStepTest() : StationLockStepTest{false} {}
};
TEST_F(StationFreeStepTest, WithoutLockStepNobodyWaits) {
  finish(0, (context.at(100), First::kRequest));
  EXPECT_EQ(now(), "AA");
}

// --- drain and survey ------------------------------------------------------------------------------------------------

class StationDrainTest : public StationPolicyTest {
 protected:
  static test::Machine controlled() {
    test::Machine made = machine();
    made.schedule.balance = test::kReactive;
    return made;
  }
  StationDrainTest()
      : StationPolicyTest{controlled(), test::OwgBuilder{}
                                            .task("A", 100 * 1024)
                                            .task("B", 300 * 1024)
                                            .task("F")
                                            .expand("E", 1)
                                            .collapse("C")
                                            .path({"SRC", "A", "B", "E", "F", "C", "SINK"})} {}
  void own(std::uint16_t sub) {
    network::Packet owner = control_packet(kOwner, 0);
    owner.f = sub;
    station.on_owner(context, owner);
    station.settle(context);
    take_up();
  }
  void drain() {
    station.on_drain(context);
    station.settle(context);
    take_up();
  }
  /// Answer to a survey.
  network::Packet survey() {
    network::Packet ask = control_packet(kSurvey, 0);
    ask.e = 0;
    station.on_survey(context, ask);
    return out.control_of(kSurveyed).back();
  }
};

TEST_F(StationDrainTest, WithNothingToDoItSaysSoAtTheStartAndWhenThereIsWorkAgain) {
  EXPECT_THAT(triggers(), ElementsAre(Trigger::kEmpty));
  bring(0);
  bring(1);
  EXPECT_EQ(now(), "AA");
  EXPECT_EQ(triggers().back(), Trigger::kBusy);
}

TEST_F(StationDrainTest, FinishesWhatIsAdmittedAndNoMore) {
  for (std::uint32_t frame = 0; frame < 6; ++frame) bring(frame);
  // A has two; two more are admitted behind them; two wait.
  EXPECT_EQ(now(), "AA");
  out.forget();
  taken = 0;
  drain();
  int executed = 0;
  for (; now() != "--"; ++executed) {
    EXPECT_THAT(out.control_of(kTrigger), IsEmpty()) << "it is not drained";
    finish(now()[0] != '-' ? 0 : 1);
  }
  EXPECT_THAT(triggers(), ElementsAre(Trigger::kDrained)) << "once";
  EXPECT_EQ(executed, 8) << "four items in two Task Blocks";
  EXPECT_THAT(out.emitted, SizeIs(4));
  EXPECT_EQ(survey().a, 2U) << "waiting still";
  own(0);
  EXPECT_EQ(now(), "AA") << "with an owner it goes on";
}

TEST_F(StationDrainTest, WithNothingAdmittedItIsDrainedAtOnce) {
  out.forget();
  taken = 0;
  drain();
  EXPECT_THAT(triggers(), ElementsAre(Trigger::kDrained));
}

TEST_F(StationDrainTest, WhatCannotGoOnDoesNotKeepItFromBeingDrained) {
  out.emitters_idle = false;  // nothing leaves
  for (std::uint32_t frame = 0; frame < 6; ++frame) bring(frame);
  while (now() != "--") finish(now()[0] != '-' ? 0 : 1);
  const auto before = triggers().size();
  drain();
  ASSERT_THAT(triggers(), SizeIs(before + 1));
  EXPECT_EQ(triggers().back(), Trigger::kDrained);
  own(1);
  EXPECT_EQ(survey().b > 0, true) << "they are stranded";
  EXPECT_EQ(survey().d, 0U);
  out.emitters_idle = true;
  station.settle(context);
  EXPECT_EQ(survey().d, 1U) << "and could go on now";
}

TEST_F(StationDrainTest, ASurveyTellsWhatWaitsWhatIsAdmittedAndWhetherItCouldGoOn) {
  EXPECT_EQ(survey().a + survey().b + survey().d, 0U);
  for (std::uint32_t frame = 0; frame < 5; ++frame) bring(frame);
  const network::Packet answer = survey();
  EXPECT_EQ(answer.node(), program.controller_node());
  EXPECT_EQ(answer.a, 1U);
  EXPECT_EQ(answer.b, 4U);
  EXPECT_EQ(answer.e, 0U);
  EXPECT_EQ(answer.f, 0U);
}

TEST_F(StationDrainTest, AClusterWithOneTbuAtWorkHasSomethingToDo) {
  bring(0);
  EXPECT_EQ(triggers().back(), Trigger::kBusy) << "though half of it is idle, and the input empty";
}

TEST_F(StationLockStepTest, ARequestThatComesLateIsWaitedFor) {
  finish(0, (context.at(100), First::kRequest));
  const Feed feed = at_work.at(1).value();
  at_work[1].reset();
  network::Packet result{.a = workload::functional::executed(feed.digest), .d = feed.nth};
  result.e = 1;
  result.f = feed.block;
  result.g = feed.epoch;
  station.on_result(context.at(250), result);
  station.settle(context);
  const Request request{.received = 1, .tbu = 1, .block = feed.block, .epoch = feed.epoch};
  station.on_request(context.at(251), request.packet(0));
  station.settle(context);
  take_up();
  EXPECT_EQ(now(), "AA") << "both start, together";
}

/// One bank with one port.
class StationBusyBankTest : public StationPolicyTest {
 protected:
  static test::Machine narrow() {
    test::Machine made = machine();
    made.schedule.balance = test::kReactive;
    made.hardware.tf_queue.ports = 1;
    made.hardware.tf_queue.banks = 1;
    return made;
  }
  StationBusyBankTest() : StationPolicyTest{narrow()} {}
};
TEST_F(StationBusyBankTest, AResultThatWaitsForItsBankIsStillDue) {
  context.at(1000);
  station.on_offer(context, control_packet(kOfferItem, 0));
  station.on_item(context, token_packet(kItem, 0, program.frame_token(0, 0, 0), 64, 0));
  station.wake(context.at(2000), StationUnit::kItemIsIn);
  station.wake(context.at(2100), StationUnit::kItemIsWritten);
  station.settle(context);
  station.wake(context.at(2200), StationUnit::kBankIsFree);
  take_up();
  ASSERT_NE(now(), "--");
  const std::uint16_t tbu = now()[0] == 'A' ? 0 : 1;
  out.control.clear();
  station.on_drain(context);
  station.settle(context);
  sram.read(0, 256 * 500, 3000, 500);
  context.at(3000);
  finish(tbu);
  EXPECT_THAT(triggers(), testing::Not(testing::Contains(Trigger::kDrained))) << "B has not begun, but will";
  station.wake(context.at(3600), StationUnit::kBankIsFree);
  station.settle(context);
  take_up();
  EXPECT_NE(now(), "--");
}

}  // namespace
}  // namespace octosim::models::octopus
