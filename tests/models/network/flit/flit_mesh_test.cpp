#include "models/network/flit/flit_mesh.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/network/flit/whole_mesh.hpp"

namespace octosim::models::network::flit {
namespace {

using test::latencies;
using test::mesh_of;
using test::Offered;
using testing::ElementsAre;

MeshConfig row(std::uint32_t routers, const Pipeline& pipeline = {}) {
  MeshConfig config = mesh_of(1, routers);
  config.pipeline = pipeline;
  return config;
}
/// `count` packets from terminal 0 to terminal 1, all there at once: the cycles of their arrivals after that.
std::vector<std::uint64_t> train(const MeshConfig& config, std::uint32_t count, std::uint32_t flits) {
  return latencies(config, std::vector<Offered>(count, Offered{1, 0, 1, flits}));
}

/// BookSim2: 2 + cycles of a hop x routers + flits behind the head.
TEST(FlitMeshTest, APacketAloneTakesItsHopsAndItsLength) {
  constexpr std::array<std::uint64_t, 5> kHop{5, 4, 3, 2, 2};
  for (std::size_t p = 0; p < kPipelines.size(); ++p) {
    for (const std::uint32_t flits : {1U, 3U, 20U}) {
      for (std::uint32_t to = 0; to < 4; ++to) {
        EXPECT_THAT(latencies(row(4, kPipelines.at(p).second), {{7, 0, to, flits}}),
                    ElementsAre(2 + kHop.at(p) * (to + 1) + flits - 1))
            << kPipelines.at(p).first << ", " << flits << " flits to " << to;
      }
    }
  }
}

TEST(FlitMeshTest, GoesAllWaysAtTheSameSpeed) {
  const MeshConfig config = mesh_of(3, 3);
  for (std::uint32_t to = 0; to < 9; ++to) {
    const std::uint64_t hops = 1 + (to % 3 == 1 ? 0 : 1) + (to / 3 == 1 ? 0 : 1);
    EXPECT_THAT(latencies(config, {{1, 4, to, 1}}), ElementsAre(2 + 5 * hops));
  }
}

TEST(FlitMeshTest, LongLinksAddTheirCyclesButNotTheLastOne) {
  MeshConfig config = row(3);
  config.link_latency = 4;
  EXPECT_THAT(latencies(config, {{1, 0, 2, 2}}), ElementsAre(2 + 5 * 3 + 2 * 3 + 1));
}

/// A head: 2 + 3 + 2 + 2 + 1 a hop.  A flit behind it waits for its own switch allocation of two cycles.
TEST(FlitMeshTest, StagesOfSeveralCycles) {
  const Pipeline pipeline{.route = 2, .vc_alloc = 3, .switch_alloc = 2, .traversal = 2};
  EXPECT_THAT(latencies(row(3, pipeline), {{1, 0, 2, 1}}), ElementsAre(2 + 10 * 3));
  EXPECT_THAT(latencies(row(3, pipeline), {{1, 0, 2, 4}}), ElementsAre(2 + 10 * 3 + 2 * 3));
  EXPECT_THAT(latencies(row(3, {.route = 0, .traversal = 0}), {{1, 0, 2, 4}}), ElementsAre(2 + 3 * 3 + 3));
}

/// The packet behind begins its route when the tail has left: 1 in RC + VA + SA + flits - 1 cycles.
TEST(FlitMeshTest, OneVcPassesAPacketEachPipeline) {
  MeshConfig config = row(2);
  config.vcs = 1;
  EXPECT_THAT(train(config, 5, 1), ElementsAre(12, 15, 18, 21, 24));
  EXPECT_THAT(train(config, 4, 2), ElementsAre(13, 17, 21, 25));
  config.pipeline = kPipelines[1].second;
  EXPECT_THAT(train(config, 5, 1), ElementsAre(10, 12, 14, 16, 18));
  config.pipeline = kPipelines[2].second;
  EXPECT_THAT(train(config, 5, 1), ElementsAre(8, 9, 10, 11, 12));
  config.pipeline = kPipelines[4].second;
  EXPECT_THAT(train(config, 5, 1), ElementsAre(6, 7, 8, 9, 10));
}

/// The second head comes while the first one has its VC; the third finds that one free again, takes it, and stands
/// behind the first in the next buffer: a cycle late.
TEST(FlitMeshTest, HeadsOnSeveralVcsOverlap) { EXPECT_THAT(train(row(2), 3, 1), ElementsAre(12, 13, 15)); }

/// R5: a head's credit is back 7 cycles after it was used, a body flit's 5 cycles.
TEST(FlitMeshTest, ABufferSmallerThanTheRoundTripLimitsTheRate) {
  MeshConfig config = row(2);
  config.vcs = 1;
  config.depth = 1;
  EXPECT_THAT(train(config, 4, 1), ElementsAre(12, 19, 26, 33));
  EXPECT_THAT(train(config, 1, 4), ElementsAre(12 + 3 * 5));
  config.depth = 2;
  EXPECT_THAT(train(config, 5, 1), ElementsAre(12, 15, 19, 22, 26));
  EXPECT_THAT(train(config, 1, 5), ElementsAre(12 + 10));
  config.depth = 8;
  EXPECT_THAT(train(config, 1, 40), ElementsAre(12 + 39));
}

TEST(FlitMeshTest, TerminalsOfOneRouter) {
  for (std::uint32_t locals = 2; locals <= 4; ++locals) {
    MeshConfig config = row(2);
    config.locals = locals;
    std::vector<Offered> offered;
    for (std::uint32_t n = 0; n < locals; ++n) offered.push_back({1, n, (n + 1) % locals, 1});
    EXPECT_THAT(latencies(config, offered), testing::Each(7U)) << "each has its own way out";
    offered.clear();
    for (std::uint32_t n = 0; n < locals; ++n) offered.push_back({1, n, locals + n, 1});
    // One link for all of them, a head a cycle; the third takes the first one's VC again, as above.
    const std::vector<std::uint64_t> expected{12, 13, 15, 16};
    EXPECT_THAT(latencies(config, offered), testing::ElementsAreArray(expected.data(), locals));
  }
}

TEST(FlitMeshTest, CountsWhatLeftByEveryPort) {
  test::WholeMesh whole{mesh_of(2, 2)};
  whole.run({{1, 0, 3, 5}, {1, 0, 1, 2}, {40, 2, 2, 3}});
  const auto sent = [&](std::uint32_t router, std::uint32_t port) {
    const FlitMesh::Sent& s = whole.mesh.sent_through(router, port);
    return std::vector<std::uint64_t>{s.flits, s.packets, s.bytes};
  };
  EXPECT_THAT(sent(0, kEast), ElementsAre(7, 2, 7));
  EXPECT_THAT(sent(0, kSouth), ElementsAre(0, 0, 0));
  EXPECT_THAT(sent(1, kSouth), ElementsAre(5, 1, 5));
  EXPECT_THAT(sent(1, kLocal), ElementsAre(2, 1, 2));
  EXPECT_THAT(sent(2, kLocal), ElementsAre(3, 1, 3));
  EXPECT_THAT(sent(3, kLocal), ElementsAre(5, 1, 5));
  EXPECT_EQ(whole.taken, 3U);
}

TEST(FlitMeshTest, LargePacketsAreCutIntoFlits) {
  EXPECT_EQ(flits_of(0, 256), 1U);
  EXPECT_EQ(flits_of(256, 256), 1U);
  EXPECT_EQ(flits_of(257, 256), 2U);
  MeshConfig config = row(1);
  config.width = 256;
  EXPECT_THAT(latencies(config, {{1, 0, 0, 1000}}), ElementsAre(7 + 3));
}

/// The left one of two routers, alone: what it sends over its east side.
class LeftTile {
 public:
  explicit LeftTile(MeshConfig config)
      : mesh{[&config] {
          config.tile_rows = config.tile_cols = 1;
          return config;
        }()} {}
  void inject(std::uint32_t to, std::uint32_t flits) {
    Packet packet{.bytes = flits};
    packet.address(0, to);
    mesh.inject(0, packet);
  }
  void run(std::uint64_t until) {
    while (now < until) mesh.step(++now, out);
  }
  std::vector<std::uint64_t> flits_at() const {
    std::vector<std::uint64_t> at;
    for (const auto& flit : out.flits) at.push_back(flit.at);
    return at;
  }

  FlitMesh mesh;
  Outgoing out;
  std::uint64_t now = 0;
};

/// A flit sent at 1 is at the router at 3, wins the switch at 5, crosses it at 6, is on the link from 7 on.
TEST(FlitMeshTest, LinksOverASideHaveTheirOwnLatencyAndPace) {
  for (const std::uint32_t latency : {1U, 9U}) {
    for (const std::uint32_t interval : {1U, 3U}) {
      MeshConfig config = row(2);
      config.side_latency[kEast] = latency;
      config.side_interval[kEast] = interval;
      LeftTile tile{config};
      tile.inject(1, 4);
      tile.run(60);
      const std::uint64_t first = 7 + latency;
      EXPECT_THAT(tile.flits_at(), ElementsAre(first, first + interval, first + 2 * interval, first + 3 * interval));
      ASSERT_EQ(tile.out.flits.size(), 4U);
      EXPECT_TRUE(tile.out.flits[0].head && tile.out.flits[3].tail);
      EXPECT_FALSE(tile.out.flits[1].head || tile.out.flits[2].tail);
      EXPECT_EQ(tile.out.flits[0].side, kEast);
    }
  }
}

TEST(FlitMeshTest, ANarrowLinkBehindTwoAllocationsACycle) {
  MeshConfig config = row(2, kPipelines[3].second);
  config.side_interval[kEast] = 4;
  LeftTile tile{config};
  tile.inject(1, 3);
  tile.run(60);
  EXPECT_THAT(tile.flits_at(), ElementsAre(5, 9, 13));
}

/// The credit leaves with the switch allocation, in the third cycle after the head's arrival.
TEST(FlitMeshTest, CreditsGoBackOverASide) {
  MeshConfig config = row(2);
  config.side_latency[kEast] = 9;
  LeftTile tile{config};
  Packet packet{.bytes = 2};
  packet.address(0, 0);
  tile.mesh.flit_over(1, kEast, 0, 2, packet, kAnyVc, false);
  tile.mesh.step(1, tile.out);
  tile.mesh.flit_over(2, kEast, 0, 2, true);
  tile.now = 1;
  tile.run(20);
  ASSERT_EQ(tile.out.credits.size(), 2U);
  EXPECT_EQ(tile.out.credits[0].at, 3 + 1 + 9U);
  EXPECT_EQ(tile.out.credits[1].at, 4 + 1 + 9U);
  EXPECT_EQ(tile.out.credits[0].vc, 2);
  ASSERT_EQ(tile.out.arrived.size(), 1U);
  EXPECT_EQ(tile.out.arrived[0].at, 4 + 3U);
}

/// Four credits, packets of three flits, and none comes back.
TEST(FlitMeshTest, CutThroughWaitsForRoomForTheWholePacket) {
  MeshConfig config = row(2);
  config.vcs = 1;
  config.depth = 4;
  for (const bool cut_through : {false, true}) {
    config.switching = cut_through ? Switching::kCutThrough : Switching::kWormhole;
    LeftTile tile{config};
    for (int k = 0; k < 3; ++k) tile.inject(1, 3);
    const auto after = [&](int credits) {
      for (; credits > 0; --credits) tile.mesh.credit_over(kEast, 0, 0);
      tile.run(tile.now + 50);
      return tile.out.flits.size();
    };
    EXPECT_EQ(after(0), cut_through ? 3U : 4U);
    EXPECT_EQ(tile.mesh.flits_waiting(0, kEast), cut_through ? 3U : 4U);  // the terminal cuts through as well
    EXPECT_EQ(tile.mesh.flits_waiting(0, kLocal), 0U);
    EXPECT_EQ(after(1), cut_through ? 3U : 5U);
    EXPECT_EQ(after(1), 6U);
  }
}

TEST(FlitMeshTest, CutThroughOfAPacketLargerThanTheBufferWaitsForAnEmptyOne) {
  MeshConfig config = row(2);
  config.vcs = 1;
  config.depth = 2;
  config.switching = Switching::kCutThrough;
  LeftTile tile{config};
  tile.inject(1, 1);
  tile.inject(1, 5);
  tile.run(50);
  EXPECT_EQ(tile.out.flits.size(), 1U);
  tile.mesh.credit_over(kEast, 0, 0);
  tile.run(100);
  EXPECT_EQ(tile.out.flits.size(), 3U);
}

/// Saved in any cycle of a crowded run, and loaded into a new mesh: it goes on as if nothing had been.
TEST(FlitMeshTest, GoesOnFromItsArchive) {
  for (const auto& [name, pipeline] : kPipelines) {
    MeshConfig config = mesh_of(3, 3);
    config.pipeline = pipeline;
    config.vcs = 2;
    config.depth = 3;
    config.routing = Routing::kMinimalAdaptive;
    std::vector<Offered> offered;
    for (std::uint32_t k = 0; k < 120; ++k) offered.push_back({1 + k / 9, k * 7 % 9, k * 5 % 9, 1 + k % 5});
    test::WholeMesh undisturbed{config};
    undisturbed.run(offered);
    for (std::uint64_t at = 1; at < undisturbed.now; at += 7) {
      test::WholeMesh whole{config};
      whole.run(offered, at);
      std::vector<std::byte> saved, again;
      auto saving = engine::Archive::saving(saved);
      whole.mesh.archive(saving);
      whole.mesh = FlitMesh{config};
      auto loading = engine::Archive::loading(saved);
      whole.mesh.archive(loading);
      EXPECT_EQ(loading.left(), 0U);
      auto once_more = engine::Archive::saving(again);
      whole.mesh.archive(once_more);
      EXPECT_EQ(saved, again);
      whole.run(offered);
      EXPECT_EQ(whole.arrivals, undisturbed.arrivals) << name << ", saved at " << at;
    }
  }
}

}  // namespace
}  // namespace octosim::models::network::flit
