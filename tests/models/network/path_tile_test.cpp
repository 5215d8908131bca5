#include "models/network/path_tile.hpp"

#include <gtest/gtest.h>

#include "tests/models/network/calling_context.hpp"

namespace octosim::models::network {
namespace {

/// 3 x 4 routers in the middle of a mesh of 12 columns, from row 3 and column 4 on.
class PathTileTest : public testing::Test {
 protected:
  PathTileTest() {
    config_.ports = &ports_;
    config_.mesh_cols = 12;
    config_.first_row = 3;
    config_.first_col = 4;
    config_.rows = 3;
    config_.cols = 4;
    config_.far_link = 8;
  }
  static Packet packet(std::uint32_t row, std::uint32_t col, std::uint32_t bytes, std::uint32_t network = 0) {
    Packet packet{.bytes = bytes, .network = network};
    packet.address(0, row * 12 + col);
    return packet;
  }

  PathTile::Ports ports_{12};
  PathTile::Config config_;
  test::CallingContext context_{50};
};

TEST_F(PathTileTest, APacketLeavesAtItsTerminalWithItsTail) {
  PathTile tile{config_};
  tile.on_packet(context_, 0, packet(5, 7, 1000));  // from (3, 4): three columns, two rows
  ASSERT_EQ(context_.sent.size(), 1U);
  EXPECT_EQ(context_.sent[0].port, 11U);
  EXPECT_EQ(context_.sent[0].extra, 5 * (3 + 1) + 4U);
  tile.on_packet(context_, 5, packet(4, 5, 1));  // to its own router
  EXPECT_EQ(context_.sent[1].port, 5U);
  EXPECT_EQ(context_.sent[1].extra, 1U);
}

TEST_F(PathTileTest, OneThatGoesFartherIsGivenToTheTileBesideAtTheRightRouter) {
  PathTile tile{config_};
  tile.on_packet(context_, 4, packet(4, 9, 256));  // east along row 1 of the tile
  tile.on_packet(context_, 4, packet(4, 0, 256));
  tile.on_packet(context_, 2, packet(11, 6, 256));  // south in column 2
  tile.on_packet(context_, 10, packet(0, 6, 256));
  ASSERT_EQ(context_.sent.size(), 4U);
  const auto expect = [&](std::size_t k, Side side, std::uint64_t extra, std::uint32_t enters) {
    EXPECT_EQ(context_.sent[k].port, ports_.far(side)) << k;
    EXPECT_EQ(context_.sent[k].extra, extra) << k;
    EXPECT_EQ(context_.sent[k].packet.network, enters) << k;
  };
  expect(0, kEast, 3 * 4, 4);
  expect(1, kWest, 0, 7);
  expect(2, kSouth, 2 * 4, 2);
  expect(3, kNorth, 2 * 4, 10);
}

TEST_F(PathTileTest, OneFromBesideGoesOnFromItsRouter) {
  PathTile tile{config_};
  tile.on_packet(context_, ports_.far(kWest), packet(5, 5, 256, 4));  // enters at (4, 4)
  ASSERT_EQ(context_.sent.size(), 1U);
  EXPECT_EQ(context_.sent[0].port, 9U);
  EXPECT_EQ(context_.sent[0].extra, 2 * 4 + 1U);
}

TEST_F(PathTileTest, PacketsOnOneLinkTakeTurns) {
  PathTile tile{config_};
  for (int k = 0; k < 3; ++k) tile.on_packet(context_, 0, packet(3, 5, 2560));
  ASSERT_EQ(context_.sent.size(), 3U);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(context_.sent[k].extra, 4 + 10 * (k + 1));
  tile.on_packet(context_, 1, packet(3, 6, 256));  // another link: nothing is in its way
  EXPECT_EQ(context_.sent[3].extra, 4 + 1U);
}

TEST_F(PathTileTest, ANarrowLinkBetweenTilesMakesThePacketThatMuchLater) {
  config_.far_width = 64;
  PathTile tile{config_};
  tile.on_packet(context_, 3, packet(3, 8, 2560));
  ASSERT_EQ(context_.sent.size(), 1U);
  EXPECT_EQ(context_.sent[0].extra, 40U - 10U);
}

TEST(ReservedLink, GivesTheTimeBetweenTwoToOneThatIsDoneByThen) {
  ReservedLink link;
  EXPECT_EQ(link.reserve(100, 50, 1), 100U);  // idle before
  EXPECT_EQ(link.reserve(10, 20, 1), 10U);
  EXPECT_EQ(link.reserve(10, 70, 1), 30U);
  EXPECT_EQ(link.reserve(10, 1, 1), 150U) << "the gap is full";
  EXPECT_EQ(link.reserve(90, 20, 1), 151U) << "would not be done by 100";
  EXPECT_EQ(link.busy(), 50 + 20 + 70 + 1 + 20U);
  EXPECT_EQ(link.packets(), 5U);
}

TEST(ReservedLink, ForgetsAnEarlierGap) {
  ReservedLink link;
  EXPECT_EQ(link.reserve(100, 10, 1), 100U);
  EXPECT_EQ(link.reserve(200, 10, 1), 200U);
  EXPECT_EQ(link.reserve(10, 10, 1), 110U) << "before 100 it was idle too";
}

}  // namespace
}  // namespace octosim::models::network
