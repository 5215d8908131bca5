#include "models/network/ideal_tile.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/models/network/calling_context.hpp"

namespace octosim::models::network {
namespace {

/// What the one packet of `flits` from terminal 0 of a tile takes from entering to its terminal.
struct Way {
  std::uint32_t terminal = 0;
  std::uint64_t cycles = 0;
};
Way way(const IdealTile::Config& config, std::uint32_t terminal, std::uint32_t node, std::uint32_t bytes) {
  IdealTile tile{config};
  test::CallingContext context{50};
  Packet packet{.bytes = bytes};
  packet.address(0, node);
  tile.on_packet(context, terminal, packet);
  EXPECT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent.front().port, config.ports->taken_out(terminal)) << "its place is free at once";
  EXPECT_EQ(context.sent.front().packet.a, std::min<std::uint64_t>(bytes, config.most_credit));
  return {context.sent.back().port, context.sent.back().extra + 1};
}

/// 4 x 4 routers in one tile, dies of 2 x 2.
TEST(IdealTile, TakesFixedHopsDiesAndLength) {
  const IdealTile::Ports ports{16};
  IdealTile::Config config;
  config.ports = &ports;
  config.way.cols = config.tile_cols = config.full_rows = config.full_cols = 4;
  config.fixed = 3;
  config.way.router = 4;
  EXPECT_EQ(way(config, 5, 5, 256).cycles, 3 + 4U);
  EXPECT_EQ(way(config, 0, 15, 256).cycles, 3 + 7 * 4 + 6U);
  EXPECT_EQ(way(config, 0, 15, 257).cycles, 3 + 7 * 4 + 6 + 1U);
  EXPECT_EQ(way(config, 15, 0, 1024).cycles, 3 + 7 * 4 + 6 + 3U);
  EXPECT_EQ(way(config, 0, 9, 1).terminal, 9U);
  config.most_credit = 400;  // way() looks at the credit
  way(config, 0, 15, 256);
  way(config, 0, 15, 500);
  config.way.die_link = 12;
  config.way.die_rows = config.way.die_cols = 2;
  EXPECT_EQ(way(config, 0, 1, 256).cycles, 3 + 2 * 4 + 1U);
  EXPECT_EQ(way(config, 1, 2, 256).cycles, 3 + 2 * 4 + 12U);
  EXPECT_EQ(way(config, 0, 15, 256).cycles, 3 + 7 * 4 + 4 + 2 * 12U);
}

TEST(IdealTile, SeveralTerminalsShareARouter) {
  const IdealTile::Ports ports{12};
  IdealTile::Config config;
  config.ports = &ports;
  config.way.cols = config.tile_cols = config.full_cols = 4;
  config.locals = 3;
  EXPECT_EQ(way(config, 1, 11, 256).cycles, 1 + 4 * 3 + 3U);
  EXPECT_EQ(way(config, 1, 11, 256).terminal, 11U);
  EXPECT_EQ(way(config, 1, 2, 256).cycles, 1 + 3U);
}

/// Any number at once: a second packet takes as long as the first.
TEST(IdealTile, NothingWaits) {
  const IdealTile::Ports ports{4};
  IdealTile::Config config;
  config.ports = &ports;
  config.way.cols = config.tile_cols = config.full_cols = 4;
  IdealTile tile{config};
  test::CallingContext context{50};
  Packet packet{.bytes = 2560};
  packet.address(0, 3);
  for (int k = 0; k < 3; ++k) tile.on_packet(context, 0, packet);
  ASSERT_EQ(context.sent.size(), 6U);
  for (const std::size_t k : {1U, 3U, 5U}) EXPECT_EQ(context.sent[k].extra + 1, 1 + 4 * 3 + 3 + 9U);
}

}  // namespace
}  // namespace octosim::models::network
