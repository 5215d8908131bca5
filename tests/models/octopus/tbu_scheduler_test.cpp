#include "models/octopus/tbu_scheduler.hpp"

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
using workload::kNone;

constexpr std::uint64_t kTask = 32'000, kCluster = 96'000;  // bytes of a configuration

/// The station of the first of two sub-OWGs, in a cluster of two TBUs: A -> B -> D, and F.
class TbuSchedulerTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made;
    made.schedule.cluster_size = 2;
    made.hardware.tbu.bitstream = kTask;
    made.hardware.cluster.bitstream = kCluster;
    made.hardware.tbu.prefetch = 1;
    return made;
  }
  explicit TbuSchedulerTest(const test::Machine& made = machine())
      : program{made.compile(test::OwgBuilder{}
                                 .tasks({"A", "B", "D"})
                                 .weights(1000)
                                 .task("F")
                                 .expand("E", 1)
                                 .collapse("C")
                                 .path({"SRC", "A", "B", "D", "E", "F", "C", "SINK"})
                                 .build())},
        site{&program, 0, program.node_of_station(0, 0)},
        tbus{site, 0, out} {
    tbus.start();
  }
  std::uint32_t block(std::uint32_t position) const { return program.plan().sub_owgs[0].tasks[position]; }
  void issue(std::uint32_t tbu, std::uint32_t position) {
    epoch = tbus.issue(context, tbu, position, {.cycles = 10, .macs = 5, .operations = 3}, 0);
  }
  /// It has executed `received` packets of its last grant, and asks.
  void ask(std::uint16_t tbu, std::uint32_t of_epoch, std::uint64_t received, std::uint16_t owner = 0,
           Idle idle = Idle::kStarved) {
    tbus.on_request(context, {.received = received, .idle = idle, .tbu = tbu, .epoch = of_epoch}, owner);
  }
  void result(std::uint16_t tbu, std::uint32_t of_epoch) {
    network::Packet packet;
    packet.e = tbu;
    packet.g = of_epoch;
    tbus.on_result(packet);
  }
  /// Issues one packet and has it executed.
  void work(std::uint16_t tbu, std::uint32_t position) {
    issue(tbu, position);
    result(tbu, epoch);
    ask(tbu, epoch, 1);
  }
  Grant granted() const { return Grant::of(out.told.back().packet); }
  std::vector<Handover> handovers() const {
    std::vector<Handover> all;
    for (const auto& packet : out.control_of(kHandover)) all.push_back(Handover::of(packet));
    return all;
  }

  plan::Program program;
  Site site;
  test::FakeWaysOut out;
  test::CallingContext context;
  TbuScheduler tbus;
  std::uint32_t epoch = 0;
};

// --- grants ----------------------------------------------------------------------------------------------------------

TEST_F(TbuSchedulerTest, HasTheClusterFirstIfItWorksOnThisFirst) {
  EXPECT_TRUE(tbus.is_free(0));
  EXPECT_TRUE(tbus.is_free(1));
  EXPECT_EQ(tbus.share(), 2U);
  EXPECT_EQ(tbus.at_rest(), 2U);
  TbuScheduler second{site, 1, out};
  second.start();
  EXPECT_FALSE(second.is_free(0));
  EXPECT_EQ(second.at_rest(), kNone);
}

TEST_F(TbuSchedulerTest, ThePacketOfATbuThatHasAskedComesWithAGrant) {
  context.at(50);
  issue(1, 0);
  ASSERT_THAT(out.told, SizeIs(1));
  EXPECT_EQ(out.told[0].tbu, 1U);
  EXPECT_EQ(granted().block, block(0));
  EXPECT_EQ(granted().manager, site.node);
  EXPECT_EQ(granted().epoch, 1U);
  EXPECT_EQ(granted().after, 0U);
  EXPECT_EQ(granted().waited, 50U) << "since the start";
  EXPECT_EQ(epoch, 1U);
  EXPECT_FALSE(tbus.is_free(1));
}

TEST_F(TbuSchedulerTest, PacketsThatFollowBelongToTheSameGrant) {
  issue(0, 0);
  issue(0, 0);
  EXPECT_THAT(out.told, SizeIs(1));
  EXPECT_EQ(epoch, 1U);
  ask(0, 1, 1);
  EXPECT_FALSE(tbus.is_free(0)) << "it has not received the second yet, and will ask again";
  ask(0, 1, 2);
  EXPECT_TRUE(tbus.is_free(0));
  issue(0, 1);
  EXPECT_EQ(granted().after, 2U);
  EXPECT_EQ(granted().epoch, 2U);
}

TEST_F(TbuSchedulerTest, ARequestOfAnOldGrantIsStale) {
  issue(0, 0);
  ask(0, 0, 1);
  EXPECT_FALSE(tbus.is_free(0));
  EXPECT_EQ(context.settles, 0);
}

TEST_F(TbuSchedulerTest, TheGrantSaysHowLongTheRequestWaitedAndWhy) {
  issue(0, 0);
  ask(0, (context.at(100), 1), 1);
  tbus.remember(0, Idle::kBlocked);
  context.at(160);
  issue(0, 0);
  EXPECT_EQ(granted().waited, 60U);
  EXPECT_EQ(granted().idle, Idle::kBlocked);
}

TEST_F(TbuSchedulerTest, IsSentAheadNoMoreThanTheSettingSays) {
  EXPECT_FALSE(tbus.may_prefetch(0)) << "it has asked: it is not at work";
  issue(0, 0);
  EXPECT_TRUE(tbus.may_prefetch(0));
  issue(0, 0);
  EXPECT_FALSE(tbus.may_prefetch(0)) << "one at work, one ahead";
  result(0, 1);
  EXPECT_TRUE(tbus.may_prefetch(0));
}

// --- two buffers for configurations ----------------------------------------------------------------------------------

TEST_F(TbuSchedulerTest, LoadsWhatNeitherBufferHas) {
  work(0, 0);
  work(0, 1);
  work(0, 0);
  work(0, 1);
  EXPECT_THAT(out.configured, ElementsAre(Pair(0, kCluster), Pair(0, kTask), Pair(0, 0), Pair(0, 0)));
}

TEST_F(TbuSchedulerTest, TheOneItHasNotUsedLongestMakesWay) {
  work(0, 0);
  work(0, 1);
  work(0, 0);
  work(0, 2);  // in place of B
  work(0, 0);
  work(0, 1);  // in place of D
  work(0, 0);
  work(0, 2);
  EXPECT_THAT(out.configured, ElementsAre(Pair(0, kCluster), Pair(0, kTask), Pair(0, 0), Pair(0, kTask), Pair(0, 0),
                                          Pair(0, kTask), Pair(0, 0), Pair(0, kTask)));
}

TEST_F(TbuSchedulerTest, EachTbuHasItsOwnBuffers) {
  work(0, 0);
  work(1, 0);
  EXPECT_THAT(out.configured, ElementsAre(Pair(0, kCluster), Pair(1, kCluster)));
}

TEST_F(TbuSchedulerTest, PinnedWeightsComeWithAConfigurationAndOnlyThen) {
  work(0, 2);
  ASSERT_THAT(out.fed, SizeIs(1));
  EXPECT_EQ(out.fed[0].packet.kind(), kWeights);
  EXPECT_EQ(out.fed[0].packet.bytes, 1000U);
  EXPECT_EQ(out.fed[0].packet.g, 1U) << "of which grant";
  work(0, 1);
  work(0, 2);
  EXPECT_THAT(out.fed, SizeIs(1)) << "B has none, and D's are there";
}

// --- who works on what -----------------------------------------------------------------------------------------------

TEST_F(TbuSchedulerTest, CountsTheTbusThatAreConfiguredForATaskBlock) {
  EXPECT_EQ(tbus.task_of(0), kNone);
  issue(0, 1);
  work(1, 1);
  EXPECT_EQ(tbus.task_of(0), 1U);
  EXPECT_EQ(tbus.serving(1, 0), 1U) << "without the one that asks";
  EXPECT_EQ(tbus.serving(1, 5), 2U);
  EXPECT_EQ(tbus.serving(0, 5), 0U);
}

TEST_F(TbuSchedulerTest, IsAtRestWhenItHasAskedAndItsResultsHaveCome) {
  issue(0, 0);
  EXPECT_EQ(tbus.at_rest(), 1U);
  ask(0, 1, 1);
  EXPECT_EQ(tbus.at_rest(), 1U) << "its result is on the way";
  result(0, 1);
  EXPECT_EQ(tbus.at_rest(), 2U);
}

// --- handover --------------------------------------------------------------------------------------------------------

TEST_F(TbuSchedulerTest, HandsOverAllItHasOnceWithWhatItKnows) {
  issue(0, 0);
  issue(0, 0);
  work(1, 0);
  work(1, 2);
  context.at(300);
  tbus.hand_over(context, 1);
  tbus.hand_over(context, 1);
  const auto given = handovers();
  ASSERT_THAT(given, SizeIs(2));
  EXPECT_EQ(out.control_of(kHandover)[0].node(), program.node_of_station(0, 1));
  EXPECT_EQ(given[0].tbu, 0U);
  EXPECT_EQ(given[0].since, Handover::kHasNotAsked);
  EXPECT_EQ(given[0].block, block(0));
  EXPECT_EQ(given[0].other, Handover::kNoBlock);
  EXPECT_EQ(given[0].epoch, 1U);
  EXPECT_EQ(given[0].sent, 2U);
  EXPECT_FALSE(given[0].begun) << "no packet of that grant is known to be executed";
  EXPECT_EQ(given[1].since, 0U);
  EXPECT_EQ(given[1].block, block(2));
  EXPECT_EQ(given[1].other, block(0));
  EXPECT_TRUE(given[1].begun);
  EXPECT_FALSE(tbus.is_free(1));
  EXPECT_EQ(tbus.at_rest(), kNone);
}

TEST_F(TbuSchedulerTest, AResultSaysThatItHasBegunUnlessItIsOfTheGrantBefore) {
  work(0, 0);
  issue(0, 1);
  result(0, 1);
  tbus.hand_over(context, 1);
  EXPECT_FALSE(handovers()[0].begun);
}

class TbuHandedOverTest : public TbuSchedulerTest {
 protected:
  TbuHandedOverTest() { tbus.hand_over(context, 1); }
  Handover handover(std::uint64_t since, bool begun) const {
    return {.since = since,
            .block = program.plan().sub_owgs[1].tasks[0],
            .other = block(0),
            .begun = begun,
            .owner = 0,
            .tbu = 0,
            .epoch = 7,
            .sent = 2};
  }
};

TEST_F(TbuHandedOverTest, OneThatHasAskedIsFreeAtOnceAndHasWaitedSinceThen) {
  context.at(90);
  tbus.on_handover(handover(40, true));
  EXPECT_TRUE(tbus.is_free(0));
  issue(0, 0);
  EXPECT_EQ(granted().waited, 50U);
  EXPECT_EQ(granted().epoch, 8U) << "grants are numbered whoever gives them";
  EXPECT_EQ(granted().after, 2U);
  EXPECT_EQ(granted().bitstream, 0U) << "its other buffer has A";
}

TEST_F(TbuHandedOverTest, AnotherSubOwgsConfigurationIsTheLargeOne) {
  tbus.on_handover(handover(40, true));
  issue(0, 1);
  EXPECT_EQ(granted().bitstream, kCluster);
}

TEST_F(TbuHandedOverTest, OneAtWorkMayBeSentAheadOnlyIfItHasBegun) {
  tbus.on_handover(handover(Handover::kHasNotAsked, false));
  EXPECT_FALSE(tbus.is_free(0));
  EXPECT_FALSE(tbus.may_follow(0)) << "its grant may still be on its way: there is no third buffer";
  tbus.hand_over(context, 1);
  tbus.on_handover(handover(Handover::kHasNotAsked, true));
  EXPECT_TRUE(tbus.may_follow(0));
  issue(0, 0);
  EXPECT_EQ(granted().waited, 0U) << "it has not waited at all";
  EXPECT_FALSE(tbus.may_follow(0)) << "one grant ahead";
}

TEST_F(TbuHandedOverTest, OneAtWorkIsNotCountedAmongThoseThatServe) {
  Handover at_work = handover(Handover::kHasNotAsked, true);
  at_work.block = block(2);
  tbus.on_handover(at_work);
  EXPECT_EQ(tbus.serving(2, 5), 0U);
}

TEST_F(TbuHandedOverTest, ItsRequestIsPassedOnToWhoHasTheClusterNow) {
  ask(0, 1, 2, 1, Idle::kBlocked);
  const auto passed = out.control_of(kOutputFull);
  ASSERT_THAT(passed, SizeIs(1));
  EXPECT_EQ(passed[0].node(), program.node_of_station(0, 1));
  const Request request = Request::of(passed[0]);
  EXPECT_EQ(request.station, 1U);
  EXPECT_EQ(request.received, 2U);
  EXPECT_EQ(request.epoch, 1U);
}

TEST_F(TbuHandedOverTest, ARequestThatOvertakesItsHandoverIsRemembered) {
  context.at(100);
  ask(0, 7, 2);
  EXPECT_FALSE(tbus.is_free(0));
  EXPECT_THAT(out.control_of(kInputEmpty), IsEmpty());
  context.at(130);
  tbus.on_handover(handover(Handover::kHasNotAsked, false));
  EXPECT_TRUE(tbus.is_free(0));
  context.at(150);
  issue(0, 0);
  EXPECT_EQ(granted().waited, 50U) << "since the request came";
}

TEST_F(TbuHandedOverTest, ARememberedRequestThatDoesNotFitIsForgotten) {
  ask(0, 7, 1);  // one of the two was still on its way: it will ask again
  tbus.on_handover(handover(Handover::kHasNotAsked, true));
  EXPECT_FALSE(tbus.is_free(0));
  ask(0, 7, 2);
  EXPECT_TRUE(tbus.is_free(0));
}

TEST_F(TbuHandedOverTest, ItIsTheWholeClusterOnceAllHaveCome) {
  tbus.on_handover(handover(40, true));
  EXPECT_EQ(tbus.at_rest(), kNone) << "the other one is on its way";
  Handover other = handover(40, true);
  other.tbu = 1;
  tbus.on_handover(other);
  EXPECT_EQ(tbus.at_rest(), 2U);
}

// --- divided clusters ------------------------------------------------------------------------------------------------

class TbuSharedOutTest : public TbuSchedulerTest {
 protected:
  static test::Machine divided() {
    test::Machine made = machine();
    made.schedule.cluster = test::kStaticCluster;
    made.schedule.cluster_size = 4;
    return made;
  }
  TbuSharedOutTest() : TbuSchedulerTest{divided()} {}
};
TEST_F(TbuSharedOutTest, AStationOfADividedClusterHasItsShare) {
  EXPECT_EQ(tbus.share(), 3U) << "one for each of A, B and D";
  EXPECT_EQ(tbus.at_rest(), 3U) << "the others are not on their way here";
  for (std::uint32_t tbu = 0; tbu < 4; ++tbu) {
    EXPECT_EQ(tbus.is_free(tbu), !program.plan().sub_owgs[0].tbu_tasks[tbu].empty());
  }
}

// --- records ---------------------------------------------------------------------------------------------------------

TEST_F(TbuSchedulerTest, RecordsTheWorkOfEachTbuAndWhatItIsConfiguredFor) {
  issue(1, 2);
  issue(1, 2);
  tbus.finish(context);
  ASSERT_THAT(context.rows, SizeIs(2));
  EXPECT_EQ(context.rows[0].type, kTaskState);
  EXPECT_THAT(context.rows[0].values, ElementsAre(0, 1, 0, block(2), 2));
  EXPECT_EQ(context.rows[1].type, kTbuWork);
  EXPECT_THAT(context.rows[1].values, ElementsAre(1, 0, 2, 10, 6));
}

}  // namespace
}  // namespace octosim::models::octopus
