#include "models/octopus/tbu.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/octopus/records.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre, testing::SizeIs;

/// TBU 3 of the wafer, place 2 of cluster 0; its CBU is at its bottom left, its station at node 5.
class TbuTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kCorner = 2;
  static constexpr std::uint16_t kBlock = 1, kOther = 4;

  TbuTest()
      : program{test::Machine{}.compile(test::OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).build())},
        tbu{{&program, 3, 0}} {}

  void grant(std::uint64_t now, bool configure, std::uint64_t waited = 0, Idle idle = Idle::kStarved,
             std::uint16_t block = kBlock) {
    const auto before = fed.find(epoch++);
    const Grant made{.waited = waited,
                     .bitstream = configure ? 96'000U : 0U,
                     .manager = 5,
                     .idle = idle,
                     .tbu = 2,
                     .block = block,
                     .epoch = epoch,
                     .after = before == fed.end() ? 0 : before->second};
    tbu.on_control<kCorner>(context.at(now), made.packet());
  }
  void grant_ahead(std::uint64_t now, std::uint16_t block) { grant(now, true, 0, Idle::kStarved, block); }
  /// The last piece of a configuration, through another CBU than the grant.
  void configure(std::uint64_t now, std::uint32_t bytes, std::uint16_t block = kBlock) {
    network::Packet piece{.bytes = bytes};
    piece.address(kConfigure, 0);
    piece.e = block;
    tbu.on_control<kCorner + 1>(context.at(now), piece);
  }
  void weights(std::uint64_t now, std::uint32_t bytes) {
    network::Packet piece{.bytes = bytes};
    piece.address(kWeights, 0);
    piece.g = epoch;
    tbu.on_data(context.at(now), piece);
  }
  void feed(std::uint64_t now, std::uint64_t cycles, bool first, std::uint64_t issued, std::uint32_t bytes = 512,
            Idle next = Idle::kStarved) {
    if (first) ++feeding;
    ++fed[feeding];
    const Feed made{.digest = 77,
                    .cycles = cycles,
                    .out_bytes = 256,
                    .issued = static_cast<std::uint32_t>(issued),
                    .nth = 9,
                    .next = next,
                    .tbu = 2,
                    .block = kBlock,
                    .epoch = feeding};
    tbu.on_data(context.at(now), made.packet(0, bytes));
  }
  /// Number 3 of the next grant: 100 cycles of work.
  void feed_in_parts(std::uint64_t now, std::uint8_t parts, std::uint32_t bytes) {
    if (feeding < 1) ++feeding;
    ++fed[feeding];
    const Feed made{
        .digest = 77, .cycles = 100, .out_bytes = 256, .nth = 3, .parts = parts, .tbu = 2, .block = kBlock, .epoch = 1};
    tbu.on_data(context.at(now), made.packet(0, bytes));
  }
  void part(std::uint64_t now, std::uint32_t bytes) {
    network::Packet packet{.d = 3, .bytes = bytes};
    packet.e = 2;
    packet.f = kBlock;
    packet.g = 1;
    packet.address(kPart, 0);
    tbu.on_data(context.at(now), packet);
  }
  /// Cycle at which the tail of the last message has left.
  std::uint64_t gone() const { return context.now().cycle + context.sent.back().extra; }
  std::vector<std::uint64_t> total(std::uint64_t now) {
    tbu.finish(context.at(now));
    return context.rows.back().values;
  }

  plan::Program program;
  Tbu tbu;
  test::CallingContext context;
  std::uint32_t epoch = 0, feeding = 0;        ///< of the last grant, and of the last packet of work
  std::map<std::uint32_t, std::uint32_t> fed;  ///< packets, by epoch
};

TEST_F(TbuTest, APacketStartsWhenAllItsPartsAreThere) {
  grant(0, false);
  feed_in_parts(10, 2, 256);
  part(20, 2560);
  EXPECT_THAT(context.sent, SizeIs(0));
  part(25, 512);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(gone(), 30U + 100 + 1)
      << "2,560 bytes came from cycle 20 on, at 256 B/cycle; the other corner was sooner done";
  EXPECT_EQ(total(200)[10], 256U + 2560 + 512) << "loaded bytes";
}

TEST_F(TbuTest, PartsMayComeBeforeThePacketAndBeforeItsGrant) {
  part(5, 512);
  feed_in_parts(10, 1, 0);
  EXPECT_THAT(context.sent, SizeIs(0));
  grant(50, false);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(gone(), 50U + 100 + 1);
}

TEST_F(TbuTest, APacketThatMissesAPartLetsOthersPass) {
  grant(0, false);
  feed_in_parts(10, 1, 0);
  feed(12, 30, false, 0, 256);  // number 9; that one is number 3
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(context.sent[0].packet.d, 9U);
  part(20, 256);
  ASSERT_THAT(context.sent, SizeIs(2));
  EXPECT_EQ(context.sent[1].packet.d, 3U);
}

TEST_F(TbuTest, APacketThatCameBeforeItsGrantWaitsForIt) {
  feed(10, 100, true, 8);
  EXPECT_THAT(context.sent, SizeIs(0));
  grant(50, false);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(gone(), 50U + 100 + 1) << "it is loaded; 256 bytes out at 256 B/cycle";
}

TEST_F(TbuTest, WorkBeginsWhenTheLastByteOfTheConfigurationIsThere) {
  grant(10, true);
  feed(11, 100, true, 8);
  EXPECT_THAT(context.sent, SizeIs(0));
  configure(500, 1600);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(gone(), 500U + 100 + 100 + 1) << "1,600 B at 16 B/cycle are 100 cycles, and the work 100";
}

TEST_F(TbuTest, WorkBeginsWhenTheWeightsAreThereToo) {
  grant(10, true);
  weights(400, 25'600);
  configure(20, 160);
  feed(500, 7, true, 8);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(gone(), 400U + 100 + 2 + 7 + 1) << "weights until 500, then 512 bytes to load";
}

TEST_F(TbuTest, ThePacketsThatFollowAreLoadedWhileItWorks) {
  grant(0, false);
  feed(0, 1000, true, 0);
  feed(600, 1000, false, 590);
  EXPECT_EQ(gone(), 2U + 1000 + 1000 + 1) << "one after another, without a gap";
  feed(5000, 10, false, 4990);
  EXPECT_EQ(gone(), 5000U + 2 + 10 + 1) << "this one found it idle";
}

TEST_F(TbuTest, AsksForWorkWhenAllIsDone) {
  grant(0, false);
  feed(0, 1000, true, 0);
  feed(600, 1000, false, 590, 512, Idle::kBlocked);
  ASSERT_THAT(context.wakes, SizeIs(1)) << "one for both";
  EXPECT_EQ(context.wakes[0].first, 1002U);
  tbu.wake(context.at(1002), 0);
  ASSERT_THAT(context.wakes, SizeIs(2));
  EXPECT_EQ(context.wakes[1].first, 1000U);
  tbu.wake(context.at(2002), 0);
  ASSERT_THAT(context.sent, SizeIs(3));
  const auto& sent = context.sent.back();
  EXPECT_EQ(sent.port, Tbu::kControl + kCorner);
  EXPECT_EQ(sent.extra, 1U) << "16 bytes at 16 B/cycle";
  EXPECT_EQ(sent.packet.kind(), kOutputFull) << "as the last packet told it";
  EXPECT_EQ(sent.packet.node(), 5U);
  const Request request = Request::of(sent.packet);
  EXPECT_EQ(request.received, 2U);
  EXPECT_EQ(request.tbu, 2U);
  EXPECT_EQ(request.block, kBlock);
}

TEST_F(TbuTest, ItsResultGoesToTheManagerThroughThePortOfItsGrant) {
  grant(0, false);
  feed(0, 9, true, 0);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(context.sent[0].port, kCorner);
  const network::Packet& result = context.sent[0].packet;
  EXPECT_EQ(result.kind(), kResult);
  EXPECT_EQ(result.node(), 5U);
  EXPECT_EQ(result.a, workload::functional::executed(77));
  EXPECT_EQ(result.d, 9U) << "which issue of its Task Block it was";
  EXPECT_EQ(result.e, 2U);
  EXPECT_EQ(result.f, kBlock);
  EXPECT_EQ(result.bytes, 256U);
}

TEST_F(TbuTest, EveryCycleIsExactlyOneState) {
  // Columns: TBU, cluster, packets; busy, configuring, loading, starved, blocked, port, open; then bytes.
  const auto cycles = [&](std::uint64_t now) {
    auto row = total(now);
    row.resize(10);
    return row;
  };
  EXPECT_THAT(cycles(5), ElementsAre(3, 0, 0, 0, 0, 0, 0, 0, 0, 5));
  grant(10, true, 7);  // three cycles on its way
  EXPECT_THAT(cycles(60), ElementsAre(3, 0, 0, 0, 50, 0, 7, 0, 3, 0)) << "while it is being configured";
  configure(90, 1600);
  EXPECT_THAT(cycles(195), ElementsAre(3, 0, 0, 0, 180, 0, 7, 0, 8, 0)) << "configured at 190, waits for its packet";
  feed(200, 100, true, 6);
  EXPECT_THAT(cycles(201), ElementsAre(3, 0, 1, 0, 180, 1, 7, 0, 13, 0));
  EXPECT_THAT(cycles(250), ElementsAre(3, 0, 1, 48, 180, 2, 7, 0, 13, 0));
  feed(350, 50, false, 320, 512, Idle::kBlocked);  // done at 302; issued at 320
  EXPECT_THAT(cycles(1000), ElementsAre(3, 0, 2, 150, 180, 4, 25, 0, 43, 598));
  grant(1000, false, 500, Idle::kBlocked);
  EXPECT_THAT(cycles(1001), ElementsAre(3, 0, 2, 150, 180, 4, 25, 500, 142, 0));
}

TEST_F(TbuTest, CountsTheBytesThatCameAndWent) {
  grant(10, true, 7);
  configure(90, 1600);
  feed(200, 100, true, 6);
  feed(350, 50, false, 320, 512);
  const auto row = total(1000);
  EXPECT_EQ(row[10], 512U + 512) << "loaded";
  EXPECT_EQ(row[11], 256U + 256) << "sent";
  EXPECT_EQ(row[12], 96'000U) << "configurations";
}

TEST_F(TbuTest, TheTimeOfIssueMayWrapAround) {
  const std::uint64_t wrap = 1ULL << 32U;
  grant(wrap - 100, false, wrap - 100);
  feed(wrap - 100, 10, true, wrap - 100);
  feed(wrap + 5, 10, false, wrap - 5);  // idle since wrap - 88
  const auto row = total(wrap + 17);
  EXPECT_EQ(row[6], wrap - 100 + 83) << "starved";
  EXPECT_EQ(row[8], 10U) << "port";
}

TEST_F(TbuTest, WhatItCannotHaveBeenSentIsOurFault) {
  grant(0, true);
  --epoch;
  EXPECT_THROW(grant(1, false), engine::LogicError) << "twice";
  configure(2, 16);
  EXPECT_THROW(configure(3, 16), engine::LogicError) << "twice";
  epoch += 2;
  EXPECT_THROW(weights(4, 16), engine::LogicError) << "there is no third buffer";
  network::Packet packet;
  packet.address(kItem, 0);
  EXPECT_THROW(tbu.on_data(context, packet), engine::LogicError);
}

TEST_F(TbuTest, TheNextConfigurationIsLoadedWhileItWorks) {
  grant(0, false);
  feed(0, 1000, true, 0);
  grant_ahead(100, kOther);
  configure(500, 1600, kOther);
  feed(600, 50, true, 590);
  ASSERT_THAT(context.sent, SizeIs(2));
  EXPECT_EQ(gone(), 1002U + 50 + 1) << "there since 600, loaded by then: no cycle is lost";
  const auto row = total(1100);
  EXPECT_EQ(row[3], 1050U) << "busy";
  EXPECT_EQ(row[4], 0U) << "configuring";
}

TEST_F(TbuTest, OnlyWhatIsLeftOfTheNextConfigurationCounts) {
  grant(0, false);
  feed(0, 1000, true, 0);
  grant_ahead(100, kOther);
  feed(600, 50, true, 590);
  configure(1500, 1600, kOther);
  EXPECT_EQ(gone(), 1600U + 50 + 1);
  const auto row = total(1700);
  EXPECT_EQ(row[4], 1600U - 1002) << "configuring";
}

// --- configurations and grants take different ways -------------------------------------------------------------------

TEST_F(TbuTest, AConfigurationMayComeBeforeItsGrant) {
  configure(10, 1600);
  feed(20, 7, true, 8);
  EXPECT_THAT(context.sent, SizeIs(0));
  grant(50, true);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(gone(), 110U + 7 + 1) << "configured at 110; the packet is loaded by then";
}

TEST_F(TbuTest, WeightsAndThenTheConfigurationMayComeBeforeTheGrant) {
  ++epoch;
  weights(5, 25'600);
  --epoch;
  configure(10, 160);
  feed(20, 7, true, 8);
  grant(50, true);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(gone(), 105U + 7 + 1) << "weights until 105";
}

TEST_F(TbuTest, AConfigurationGoesToTheGrantOfItsTaskBlockInWhateverOrder) {
  grant(10, true);
  fed[1] = 1;
  grant_ahead(20, kOther);
  configure(400, 1600, kOther);
  feed(410, 100, true, 405);
  feed(420, 50, true, 415);
  EXPECT_THAT(context.sent, SizeIs(0)) << "that of the first grant is late";
  configure(500, 1600);
  ASSERT_THAT(context.sent, SizeIs(2));
  EXPECT_EQ(context.sent[0].packet.g, 1U);
  EXPECT_EQ(context.sent[0].extra, 100U + 100 + 1);
  EXPECT_EQ(context.sent[1].packet.g, 2U);
  EXPECT_EQ(context.sent[1].extra, 100U + 100 + 50 + 1) << "configured at 500, loaded at 422";
}

TEST_F(TbuTest, TheNextConfigurationMayComeBeforeTheNextGrantAndBeforeTheLateOne) {
  grant(10, true);
  configure(20, 1600, kOther);
  feed(30, 100, true, 25);
  EXPECT_THAT(context.sent, SizeIs(0)) << "it is not for this grant";
  grant_ahead(40, kOther);
  feed(50, 50, true, 45);
  configure(500, 1600);
  ASSERT_THAT(context.sent, SizeIs(2));
  EXPECT_EQ(context.sent[0].packet.g, 1U);
  EXPECT_EQ(context.sent[0].extra, 100U + 100 + 1);
  EXPECT_EQ(context.sent[1].packet.g, 2U);
  EXPECT_EQ(context.sent[1].extra, 100U + 100 + 50 + 1);
}

TEST_F(TbuTest, TheNextConfigurationMayComeBeforeItsGrantWhileItWorks) {
  grant(0, false);
  feed(0, 1000, true, 0);
  configure(100, 1600, kOther);
  grant_ahead(1500, kOther);
  feed(1500, 50, true, 1490);
  ASSERT_THAT(context.sent, SizeIs(2));
  EXPECT_EQ(gone(), 1500U + 2 + 50 + 1);
  EXPECT_EQ(total(1600)[4], 0U) << "configuring: it was there long ago";
}

TEST_F(TbuTest, AConfigurationThatNoGrantLoadsIsOurFault) {
  configure(0, 16, kOther);
  EXPECT_THROW(configure(1, 16, kBlock), engine::LogicError) << "there can only be one for the next grant";
  EXPECT_THROW(grant(2, true), engine::LogicError) << "of another Task Block";
}

TEST_F(TbuTest, AConfigurationForAGrantThatNeedsNoneIsOurFault) {
  configure(0, 16);
  EXPECT_THROW(grant(2, false), engine::LogicError);
}

TEST_F(TbuTest, AConfigurationWhenBothGrantsAreKnownMustBeForOneOfThem) {
  grant(0, true);
  grant_ahead(1, kOther);
  EXPECT_THROW(configure(2, 16, 9), engine::LogicError);
}

TEST_F(TbuTest, PacketsOfTheGrantBeforeComeFirstHoweverLate) {
  grant(0, false);
  feed(0, 10, true, 0);
  fed[1] = 2;  // one more is on its way
  grant(100, false);
  feed(200, 7, true, 190);
  EXPECT_THAT(context.sent, SizeIs(1)) << "it waits";
  fed[1] = 1;
  --feeding;
  feed(300, 20, false, 100);
  ASSERT_THAT(context.sent, SizeIs(3));
  EXPECT_EQ(context.sent[1].packet.g, 1U);
  EXPECT_EQ(context.sent[2].packet.g, 2U);
}

TEST(ProtocolTest, AFeedSurvivesItsPacket) {
  const Feed feed{.digest = 77,
                  .cycles = 1ULL << 40U,
                  .out_bytes = 0x8000'0000,
                  .issued = 0xFFFF'FFFF,
                  .nth = Feed::kNthMask,
                  .next = Idle::kBlocked,
                  .tbu = 0xFFFF,
                  .block = 0xFFFE,
                  .epoch = 0xFFFF'FFFF};
  const Feed back = Feed::of(feed.packet(9, 1));
  EXPECT_EQ(back.digest, feed.digest);
  EXPECT_EQ(back.cycles, feed.cycles);
  EXPECT_EQ(back.out_bytes, feed.out_bytes);
  EXPECT_EQ(back.issued, feed.issued);
  EXPECT_EQ(back.nth, feed.nth);
  EXPECT_EQ(back.epoch, feed.epoch);
  EXPECT_EQ(back.next, feed.next);
  EXPECT_EQ(back.tbu, feed.tbu);
  EXPECT_EQ(back.block, feed.block);
}

TEST(ProtocolTest, AGrantAndAHandoverSurviveTheirPackets) {
  const Grant grant{.waited = 1ULL << 50U,
                    .bitstream = 32'000,
                    .manager = 0xFF'FFFF,
                    .idle = Idle::kBlocked,
                    .tbu = 0xFFFF,
                    .block = 0xFFFE,
                    .epoch = 0xFFFF'FFFF,
                    .after = 0xFFFF'FFFE};
  const Grant same = Grant::of(grant.packet());
  EXPECT_EQ(same.waited, grant.waited);
  EXPECT_EQ(same.bitstream, grant.bitstream);
  EXPECT_EQ(same.manager, grant.manager);
  EXPECT_EQ(same.idle, grant.idle);
  EXPECT_EQ(same.tbu, grant.tbu);
  EXPECT_EQ(same.block, grant.block);
  EXPECT_EQ(same.epoch, grant.epoch);
  EXPECT_EQ(same.after, grant.after);
  const Handover handover{.since = 1ULL << 50U,
                          .block = 0xFFFE,
                          .other = 0xFFFD,
                          .idle = Idle::kBlocked,
                          .begun = false,
                          .owner = 0xFFFF,
                          .tbu = 0xFFFE,
                          .epoch = 0xFFFF'FFFF,
                          .sent = 0xFFFF'FFFE};
  const Handover back = Handover::of(handover.packet(3));
  EXPECT_EQ(back.since, handover.since);
  EXPECT_EQ(back.block, handover.block);
  EXPECT_EQ(back.other, handover.other);
  EXPECT_EQ(back.begun, handover.begun);
  EXPECT_EQ(back.epoch, handover.epoch);
  EXPECT_EQ(back.sent, handover.sent);
  EXPECT_EQ(back.idle, handover.idle);
  EXPECT_EQ(back.owner, handover.owner);
  EXPECT_EQ(back.tbu, handover.tbu);
}

TEST(TbuProtocolTest, APacketOfWorkKeepsItsFields) {
  const Feed feed{.digest = ~0ULL,
                  .cycles = 1ULL << 50U,
                  .out_bytes = 0xFFFF'FFFF,
                  .issued = 0xFFFF'FFFE,
                  .nth = Feed::kNthMask,
                  .parts = 255,
                  .next = Idle::kBlocked,
                  .tbu = 0xFFFF,
                  .block = 0xFFFE,
                  .epoch = 0xFFFF'FFFF};
  const Feed same = Feed::of(feed.packet(3, 8));
  EXPECT_EQ(same.digest, feed.digest);
  EXPECT_EQ(same.cycles, feed.cycles);
  EXPECT_EQ(same.out_bytes, feed.out_bytes);
  EXPECT_EQ(same.issued, feed.issued);
  EXPECT_EQ(same.nth, feed.nth);
  EXPECT_EQ(same.parts, feed.parts);
  EXPECT_EQ(same.next, feed.next);
  EXPECT_EQ(same.tbu, feed.tbu);
  EXPECT_EQ(same.block, feed.block);
  EXPECT_EQ(same.epoch, feed.epoch);
}

}  // namespace
}  // namespace octosim::models::octopus
