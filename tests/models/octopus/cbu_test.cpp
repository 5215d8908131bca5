#include "models/octopus/cbu.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/plan/geometry.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

/// One cluster of 2 x 2 TBUs between 3 x 3 CBUs; its station is at the middle one, node 4.
class CbuTest : public testing::Test {
 protected:
  CbuTest()
      : program{[] {
          test::Machine machine;
          machine.schedule.cluster_size = 4;
          return machine.compile(test::OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).build());
        }()},
        corner{{&program, 0, 0}},
        middle{{&program, 4, 0}} {}

  plan::Program program;
  Cbu corner, middle;
  test::CallingContext context;
};

TEST_F(CbuTest, APacketForAnotherNodeIsPassedOn) {
  network::Packet result{.bytes = 64};
  result.address(kResult, 4);
  result.f = static_cast<std::uint16_t>(program.station(0).tasks[0].block);
  ASSERT_EQ(program.station(0).tasks.size(), 1U);
  corner.on_packet(context, result);
  ASSERT_EQ(context.sent.size(), 1U);
  EXPECT_EQ(context.sent[0].port, Cbu::kDataOut);
  EXPECT_EQ(context.sent[0].packet.node(), 4U);
}

TEST_F(CbuTest, AResultBetweenTaskBlocksOfOneStationStays) {
  test::Machine machine;
  machine.schedule.cluster_size = 4;
  const plan::Program chain =
      machine.compile(test::OwgBuilder{}.tasks({"A", "B"}).path({"SRC", "A", "B", "SINK"}).build());
  Cbu there{{&chain, 0, 0}};
  network::Packet result{.bytes = 64};
  result.address(kResult, 4);
  result.f = static_cast<std::uint16_t>(chain.station(0).tasks[0].block);
  there.on_packet(context, result);
  ASSERT_EQ(context.sent.size(), 1U);
  EXPECT_EQ(context.sent[0].port, Cbu::kControlOut);
  EXPECT_EQ(context.sent[0].packet.kind(), kStored);
  result.f = static_cast<std::uint16_t>(chain.station(0).tasks[1].block);
  there.on_packet(context, result);
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[1].port, Cbu::kDataOut) << "it leaves the sub-OWG: the station has it";
}

TEST_F(CbuTest, FeedsATbuItTouchesThroughTheirPortAndOthersThroughTheNetwork) {
  network::Packet packet{.bytes = 512};
  packet.address(kFeed, 0);
  packet.e = 3;
  middle.feed(context, 3, packet);
  ASSERT_EQ(context.sent.size(), 1U);
  EXPECT_EQ(context.sent[0].port, Cbu::kTbuOut + 0) << "it is the top left CBU of TBU 3";
  corner.feed(context, 3, packet);
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[1].port, Cbu::kDataOut);
  EXPECT_EQ(context.sent[1].packet.kind(), kFeed);
  EXPECT_EQ(context.sent[1].packet.node(), 4U) << "the nearest CBU that touches TBU 3";
}

TEST_F(CbuTest, ThePortOfATbuCarriesOnePacketAfterAnother) {
  const network::Packet packet{.bytes = 2560};
  middle.feed(context, 0, packet);
  middle.feed(context, 0, packet);
  middle.feed(context, 1, packet);
  ASSERT_EQ(context.sent.size(), 3U);
  EXPECT_EQ(context.sent[0].extra, 0U);
  EXPECT_EQ(context.sent[1].extra, 10U) << "2,560 bytes at 256 bytes per cycle";
  EXPECT_EQ(context.sent[2].extra, 0U) << "another port";
}

TEST_F(CbuTest, TellsATbuItTouchesThroughItsControlPortAndOthersThroughTheNetwork) {
  middle.tell(context, 3, control_packet(kGrant, 0));
  ASSERT_EQ(context.sent.size(), 1U);
  EXPECT_EQ(context.sent[0].port, Cbu::kTbuControlOut + 0) << "it is the top left CBU of TBU 3";
  corner.tell(context, 3, control_packet(kGrant, 0));
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[1].port, Cbu::kControlOut);
  EXPECT_EQ(context.sent[1].packet.kind(), kGrant);
  EXPECT_EQ(context.sent[1].packet.node(), 4U) << "the nearest CBU that touches TBU 3";
  network::Packet passing = context.sent[1].packet;
  passing.e = 3;
  middle.on_packet(context, passing);
  ASSERT_EQ(context.sent.size(), 3U);
  EXPECT_EQ(context.sent[2].port, Cbu::kTbuControlOut + 0);
}

TEST_F(CbuTest, RelaysAConfigurationToTheTbusItTouchesAndToTheNextCbu) {
  network::Packet piece{.bytes = 1024};
  TbuWindow both{0};
  both.insert(3);
  both.write(piece);
  piece.e = 2;
  piece.address(kConfigure, 0);
  corner.on_packet(context, piece);
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[0].port, Cbu::kTbuControlOut + 0) << "it is the top left CBU of TBU 0";
  EXPECT_EQ(context.sent[0].packet.e, 2U) << "Task Block";
  EXPECT_EQ(context.sent[1].port, Cbu::kControlOut);
  EXPECT_EQ(context.sent[1].packet.node(), 4U) << "the nearest CBU that touches TBU 3";
  EXPECT_EQ(context.sent[1].packet.bytes, 1024U);
  const network::Packet relayed = context.sent[1].packet;
  EXPECT_FALSE(TbuWindow::of(relayed).contains(0)) << "it has it";
  EXPECT_TRUE(TbuWindow::of(relayed).contains(3));
  middle.on_packet(context, relayed);
  ASSERT_EQ(context.sent.size(), 3U) << "there is no other left";
  EXPECT_EQ(context.sent[2].port, Cbu::kTbuControlOut + 0) << "it is the top left CBU of TBU 3";
}

TEST_F(CbuTest, ConfiguresATbuItTouchesAtOnceAndAnotherACycleLater) {
  middle.configure(context, 3, 2, 1024);
  ASSERT_EQ(context.sent.size(), 1U);
  EXPECT_EQ(context.sent[0].port, Cbu::kTbuControlOut + 0);
  corner.configure(context, 3, 2, 1024);
  EXPECT_EQ(context.sent.size(), 1U);
  ASSERT_EQ(context.wakes.size(), 1U);
  EXPECT_EQ(context.wakes[0].first, 1U);
  corner.wake(context.at(1), context.wakes[0].second);
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[1].port, Cbu::kControlOut);
  EXPECT_EQ(context.sent[1].packet.node(), 4U);
}

TEST_F(CbuTest, ARequestForAnotherNodesStationIsPassedOn) {
  const Request request{.received = 1, .idle = Idle::kStarved, .tbu = 0, .block = 1};
  corner.on_tbu_control(context, request.packet(4));
  ASSERT_EQ(context.sent.size(), 1U);
  EXPECT_EQ(context.sent[0].port, Cbu::kControlOut);
  EXPECT_EQ(context.sent[0].packet.node(), 4U);
}

TEST_F(CbuTest, EmitsInOrderAndAsksForRoomFirst) {
  network::Packet free_packet{.a = 1, .bytes = 64}, asking{.a = 2, .bytes = 64}, after{.a = 3, .bytes = 64};
  free_packet.address(kDelivered, 8);
  asking.address(kItem, 7);
  after.address(kDelivered, 8);
  constexpr Cbu::Id kEmitter = 1;  // of a block that no unit waits for
  corner.emit(context, kEmitter, std::array<Emission, 3>{{{free_packet, 0}, {asking, kOfferItem}, {after, 0}}});
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[0].packet.a, 1U);
  EXPECT_EQ(context.sent[1].port, Cbu::kControlOut);
  EXPECT_EQ(context.sent[1].packet.kind(), kOfferItem);
  EXPECT_EQ(context.sent[1].packet.node(), 7U);
  EXPECT_FALSE(corner.idle(kEmitter));
  network::Packet accept = control_packet(kAccept, 0);
  accept.e = kEmitter;
  corner.on_packet(context, accept);
  ASSERT_EQ(context.sent.size(), 4U);
  EXPECT_EQ(context.sent[2].packet.a, 2U);
  EXPECT_EQ(context.sent[3].packet.a, 3U);
  EXPECT_TRUE(corner.idle(kEmitter));
}

TEST_F(CbuTest, WaitsForCreditOfItsRouter) {
  network::Packet large{.bytes = 60'000};
  large.address(kDelivered, 8);
  corner.send_data(context, large);
  corner.send_data(context, large);
  EXPECT_EQ(context.sent.size(), 1U) << "64 KiB of buffer";
  corner.on_data_credit(context.at(1000), {60'000});
  EXPECT_EQ(context.sent.size(), 2U);
}

TEST_F(CbuTest, APacketOfAnUnknownKindIsOurFault) {
  network::Packet packet;
  packet.address(250, 0);
  EXPECT_THROW(corner.on_packet(context, packet), engine::LogicError);
}

}  // namespace
}  // namespace octosim::models::octopus
