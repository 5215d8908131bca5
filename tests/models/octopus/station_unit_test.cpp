#include "models/octopus/station_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/records.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::IsEmpty, testing::SizeIs;

/// The first station of a cluster of two TBUs: A -> B, one packet each, items of 64 bytes.
class StationUnitTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made;
    made.schedule.cluster_size = 2;
    made.hardware.tf_queue.packets_per_flow = 2;
    made.hardware.tbu.prefetch = 0;
    return made;
  }
  StationUnitTest()
      : program{machine().compile(
            test::OwgBuilder{}.task("A", 100 * 1024).task("B", 100 * 1024).path({"SRC", "A", "B", "SINK"}).build())},
        station{Site{&program, 0, program.node_of_station(0, 0)}, 0, out, out, 10, 0} {
    station.start(context);
  }
  void offer(std::uint16_t emitter) {
    network::Packet packet = control_packet(kOfferItem, 0);
    packet.b = 9;
    packet.e = emitter;
    station.on_offer(context, packet);
  }
  void bring(std::uint32_t frame) {
    station.on_item(context, token_packet(kItem, 0, program.frame_token(0, frame, 0), 64, 0));
    station.wake(context, StationUnit::kItemIsIn);
    station.settle(context);
  }
  void finish(std::uint32_t tbu, const Feed& feed) {
    const Request request{.received = 1, .tbu = static_cast<std::uint16_t>(tbu), .block = feed.block};
    station.on_request(context, request.packet(0));
    network::Packet result{.a = workload::functional::executed(feed.digest), .d = feed.nth};
    result.e = static_cast<std::uint16_t>(tbu);
    result.f = feed.block;
    station.on_result(context, result);
    station.settle(context);
  }
  std::size_t accepted() const { return out.control_of(kAccept).size(); }

  plan::Program program;
  test::FakeWaysOut out;
  test::CallingContext context;
  StationUnit station;
};

TEST_F(StationUnitTest, AcceptsWhatItHasRoomForAndTheRestInTurn) {
  for (std::uint16_t emitter = 1; emitter <= 4; ++emitter) offer(emitter);
  ASSERT_EQ(accepted(), 2U) << "two packets a flow";
  EXPECT_EQ(out.control_of(kAccept)[1].e, 2U);
  EXPECT_EQ(out.control_of(kAccept)[1].node(), 9U);
  bring(0);
  ASSERT_THAT(out.fed, SizeIs(1)) << "A takes it: it has left the input";
  ASSERT_EQ(accepted(), 3U);
  EXPECT_EQ(out.control_of(kAccept)[2].e, 3U);
}

TEST_F(StationUnitTest, APacketGoesThroughItsTaskBlocksAndLeavesAsTheInterpreterSays) {
  offer(1);
  bring(0);
  ASSERT_THAT(out.fed, SizeIs(1));
  const Feed a = Feed::of(out.fed[0].packet);
  EXPECT_EQ(a.cycles, 100U);
  EXPECT_EQ(a.block, program.station(0).tasks[0].block);
  EXPECT_EQ(out.fed[0].packet.bytes, 64U);
  finish(out.fed[0].tbu, a);
  ASSERT_THAT(out.fed, SizeIs(2));
  EXPECT_THAT(out.emitted, IsEmpty());
  const Feed b = Feed::of(out.fed[1].packet);
  EXPECT_EQ(b.block, program.station(0).tasks[1].block);
  finish(out.fed[1].tbu, b);
  ASSERT_THAT(out.emitted, SizeIs(1));
  EXPECT_EQ(out.emitted[0].id, 11U) << "the emitter of the second Task Block";
  const auto delivered = token_of(out.emitted[0].emissions[0].packet);
  EXPECT_EQ(delivered.digest,
            engine::mix(workload::functional::item_seed(b.block), workload::functional::executed(b.digest)));
}

TEST_F(StationUnitTest, NothingIsIssuedThatHasNoRoomBehindIt) {
  out.emitters_idle = false;  // nothing leaves: each exit holds its two packets, the flow before it two more
  for (std::uint32_t frame = 0; frame < 8; ++frame) {
    offer(1);
    bring(frame);
  }
  std::size_t done = 0;
  for (; done < out.fed.size(); ++done) finish(out.fed[done].tbu, Feed::of(out.fed[done].packet));
  EXPECT_EQ(done, 4U + 2U) << "A for four items, B for two";
  EXPECT_THAT(out.emitted, IsEmpty());
  EXPECT_THAT(out.control_of(kTrigger), testing::Not(IsEmpty()));
  EXPECT_EQ(out.control_of(kTrigger).back().f, static_cast<std::uint16_t>(Trigger::kFull));
  out.emitters_idle = true;
  station.settle(context);
  EXPECT_THAT(out.emitted, SizeIs(2)) << "both leave, and work goes on";
  EXPECT_GT(out.fed.size(), done);
}

TEST_F(StationUnitTest, GivesItsTbusToTheNewOwnerWhenTheyAreIdle) {
  offer(1);
  bring(0);
  ASSERT_THAT(out.fed, SizeIs(1));
  network::Packet owner = control_packet(kOwner, 0);
  owner.f = 0;
  station.on_owner(context, owner);
  station.settle(context);
  EXPECT_THAT(out.control_of(kHandover), IsEmpty()) << "it is the owner itself";
}

TEST_F(StationUnitTest, GrantsWithAConfigurationIfTheTaskBlockIsAnother) {
  offer(1);
  bring(0);
  ASSERT_THAT(out.told, SizeIs(1));
  const Grant a = Grant::of(out.told[0].packet);
  EXPECT_EQ(a.bitstream, 96'000U);
  EXPECT_EQ(a.manager, program.node_of_station(0, 0));
  EXPECT_EQ(a.block, program.station(0).tasks[0].block);
  EXPECT_TRUE(Feed::of(out.fed[0].packet).first);
  const std::uint32_t tbu = out.fed[0].tbu;
  EXPECT_THAT(out.configured, testing::ElementsAre(std::make_pair(tbu, std::uint64_t{96'000})));
  finish(tbu, Feed::of(out.fed[0].packet));
  ASSERT_THAT(out.configured, SizeIs(2)) << "for B, which each TBU serves";
  EXPECT_EQ(out.configured[1].second, out.fed[1].tbu == tbu ? 32'000U : 96'000U);
  offer(1);
  const std::size_t before = out.configured.size();
  bring(1);
  ASSERT_THAT(out.told, SizeIs(3));
  const bool again = out.told[2].tbu == tbu && out.fed[1].tbu != tbu;
  EXPECT_EQ(Grant::of(out.told[2].packet).bitstream > 0, !again);
  EXPECT_EQ(out.configured.back().second == 0, again) << "it has this Task Block";
  EXPECT_EQ(out.configured.size(), before + 1);
}

TEST_F(StationUnitTest, ARequestThatCrossedAPacketIsNotAnswered) {
  offer(1);
  bring(0);
  offer(1);
  bring(1);
  const std::size_t told = out.told.size();
  const Feed feed = Feed::of(out.fed[0].packet);
  const Request old{.received = 0, .tbu = feed.tbu, .block = feed.block};
  station.on_request(context, old.packet(0));
  station.settle(context);
  EXPECT_EQ(out.told.size(), told);
}

TEST_F(StationUnitTest, TakesATbuWithWhatItIsConfiguredForAndHowLongItHasWaited) {
  network::Packet owner = control_packet(kOwner, 0);
  owner.f = 1;
  station.on_owner(context, owner);
  station.settle(context);
  ASSERT_THAT(out.control_of(kHandover), SizeIs(2));
  EXPECT_EQ(Handover::of(out.control_of(kHandover)[0]).owner, 1U);
  EXPECT_EQ(Handover::of(out.control_of(kHandover)[0]).block, workload::kNone);
  owner.f = 0;
  station.on_owner(context, owner);
  const std::uint32_t a = program.station(0).tasks[0].block;
  const Handover back{.since = 40, .block = a, .idle = Idle::kBlocked, .owner = 0, .tbu = 0};
  station.on_handover(context, back.packet(0));
  context.at(100);
  offer(1);
  bring(0);
  ASSERT_THAT(out.told, SizeIs(1));
  const Grant grant = Grant::of(out.told[0].packet);
  EXPECT_EQ(grant.bitstream, 0U);
  EXPECT_EQ(grant.waited, 60U);
}

TEST_F(StationUnitTest, CountsWhatIsOnItsWay) {
  offer(1);
  offer(2);
  bring(0);
  station.finish(context);
  // Columns 3 .. 6: made, delivered, absorbed, in flight.
  const auto totals = context.rows.back().values;
  EXPECT_EQ(context.rows.back().type, kStationTotal);
  EXPECT_EQ(totals[3], 1U);
  EXPECT_EQ(totals[4], 1U) << "taken by A";
  EXPECT_EQ(totals[5], 0U);
  EXPECT_EQ(totals[6], 0U) << "with a TBU, in no Task Flow";
  finish(out.fed[0].tbu, Feed::of(out.fed[0].packet));
  station.finish(context);
  EXPECT_EQ(context.rows.back().values[3], 2U);
  EXPECT_EQ(context.rows.back().values[4], 2U);
}

TEST_F(StationUnitTest, CountsTheBytesOfItsQueuesAndTheWorkOfEachTbu) {
  offer(1);
  bring(0);
  finish(out.fed[0].tbu, Feed::of(out.fed[0].packet));
  finish(out.fed[1].tbu, Feed::of(out.fed[1].packet));
  station.finish(context);
  // Written: 64 B of the item, 64 of A's result, 64 of B's; all read again.
  EXPECT_EQ(context.rows.back().values[13], 3U * 64);
  EXPECT_EQ(context.rows.back().values[14], 3U * 64);
  std::uint64_t packets = 0, macs = 0;
  for (const auto& row : context.rows) {
    if (row.type != kTbuWork) continue;
    EXPECT_EQ(row.values[1], 0U) << "sub-OWG";
    packets += row.values[2];
    macs += row.values[3];
    EXPECT_EQ(row.values[4], 0U) << "operations";
  }
  EXPECT_EQ(packets, 2U);
  EXPECT_EQ(macs, 2U * 100 * 1024);
}

TEST(StationPrefetchTest, SendsATbuAtWorkPacketsOfItsTaskBlockAheadAndNoMore) {
  test::Machine machine;
  machine.schedule.cluster_size = 1;
  machine.hardware.tbu.prefetch = 2;
  machine.workload.packet_cycles = 100;
  const plan::Program program =
      machine.compile(test::OwgBuilder{}.task("A", 800 * 1024).path({"SRC", "A", "SINK"}).build());
  test::FakeWaysOut out;
  test::CallingContext context;
  StationUnit station{Site{&program, 0, program.node_of_station(0, 0)}, 0, out, out, 10, 0};
  station.start(context);
  network::Packet offer = control_packet(kOfferItem, 0);
  station.on_offer(context, offer);
  station.on_item(context, token_packet(kItem, 0, program.frame_token(0, 0, 0), 64, 0));
  station.wake(context, StationUnit::kItemIsIn);
  station.settle(context);
  ASSERT_THAT(out.fed, SizeIs(3)) << "one to execute, two ahead";
  EXPECT_THAT(out.told, SizeIs(1)) << "one grant";
  EXPECT_TRUE(Feed::of(out.fed[0].packet).first);
  EXPECT_FALSE(Feed::of(out.fed[1].packet).first);
  const auto result = [&](std::uint32_t nth) {
    network::Packet packet{.d = nth};
    packet.f = static_cast<std::uint16_t>(program.station(0).tasks[0].block);
    station.on_result(context, packet);
    station.settle(context);
  };
  result(1);  // whatever order they come in
  EXPECT_THAT(out.fed, SizeIs(4));
  result(0);
  EXPECT_THAT(out.fed, SizeIs(5));
  EXPECT_THAT(out.told, SizeIs(1));
}

TEST(StationBalanceTest, WaitingItemsMoveToTheNeighbourAndComeOutTheSame) {
  // All six frames live in the first of two clusters.
  test::Machine machine = test::Machine{}.tbus(1, 2).frames(6);
  machine.schedule.cluster_size = 1;
  machine.schedule.interval = 1000;
  const auto owg = test::OwgBuilder{}.task("A", 3000 * 1024).path({"SRC", "A", "SINK"}).build();
  const test::RanksRun alone = test::run_machine(machine.compile(owg));
  machine.schedule.balance = plan::Balance::kDiffusive;
  const test::RanksRun shared = test::run_machine(machine.compile(owg));
  EXPECT_THAT(rows_of(alone, kMoveRecord), IsEmpty());
  EXPECT_EQ(sum_of(shared, kTbuWork, 3), sum_of(alone, kTbuWork, 3)) << "moved work is the same work";
  EXPECT_GT(sum_of(shared, kStationTotal, 13), sum_of(alone, kStationTotal, 13)) << "and is written twice";
  EXPECT_EQ(sum_of(shared, kStationTotal, 13), sum_of(shared, kStationTotal, 14)) << "and read twice";
  const auto moves = rows_of(shared, kMoveRecord);
  ASSERT_THAT(moves, testing::Not(IsEmpty()));
  EXPECT_EQ(moves[0][0], 0U);
  EXPECT_EQ(moves[0][1], 1U);
  for (const auto& move : moves) {
    EXPECT_EQ(move[4], move[3] * 64) << "bytes";
    EXPECT_EQ(move[5], 1U) << "hops";
  }
  EXPECT_EQ(rows_of(shared, kTbuTotal)[0][3] + rows_of(shared, kTbuTotal)[1][3], 6U * 3000) << "busy";
  EXPECT_GT(rows_of(shared, kTbuTotal)[1][3], 0U);
  EXPECT_LT(shared.reports[0].end.cycle, alone.reports[0].end.cycle);
  EXPECT_EQ(rows_of(shared, kStream)[0][4], rows_of(alone, kStream)[0][4]) << "digest";
}

}  // namespace
}  // namespace octosim::models::octopus
