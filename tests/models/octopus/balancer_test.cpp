#include "models/octopus/balancer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/records.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::_, testing::Contains, testing::ElementsAre, testing::IsEmpty, testing::Not, testing::Pair,
    testing::SizeIs;

constexpr std::uint32_t kPeriod = 6, kDecide = 7;  // tags

/// The middle one of three clusters in a row; items of 64 bytes, room for ten.
class BalancerTest : public testing::Test {
 protected:
  static test::Machine machine(std::uint32_t policy) {
    test::Machine made = test::Machine{}.tbus(1, 3).frames(20);
    made.schedule.cluster_size = 1;
    made.schedule.interval = 1000;
    made.schedule.balance = policy;
    made.hardware.tf_queue.packets_per_flow = 10;
    made.hardware.tf_queue.ports = 64;
    made.hardware.control.router_latency = 3;
    made.hardware.control.link_latency = 1;
    made.hardware.control.die_latency = 8;
    return made;
  }
  explicit BalancerTest(std::uint32_t policy = test::kDiffusive) : BalancerTest{machine(policy)} {}
  explicit BalancerTest(const test::Machine& made)
      : program{made.compile(test::OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).build())},
        site{&program, 1, program.node_of_station(1, 0)},
        input{site, 0, out, {&sram, 0}, {1, 2}},
        balancer{site, 0, out, input, {kPeriod, kDecide}} {
    balancer.start(context);
  }
  void bring(std::uint32_t items) {
    for (std::uint32_t k = 0; k < items; ++k) {
      input.on_offer(context, control_packet(kOfferItem, 0));
      input.on_item(context, token_packet(kItem, 0, program.frame_token(0, next++, 0), 64, 0));
      input.is_in(context);
    }
    context.wakes.clear();
    out.forget();
  }
  static network::Packet from(std::uint16_t cluster, std::uint32_t items) {
    network::Packet packet;
    packet.d = items;
    packet.f = cluster;
    return packet;
  }
  void report(std::uint16_t cluster, std::uint64_t bytes) {
    network::Packet packet = from(cluster, 0);
    packet.a = bytes;
    balancer.on_report(packet);
  }
  std::uint32_t node(std::uint32_t cluster) const { return program.node_of_station(cluster, 0); }

  plan::Program program;
  Site site;
  memory::BankedSram sram{program.plan().hardware.tf_queue};
  test::FakeWaysOut out;
  test::CallingContext context;
  InputQueue input;
  Balancer balancer;
  std::uint32_t next = 0;
};

TEST_F(BalancerTest, ThePeriodIsTheInterval) { EXPECT_THAT(context.wakes, ElementsAre(Pair(1000, kPeriod))); }

TEST_F(BalancerTest, TellsEachNeighbourItsLoadInBytes) {
  bring(3);
  balancer.period(context);
  const auto reports = out.control_of(kReport);
  ASSERT_THAT(reports, SizeIs(2));
  for (const auto& packet : reports) {
    EXPECT_EQ(packet.a, 3U * 64);
    EXPECT_EQ(packet.f, 1U) << "whose it is";
  }
  EXPECT_THAT((std::vector{reports[0].node(), reports[1].node()}), testing::UnorderedElementsAre(node(0), node(2)));
}

TEST_F(BalancerTest, ALoadThatHasNotChangedIsNotToldAgain) {
  balancer.period(context);
  EXPECT_THAT(out.control_of(kReport), IsEmpty()) << "nothing at the start is nothing still";
  bring(1);
  balancer.period(context);
  balancer.period(context);
  EXPECT_THAT(out.control_of(kReport), SizeIs(2)) << "once each";
  ASSERT_TRUE(input.send_last(context, 0));
  balancer.period(context);
  EXPECT_THAT(out.control_of(kReport), SizeIs(4)) << "that it is nothing again is news";
}

TEST_F(BalancerTest, BytesThatWerePromisedRoomCount) {
  EXPECT_EQ(input.reserve(2), 2U);
  balancer.period(context);
  EXPECT_EQ(out.control_of(kReport).at(0).a, 2U * 64);
}

TEST_F(BalancerTest, DecidesWhenTheReportsOfTheNeighboursAreThere) {
  bring(1);
  balancer.period(context);
  // One hop; twice (1 + 2) x (3 + 8) cycles.
  EXPECT_THAT(context.wakes, ElementsAre(Pair(1000, kPeriod), Pair(66, kDecide)));
}

TEST_F(BalancerTest, WithoutALoadThereIsNothingToDecide) {
  balancer.period(context);
  EXPECT_THAT(context.wakes, ElementsAre(Pair(1000, kPeriod), Pair(1000, kPeriod)));
}

TEST_F(BalancerTest, AsksTheLeastLoadedNeighbourForRoomForHalfTheDifference) {
  bring(9);
  report(0, 5 * 64);
  report(2, 4 * 64);
  balancer.decide(context);
  const auto asked = out.control_of(kMove);
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].node(), node(2));
  EXPECT_EQ(asked[0].d, 2U) << "5 more than there: 2 and a half";
  EXPECT_EQ(asked[0].f, 1U);
  EXPECT_EQ(input.size(), 9U) << "nothing moves before room is promised";
}

TEST_F(BalancerTest, TheLastReportOfANeighbourHolds) {
  bring(9);
  report(0, 0);
  report(0, 64 * 9);
  report(2, 64 * 7);
  balancer.decide(context);
  EXPECT_EQ(out.control_of(kMove).at(0).node(), node(2));
}

TEST_F(BalancerTest, LessThanAnItemStays) {
  bring(9);
  report(0, 8 * 64);
  report(2, 8 * 64);
  balancer.decide(context);
  EXPECT_THAT(out.control, IsEmpty());
}

TEST_F(BalancerTest, ItemsThatAreNotHereAreNotOffered) {
  bring(1);
  ASSERT_EQ(input.reserve(8), 8U);
  balancer.decide(context);
  EXPECT_EQ(out.control_of(kMove).at(0).d, 1U) << "of nine, eight are on their way here";
}

TEST_F(BalancerTest, PromisesTheRoomItHas) {
  bring(7);
  balancer.on_move(context, from(2, 5));
  const auto answer = out.control_of(kMoveRoom);
  ASSERT_THAT(answer, SizeIs(1));
  EXPECT_EQ(answer[0].d, 3U);
  EXPECT_EQ(answer[0].node(), node(2));
  EXPECT_EQ(answer[0].f, 1U);
  EXPECT_EQ(input.held(), 10U);
  balancer.on_move(context, from(0, 5));
  EXPECT_EQ(out.control_of(kMoveRoom).at(1).d, 0U) << "an answer all the same";
}

TEST_F(BalancerTest, SendsItemsIntoThePromisedRoomAndCountsThem) {
  bring(4);
  balancer.on_move_room(context, from(2, 3));
  ASSERT_THAT(out.data, SizeIs(3));
  for (const auto& item : out.data) EXPECT_EQ(item.node(), node(2));
  EXPECT_EQ(token_of(out.data[0]).position, 3U) << "the last come first: the others are worked on sooner";
  EXPECT_EQ(input.size(), 1U);
  EXPECT_THAT(out.control_of(kMoveUnused), IsEmpty());
  ASSERT_THAT(context.rows, SizeIs(1));
  EXPECT_EQ(context.rows[0].type, kMoveRecord);
  EXPECT_THAT(context.rows[0].values, ElementsAre(1, 2, 0, 3, 3 * 64, 1));
  EXPECT_EQ(balancer.moves(), 1U);
  EXPECT_EQ(balancer.moved_items(), 3U);
  EXPECT_EQ(balancer.moved_bytes(), 3U * 64);
  EXPECT_EQ(balancer.moved_byte_hops(), 3U * 64);
}

TEST_F(BalancerTest, RoomItDoesNotNeedAnyMoreIsGivenBack) {
  bring(1);
  balancer.on_move_room(context, from(2, 3));
  EXPECT_THAT(out.data, SizeIs(1));
  const auto unused = out.control_of(kMoveUnused);
  ASSERT_THAT(unused, SizeIs(1));
  EXPECT_EQ(unused[0].d, 2U);
  EXPECT_EQ(unused[0].node(), node(2));
  balancer.on_move_room(context, from(0, 2));
  EXPECT_EQ(out.control_of(kMoveUnused).at(1).d, 2U) << "all of it";
  EXPECT_EQ(balancer.moves(), 1U) << "nothing moved, so that is not a move";
  EXPECT_THAT(context.rows, SizeIs(1));
}

TEST_F(BalancerTest, RoomThatIsGivenBackIsFree) {
  balancer.on_move(context, from(2, 10));
  ASSERT_EQ(input.held(), 10U);
  balancer.on_move_unused(context, from(2, 4));
  EXPECT_EQ(input.held(), 6U);
}

TEST_F(BalancerTest, AnOrderIsCarriedOutLikeAMoveOfItsOwn) {
  bring(3);
  balancer.on_order(context, from(0, 2));
  ASSERT_THAT(out.control_of(kMove), SizeIs(1));
  EXPECT_EQ(out.control_of(kMove)[0].node(), node(0));
  EXPECT_EQ(out.control_of(kMove)[0].d, 2U);
  balancer.on_order(context, from(0, 9));
  EXPECT_EQ(out.control_of(kMove)[1].d, 3U) << "no more than is here";
}

TEST_F(BalancerTest, ATickPolicyDoesNothingAboutHunger) {
  report(0, 6400);
  balancer.hunger(context, true);
  EXPECT_THAT(out.control, IsEmpty());
}

class BalancerStealsTest : public BalancerTest {
 protected:
  BalancerStealsTest() : BalancerTest{test::kStealing} {}
};

TEST_F(BalancerStealsTest, AHungryOnePromisesRoomToTheMostLoaded) {
  report(0, 2 * 64);
  report(2, 8 * 64);
  balancer.hunger(context, true);
  const auto come = out.control_of(kMoveRoom);
  ASSERT_THAT(come, SizeIs(1));
  EXPECT_EQ(come[0].node(), node(2));
  EXPECT_EQ(come[0].d, 4U);
  EXPECT_EQ(input.held(), 4U) << "what comes has room";
}

TEST_F(BalancerStealsTest, AsksForNoMoreUntilItIsAnswered) {
  report(2, 8 * 64);
  balancer.hunger(context, true);
  balancer.decide(context);
  ASSERT_THAT(out.control_of(kMoveRoom), SizeIs(1));
  network::Packet answer = control_packet(kMoveUnused, 0);
  answer.a = 1;
  answer.d = 4;  // nothing comes
  balancer.on_move_unused(context, answer);
  EXPECT_EQ(input.held(), 0U);
  balancer.decide(context);
  EXPECT_THAT(out.control_of(kMoveRoom), SizeIs(2));
}

TEST_F(BalancerStealsTest, DecidesEveryPeriodWhileItIsHungry) {
  balancer.hunger(context, true);
  balancer.period(context);
  EXPECT_THAT(context.wakes, Contains(Pair(_, kDecide)));
  context.wakes.clear();
  balancer.hunger(context, false);
  balancer.period(context);
  EXPECT_THAT(context.wakes, Not(Contains(Pair(_, kDecide))));
  report(2, 8 * 64);
  balancer.decide(context);
  EXPECT_THAT(out.control, IsEmpty()) << "one that is no longer hungry asks for nothing";
}

TEST_F(BalancerStealsTest, RoomForWhatMayNotComeIsNoLoad) {
  report(2, 8 * 64);
  balancer.hunger(context, true);
  balancer.period(context);
  EXPECT_THAT(out.control_of(kReport), IsEmpty()) << "others would ask for it";
}

TEST_F(BalancerStealsTest, AnswersEvenIfAllIsSent) {
  bring(2);
  network::Packet come = control_packet(kMoveRoom, 0);
  come.a = 1;
  come.d = 1;
  come.f = 2;
  balancer.on_move_room(context, come);
  const auto answers = out.control_of(kMoveUnused);
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(answers[0].a, 1U);
  EXPECT_EQ(answers[0].d, 0U);
}

TEST_F(BalancerStealsTest, NobodyDecidesOnATick) {
  bring(5);
  balancer.period(context);
  EXPECT_THAT(context.wakes, ElementsAre(Pair(1000, kPeriod))) << "but the neighbours are told";
  EXPECT_THAT(out.control_of(kReport), SizeIs(2));
}

class BalancerOffTest : public BalancerTest {
 protected:
  BalancerOffTest() : BalancerTest{test::kReactive} {}
};
TEST_F(BalancerOffTest, OfACentralPolicyItTellsNobody) { EXPECT_THAT(context.wakes, IsEmpty()); }

class BalancerRangeTest : public BalancerTest {
 protected:
  static test::Machine far() {
    test::Machine made = machine(test::kDiffusive);
    made.tbus(1, 5);
    made.schedule.balance_range = 3;
    made.schedule.balance_period = 50;
    return made;
  }
  BalancerRangeTest() : BalancerTest{far()} {}
};
TEST_F(BalancerRangeTest, ReachesAllClustersWithinItsRange) {
  bring(1);
  balancer.period(context);
  EXPECT_THAT(out.control_of(kReport), SizeIs(4)) << "0, 2, 3 and 4";
}
TEST_F(BalancerRangeTest, DecidesBeforeTheNextPeriodHoweverFarTheNeighboursAre) {
  bring(1);
  balancer.period(context);
  EXPECT_THAT(context.wakes, ElementsAre(Pair(50, kPeriod), Pair(49, kDecide)));
}

}  // namespace
}  // namespace octosim::models::octopus
