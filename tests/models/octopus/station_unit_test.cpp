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
    made.hardware.tf_queue.ports = 64;  // whatever comes in one cycle
    made.hardware.tbu.prefetch = 0;
    return made;
  }
  StationUnitTest()
      : program{machine().compile(
            test::OwgBuilder{}.task("A", 100 * 1024).task("B", 100 * 1024).path({"SRC", "A", "B", "SINK"}).build())},
        station{Site{&program, 0, program.node_of_station(0, 0)}, 0, out, out, 10, 0, {&sram, 0}} {
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
    const Request request{
        .received = 1, .tbu = static_cast<std::uint16_t>(tbu), .block = feed.block, .epoch = feed.epoch};
    station.on_request(context, request.packet(0));
    network::Packet result{.a = workload::functional::executed(feed.digest), .d = feed.nth};
    result.e = static_cast<std::uint16_t>(tbu);
    result.f = feed.block;
    result.g = feed.epoch;
    station.on_result(context, result);
    station.settle(context);
  }
  std::size_t accepted() const { return out.control_of(kAccept).size(); }

  plan::Program program;
  memory::BankedSram sram{program.plan().hardware.tf_queue};
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
  EXPECT_EQ(Feed::of(out.fed[0].packet).epoch, 1U) << "its first grant";
  EXPECT_EQ(a.epoch, 1U);
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
  const plan::Program two = machine().compile(test::OwgBuilder{}
                                                  .task("A", 100 * 1024)
                                                  .task("B")
                                                  .expand("E", 1)
                                                  .collapse("C")
                                                  .path({"SRC", "A", "E", "B", "C", "SINK"})
                                                  .build());
  StationUnit first{Site{&two, 0, two.node_of_station(0, 0)}, 0, out, out, 10, 0, {&sram, 0}};
  first.start(context);
  network::Packet owner = control_packet(kOwner, 0);
  owner.f = 1;
  first.on_owner(context, owner);
  first.settle(context);
  ASSERT_THAT(out.control_of(kHandover), SizeIs(2));
  EXPECT_EQ(Handover::of(out.control_of(kHandover)[0]).owner, 1U);
  EXPECT_EQ(Handover::of(out.control_of(kHandover)[0]).block, Handover::kNoBlock);
  owner.f = 0;
  first.on_owner(context, owner);
  const std::uint32_t a = two.station(0).tasks[0].block;
  const Handover back{.since = 40, .block = a, .idle = Idle::kBlocked, .owner = 0, .tbu = 0};
  first.on_handover(context, back.packet(0));
  context.at(100);
  first.on_offer(context, control_packet(kOfferItem, 0));
  first.on_item(context, token_packet(kItem, 0, two.frame_token(0, 0, 0), 64, 0));
  first.wake(context, StationUnit::kItemIsIn);
  first.settle(context);
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

/// One Task Block that reads and writes a tensor of 4,096 bytes, needs 1,000 bytes of activations, and a bank of 64
/// bytes a cycle for all Task Flows.
class StationMemoryTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made;
    made.schedule.cluster_size = 2;
    made.hardware.tf_queue.banks = 1;
    made.hardware.tf_queue.bank_width = 64;
    made.hardware.tbu.port = 64;
    made.hardware.network.link = 64;
    made.hardware.tbu.sram = 900;
    made.hardware.tbu.pinned_weights = 0;
    return made;
  }
  StationMemoryTest()
      : program{machine().compile(test::OwgBuilder{}
                                      .task("A", 100 * 1024)
                                      .weights(0, 1000)
                                      .flow("SRC", "A", 640, 4096)
                                      .flow("A", "SINK", 128, 4096)
                                      .build())},
        station{Site{&program, 0, program.node_of_station(0, 0)}, 0, out, out, 10, 0, {&sram, 0}} {
    station.start(context);
  }
  void bring(std::uint32_t frame) {
    context.at(1000 * (frame + 1));
    station.on_offer(context, control_packet(kOfferItem, 0));
    station.on_item(context, token_packet(kItem, 0, program.frame_token(0, frame, 0), 640, 0));
    station.wake(context, StationUnit::kItemIsIn);
    station.settle(context);
  }
  network::Packet part(Kind kind, std::uint32_t number, std::uint32_t bytes) const {
    network::Packet packet{.d = number, .bytes = bytes};
    packet.address(kind, 0);
    return packet;
  }

  plan::Program program;
  memory::BankedSram sram{program.plan().hardware.tf_queue};
  test::FakeWaysOut out;
  test::CallingContext context{1000};
  StationUnit station;
};

TEST_F(StationMemoryTest, APacketIsFedWhenItsTileIsThere) {
  bring(0);
  EXPECT_THAT(out.fed, IsEmpty());
  ASSERT_THAT(out.control_of(kRead), SizeIs(1));
  station.on_tile(context.at(5000), part(kTile, 0, 4000));
  station.settle(context);
  EXPECT_THAT(out.fed, IsEmpty());
  station.on_tile(context.at(6000), part(kTile, 0, 96));
  station.settle(context);
  // Of the one bank: the flow, 10 cycles, then the tile, 64, then what the SRAM does not hold, 2, as the packet leaves.
  ASSERT_THAT(out.fed, SizeIs(1));
  EXPECT_EQ(out.fed[0].packet.bytes, 640U + 4096 + 100);
  EXPECT_EQ(Feed::of(out.fed[0].packet).out_bytes, 128U + 4096 + 100);
  EXPECT_EQ(sram.conflicts(), 0U);
  EXPECT_EQ(sram.read(0, 64, 6000, 1), 6000U + 10 + 64 + 2);
}

TEST_F(StationMemoryTest, APacketWaitsForItsBank) {
  bring(0);
  sram.read(0, 64 * 90, 6000, 90);
  station.on_tile(context.at(6040), part(kTile, 0, 4096));  // came from 5,976 on, written from 6,090 to 6,154
  EXPECT_EQ(context.wakes.back().first, 6154U - 6040);
  EXPECT_THAT(out.fed, IsEmpty());
  sram.read(0, 64, 6154, 1);
  station.wake(context.at(6154), StationUnit::kBankIsFree);
  station.settle(context);
  EXPECT_THAT(out.fed, IsEmpty());
  EXPECT_EQ(context.wakes.back().first, 1U);
  station.wake(context.at(6155), StationUnit::kBankIsFree);
  EXPECT_THAT(out.fed, SizeIs(1));
  EXPECT_EQ(sram.conflicts(), 2U);
  EXPECT_EQ(sram.waited(), 6090U - 5976 + 1);
}

TEST_F(StationMemoryTest, AResultLeavesWhenItsTileIsInDram) {
  bring(0);
  station.on_tile(context.at(5000), part(kTile, 0, 4096));
  station.settle(context);
  ASSERT_THAT(out.fed, SizeIs(1));
  network::Packet result{.a = workload::functional::executed(Feed::of(out.fed[0].packet).digest)};
  result.e = static_cast<std::uint16_t>(out.fed[0].tbu);
  result.f = Feed::of(out.fed[0].packet).block;
  station.on_result(context.at(9000), result);
  ASSERT_THAT(out.data, SizeIs(1));
  EXPECT_EQ(out.data[0].kind(), kWrite);
  EXPECT_EQ(out.data[0].bytes, 4096U);
  EXPECT_THAT(out.emitted, IsEmpty());
  station.on_written(context.at(9500), part(kWritten, out.data[0].d, 16));
  station.settle(context);
  EXPECT_THAT(out.emitted, SizeIs(1));
  station.finish(context);
  EXPECT_EQ(context.rows.back().type, kTileTotal);
  EXPECT_EQ(context.rows.back().values, (std::vector<std::uint64_t>{0, 0, 1, 4096, 1, 4096, 1, 100}));
}

/// Two loops of a slice each: 1,000 bytes made by the first and read by the second lie in DRAM, as do 400 bytes of the
/// item that the second one reads, and 300 bytes that it keeps; 50 bytes more are in the TF-Queue.
class StationSlicesTest : public testing::Test {
 protected:
  static workload::Owg owg() {
    return test::OwgBuilder{}
        .task("A")
        .loops({{.slices = 1,
                 .cycles = 70,
                 .in_bytes = 640,
                 .out_bytes = 1000,
                 .dram_out_bytes = 1000,
                 .stored_bytes = 400},
                {.slices = 1,
                 .cycles = 80,
                 .in_bytes = 1450,
                 .out_bytes = 128,
                 .kept_bytes = 300,
                 .dram_in_bytes = 1400,
                 .dram_kept_bytes = 300}})
        .flow("SRC", "A", 640)
        .flow("A", "SINK", 128)
        .build();
  }
  static test::Machine machine() {
    test::Machine made;
    made.schedule.cluster_size = 2;
    made.hardware.dram.part = 900;
    return made;
  }
  network::Packet result_of(std::size_t fed) const {
    network::Packet result{.a = workload::functional::executed(Feed::of(out.fed[fed].packet).digest),
                           .d = Feed::of(out.fed[fed].packet).nth,
                           .bytes = Feed::of(out.fed[fed].packet).out_bytes};
    result.e = static_cast<std::uint16_t>(out.fed[fed].tbu);
    result.f = Feed::of(out.fed[fed].packet).block;
    return result;
  }
  network::Packet written(std::uint32_t number) const {
    network::Packet packet = control_packet(kWritten, 0);
    packet.d = number;
    return packet;
  }

  plan::Program program{machine().compile(owg())};
  memory::BankedSram sram{program.plan().hardware.tf_queue};
  test::FakeWaysOut out;
  test::CallingContext context{1000};
  StationUnit station{Site{&program, 0, program.node_of_station(0, 0)}, 0, out, out, 10, 0, {&sram, 0}};
};

TEST_F(StationSlicesTest, ALoopReadsFromDramWhatTheOneBeforeHasWrittenThere) {
  station.start(context);
  station.on_offer(context, control_packet(kOfferItem, 0));
  station.on_item(context, token_packet(kItem, 0, program.frame_token(0, 0, 0), 640, 0));
  station.wake(context, StationUnit::kItemIsIn);
  station.settle(context);
  ASSERT_THAT(out.fed, SizeIs(1));
  EXPECT_EQ(out.fed[0].packet.bytes, 640U);
  EXPECT_EQ(Feed::of(out.fed[0].packet).parts, 0U);
  EXPECT_EQ(Feed::of(out.fed[0].packet).out_bytes, 1000U);
  EXPECT_THAT(out.control_of(kLoadSlice), IsEmpty());

  station.on_result(context.at(2000), result_of(0));
  station.settle(context);
  ASSERT_THAT(out.data, SizeIs(2)) << "1,000 bytes, and 400 of the item, in parts of 900";
  const std::uint64_t base = program.memory().tensor(program.frame_token(0, 0, 0).id, 1700);
  EXPECT_EQ(out.data[0].a, base);
  EXPECT_EQ(out.data[0].bytes + out.data[1].bytes, 1400U);
  station.on_written(context.at(3000), written(out.data[0].d));
  station.settle(context);
  EXPECT_THAT(out.fed, SizeIs(1)) << "not all is written";
  station.on_written(context.at(3500), written(out.data[1].d));
  station.settle(context);
  ASSERT_THAT(out.fed, SizeIs(2));
  EXPECT_EQ(out.fed[1].packet.bytes, 50U);
  EXPECT_EQ(Feed::of(out.fed[1].packet).parts, 2U);
  const auto loads = out.control_of(kLoadSlice);
  ASSERT_THAT(loads, SizeIs(1));
  EXPECT_EQ(SliceLoad::of(loads[0]).bytes(), 1700U);
  EXPECT_GE(loads[0].a, base);
  EXPECT_EQ(loads[0].e, out.fed[1].tbu);
  EXPECT_EQ(loads[0].d, Feed::of(out.fed[1].packet).nth);

  station.on_result(context.at(5000), result_of(1));
  station.settle(context);
  EXPECT_THAT(out.data, SizeIs(2)) << "the last loop writes nothing there";
  EXPECT_THAT(out.emitted, SizeIs(1));
  station.finish(context);
  EXPECT_EQ(context.rows.back().type, kTileTotal);
  EXPECT_EQ(context.rows.back().values, (std::vector<std::uint64_t>{0, 0, 1, 1700, 2, 1400, 0, 0}));
}

TEST_F(StationMemoryTest, TilesAreAskedForAheadAndNoMoreThanTheSettingSays) {
  for (std::uint32_t frame = 0; frame < 5; ++frame) bring(frame);
  EXPECT_THAT(out.control_of(kRead), SizeIs(2));
}

TEST(StationPrefetchTest, SendsATbuAtWorkPacketsOfItsTaskBlockAheadAndNoMore) {
  test::Machine machine;
  machine.schedule.cluster_size = 1;
  machine.hardware.tbu.prefetch = 2;
  machine.hardware.tf_queue.ports = 64;  // whatever leaves in one cycle
  machine.workload.packet_cycles = 100;
  const plan::Program program =
      machine.compile(test::OwgBuilder{}.task("A", 800 * 1024).path({"SRC", "A", "SINK"}).build());
  memory::BankedSram sram{program.plan().hardware.tf_queue};
  test::FakeWaysOut out;
  test::CallingContext context;
  StationUnit station{Site{&program, 0, program.node_of_station(0, 0)}, 0, out, out, 10, 0, {&sram, 0}};
  station.start(context);
  network::Packet offer = control_packet(kOfferItem, 0);
  station.on_offer(context, offer);
  station.on_item(context, token_packet(kItem, 0, program.frame_token(0, 0, 0), 64, 0));
  station.wake(context, StationUnit::kItemIsIn);
  station.settle(context);
  ASSERT_THAT(out.fed, SizeIs(3)) << "one to execute, two ahead";
  EXPECT_THAT(out.told, SizeIs(1)) << "one grant";
  EXPECT_EQ(Feed::of(out.fed[0].packet).epoch, 1U);
  EXPECT_EQ(Feed::of(out.fed[1].packet).epoch, 1U) << "of the same grant";
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
  machine.schedule.balance = test::kDiffusive;
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

/// A cluster of four TBUs in a row: the station is at CBU 1, and TBUs 0 and 1 touch it; TBU 2 hands its results to CBU
/// 2, TBU 3 to CBU 3.
class SpreadStationTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made = test::Machine{}.tbus(1, 4).frames(8);
    made.schedule.cluster_size = 4;
    made.hardware.tf_queue.ports = 64;
    made.hardware.tbu.prefetch = 0;
    return made;
  }
  SpreadStationTest()
      : program{machine().compile(
            test::OwgBuilder{}.task("A", 100 * 1024).task("B", 100 * 1024).path({"SRC", "A", "B", "SINK"}).build())},
        station{Site{&program, 0, program.node_of_station(0, 0)}, 0, out, out, 10, 0, {&sram, 0}} {
    station.start(context);
    bring(0);
  }
  /// Four items.
  void bring(std::uint32_t first) {
    for (std::uint32_t frame = first; frame < first + 4; ++frame) {
      station.on_offer(context, control_packet(kOfferItem, 0));
      station.on_item(context, token_packet(kItem, 0, program.frame_token(0, frame, 0), 64, 0));
      station.wake(context, StationUnit::kItemIsIn);
      station.settle(context);
    }
  }
  std::uint32_t task_of(const Feed& feed) const { return feed.block == program.station(0).tasks[0].block ? 0 : 1; }
  /// The TBU asks for work, then its result comes, or the word that it has stayed.
  void finish(const Feed& feed) {
    const Request request{.received = 1, .tbu = feed.tbu, .block = feed.block, .epoch = feed.epoch};
    station.on_request(context, request.packet(0));
    network::Packet result{.a = workload::functional::executed(feed.digest), .d = feed.nth};
    result.e = feed.tbu;
    result.f = feed.block;
    result.g = feed.epoch;
    const bool stays = task_of(feed) == 0 && feed.tbu >= 2;
    if (stays) {
      station.on_stored(context, result);
    } else {
      station.on_result(context, result);
    }
    station.settle(context);
  }

  plan::Program program;
  memory::BankedSram sram{program.plan().hardware.tf_queue};
  test::FakeWaysOut out;
  test::CallingContext context;
  StationUnit station;
};

TEST_F(SpreadStationTest, WhatHasStayedIsOrderedFromThere) {
  ASSERT_EQ(program.node_of_station(0, 0), 1U);
  ASSERT_THAT(out.fed, SizeIs(4)) << "A on every TBU";
  std::vector<Feed> first;
  for (const auto& fed : out.fed) first.push_back(Feed::of(fed.packet));
  for (std::uint32_t item = 0; item < 4; ++item) EXPECT_EQ(first[item].tbu, item);
  for (const Feed& feed : first) finish(feed);
  ASSERT_THAT(out.fed, SizeIs(8)) << "B of every item";
  const auto orders = out.control_of(kForward);
  ASSERT_THAT(orders, SizeIs(2));
  for (std::uint32_t item = 0; item < 4; ++item) {
    const auto& packet = out.fed[4 + item].packet;
    const Feed feed = Feed::of(packet);
    ASSERT_EQ(task_of(feed), 1U);
    EXPECT_EQ(feed.nth, item) << "in the order of the items";
    if (item < 2) {
      EXPECT_EQ(feed.parts, 0U);
      EXPECT_EQ(packet.bytes, 64U);
      continue;
    }
    EXPECT_EQ(feed.parts, 1U);
    EXPECT_EQ(packet.bytes, 0U) << "nothing of it is here";
    const auto& order = orders[item - 2];
    EXPECT_EQ(order.node(), item) << "the CBU that touches the TBU that made it";
    EXPECT_EQ(order.a, 64U);
    EXPECT_EQ(order.b, 1U) << "the second queue; the first is the input";
    EXPECT_EQ(order.d, feed.nth);
    EXPECT_EQ(order.e, feed.tbu);
    EXPECT_EQ(order.f, feed.block);
    EXPECT_EQ(order.g, feed.epoch);
  }
}

TEST_F(SpreadStationTest, OfFreeTbusWithTheTaskBlockTheNearestToThePacketGetsIt) {
  for (std::size_t k = 0; k < 8; ++k) finish(Feed::of(out.fed[k].packet));
  bring(4);
  ASSERT_THAT(out.fed, SizeIs(12));
  for (std::uint32_t tbu = 0; tbu < 4; ++tbu) {
    ASSERT_EQ(task_of(Feed::of(out.fed[8 + tbu].packet)), 0U);
    ASSERT_EQ(out.fed[8 + tbu].tbu, tbu) << "A on every TBU again";
  }
  for (std::size_t k = 8; k < 11; ++k) finish(Feed::of(out.fed[k].packet));
  ASSERT_THAT(out.fed, SizeIs(15));
  for (std::size_t k = 12; k < 15; ++k) finish(Feed::of(out.fed[k].packet));
  finish(Feed::of(out.fed[11].packet));  // TBU 3 hands it to CBU 3; TBUs 0, 1 and 2 have B, TBU 3 has A
  ASSERT_THAT(out.fed, SizeIs(16));
  EXPECT_EQ(task_of(Feed::of(out.fed[15].packet)), 1U);
  EXPECT_EQ(out.fed[15].tbu, 2U) << "a step away; the others are two, and TBU 3 would have to be configured";
}

TEST_F(SpreadStationTest, WhatLeavesTheSubOwgComesToTheStation) {
  for (std::size_t k = 0; k < 8; ++k) finish(Feed::of(out.fed[k].packet));
  EXPECT_THAT(out.emitted, SizeIs(4));
  const auto delivered = token_of(out.emitted[3].emissions[0].packet);
  const Feed b = Feed::of(out.fed[7].packet);
  EXPECT_EQ(delivered.digest,
            engine::mix(workload::functional::item_seed(b.block), workload::functional::executed(b.digest)));
}

}  // namespace
}  // namespace octosim::models::octopus
