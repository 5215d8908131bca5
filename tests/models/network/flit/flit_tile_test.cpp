#include "models/network/flit/flit_tile.hpp"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/network/calling_context.hpp"

namespace octosim::models::network::flit {
namespace {

using testing::ElementsAre;

/// The left router, with two terminals, of a mesh of 1 x 2.
class FlitTileTest : public testing::Test {
 protected:
  FlitTileTest() {
    config_.mesh.rows = 1;
    config_.mesh.cols = 2;
    config_.mesh.locals = 2;
    config_.mesh.tile_rows = config_.mesh.tile_cols = 1;
    config_.mesh.width = 100;
    config_.ports = &ports_;
    config_.record = 7;
    config_.which = 3;
    config_.most_credit = 150;
  }
  static Packet to(std::uint32_t node, std::uint32_t bytes) {
    Packet packet{.a = 42, .bytes = bytes};
    packet.address(0, node);
    return packet;
  }
  /// Wakes it whenever it asked for that, to cycle `until`.
  void run(FlitTile& tile, std::uint64_t until) {
    tile.settle(context_);
    while (!context_.wakes.empty()) {
      const std::uint64_t next = context_.now().cycle + context_.wakes.front().first;
      if (next > until) return;
      context_.wakes.clear();
      context_.at(next);
      tile.wake(context_, 0);
      tile.settle(context_);
    }
  }
  std::vector<std::uint32_t> ports_sent() const {
    std::vector<std::uint32_t> ports;
    for (const auto& sent : context_.sent) ports.push_back(sent.port);
    return ports;
  }

  TilePorts ports_{2};
  FlitTile::Config config_;
  test::CallingContext context_{10};
};

TEST_F(FlitTileTest, PortsAreThoseItSays) {
  EXPECT_EQ(ports_.table().in.size(), 2U + 12U);
  EXPECT_EQ(ports_.table().out.size(), 2U + 2U + 12U);
  EXPECT_EQ(ports_.head_in(kWest), 5U);
  EXPECT_EQ(ports_.body_in(kNorth), 6U);
  EXPECT_EQ(ports_.credit_in(kWest), 13U);
  EXPECT_EQ(ports_.taken_out(1), 3U);
  EXPECT_EQ(ports_.credit_out(kWest), 15U);
}

TEST_F(FlitTileTest, HandsAPacketToItsTerminalAndItsRoomBack) {
  FlitTile tile{config_};
  tile.on_packet(context_, 0, to(1, 250));
  EXPECT_EQ(context_.settles, 1);
  run(tile, 100);
  ASSERT_THAT(ports_sent(), ElementsAre(ports_.taken_out(0), 1U));
  EXPECT_EQ(context_.sent[0].packet.a, 150U) << "bytes, at most most_credit";
  EXPECT_EQ(context_.sent[1].packet.a, 42U);
  EXPECT_EQ(context_.sent[1].extra, 0U);
  EXPECT_TRUE(context_.wakes.empty()) << "nothing is left to do";
  tile.sample(context_);
  ASSERT_EQ(context_.rows.size(), 1U);
  EXPECT_EQ(context_.rows[0].type, 7U);
  EXPECT_THAT(context_.rows[0].values, ElementsAre(3, 0, kLocal + 1, 1, 250, 3, 0));
}

TEST_F(FlitTileTest, AHeadAndItsBodyGoOverTheSide) {
  FlitTile tile{config_};
  tile.on_packet(context_, 1, to(3, 250));
  run(tile, 100);
  EXPECT_THAT(ports_sent(),
              ElementsAre(ports_.taken_out(1), ports_.head_out(kEast), ports_.body_out(kEast), ports_.body_out(kEast)));
}

TEST_F(FlitTileTest, WhatComesOverASideGivesItsRoomBack) {
  FlitTile tile{config_};
  tile.on_head(context_, ports_.head_in(kEast), HeadFlit::of(to(0, 200), 0, 1, false, kAnyVc));
  tile.settle(context_);
  context_.at(11);
  tile.on_body(context_, ports_.body_in(kEast), BodyFlit{.lane = 0, .vc = 1, .tail = 1});
  context_.wakes.clear();
  run(tile, 100);
  EXPECT_THAT(ports_sent(), ElementsAre(ports_.credit_out(kEast), ports_.credit_out(kEast), 0U));
  EXPECT_EQ(context_.sent.back().packet.a, 42U);
}

/// Depth 8, 4 VCs: of 40 packets of a flit 32 leave, and more when credits come; the next ones wait without being
/// stepped in vain for ever.
TEST_F(FlitTileTest, WaitsForCredits) {
  FlitTile tile{config_};
  for (int k = 0; k < 40; ++k) tile.on_packet(context_, 0, to(2, 10));
  run(tile, 200);
  const auto heads = [&] { return std::ranges::count(ports_sent(), ports_.head_out(kEast)); };
  EXPECT_EQ(heads(), 32);
  for (std::uint16_t vc = 0; vc < 4; ++vc) {
    for (int k = 0; k < 8; ++k) tile.on_credit(context_, ports_.credit_in(kEast), FlitCredit{.lane = 0, .vc = vc});
  }
  run(tile, 300);
  EXPECT_EQ(heads(), 40);
  EXPECT_TRUE(context_.wakes.empty());
}

}  // namespace
}  // namespace octosim::models::network::flit
