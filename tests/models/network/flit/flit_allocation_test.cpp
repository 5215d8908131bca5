// The allocators, seen from outside: who goes when several want the same.
#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/network/flit/flit_mesh.hpp"
#include "models/network/flit/round_robin.hpp"
#include "tests/models/network/flit/whole_mesh.hpp"

namespace octosim::models::network::flit {
namespace {

using test::latencies;
using test::mesh_of;
using test::Offered;
using testing::ElementsAre;

TEST(RoundRobin, GoesAround) {
  EXPECT_EQ(first_from(0b1010, 0), 1U);
  EXPECT_EQ(first_from(0b1010, 1), 1U);
  EXPECT_EQ(first_from(0b1010, 2), 3U);
  EXPECT_EQ(first_from(0b1010, 4), 1U);
  EXPECT_EQ(first_from(std::uint64_t{1} << 63U, 63), 63U);
  EXPECT_EQ(first_from(1, 63), 0U);
  std::uint64_t set = 0b1010;
  EXPECT_EQ(take_first(set), 1U);
  EXPECT_EQ(set, 0b1000U);
}

/// One router with terminals only.
MeshConfig star(std::uint32_t locals, const Pipeline& pipeline, std::uint32_t vcs) {
  MeshConfig config = mesh_of(1, 1);
  config.locals = locals;
  config.pipeline = pipeline;
  config.vcs = vcs;
  return config;
}

/// The pointer stands at the first port, then behind the winner, whoever comes first again.
TEST(FlitAllocation, TheOneThatWasServedIsLastInLine) {
  for (const auto& [name, pipeline] : kPipelines) {
    const std::uint64_t alone = 2 + pipeline.hop(1);
    EXPECT_THAT(latencies(star(4, pipeline, 2), {{1, 0, 3, 1}, {1, 1, 3, 1}, {1, 2, 3, 1}}),
                ElementsAre(alone, alone + 1, alone + 2))
        << name;
    // After terminal 1 was served, terminal 2 comes before terminal 0.
    EXPECT_THAT(latencies(star(4, pipeline, 2), {{1, 1, 3, 1}, {31, 0, 3, 1}, {31, 2, 3, 1}}),
                ElementsAre(alone, alone + 1, alone))
        << name;
  }
}

/// One VC at the way out: the second head gets it in the step after the first tail was sent.
TEST(FlitAllocation, AHeadThatGuessedWrongTriesAgain) {
  const Pipeline speculative = kPipelines[2].second;
  EXPECT_THAT(latencies(star(3, speculative, 1), {{1, 0, 2, 1}, {1, 1, 2, 1}}), ElementsAre(5, 6));
  EXPECT_THAT(latencies(star(3, speculative, 1), {{1, 0, 2, 3}, {1, 1, 2, 3}}), ElementsAre(7, 10));
  // Not speculative: VA after the tail, then SA.
  EXPECT_THAT(latencies(star(3, kPipelines[1].second, 1), {{1, 0, 2, 3}, {1, 1, 2, 3}}), ElementsAre(8, 12));
}

/// Three always want the same way out: each gets a third of the first 1500, to within 30.
TEST(FlitAllocation, IsFairOverALongRun) {
  for (const auto& [name, pipeline] : kPipelines) {
    for (const std::uint32_t flits : {1U, 3U}) {
      MeshConfig config = mesh_of(1, 3);
      config.pipeline = pipeline;
      std::vector<Offered> offered;
      for (std::uint32_t k = 0; k < 3000; ++k) offered.push_back({1, k % 3, 1, flits});
      test::WholeMesh whole{config};
      whole.run(offered);
      std::vector<std::pair<std::uint64_t, std::uint64_t>> by_time;
      for (const auto& [packet, at] : whole.arrivals) by_time.emplace_back(at, packet);
      std::ranges::sort(by_time);
      std::array<int, 3> served{};
      for (std::size_t k = 0; k < 1500; ++k) ++served.at(by_time[k].second % 3);
      const auto [least, most] = std::ranges::minmax(served);
      EXPECT_LE(most - least, 30) << name << ", " << flits << " flits";
    }
  }
}

/// Each terminal has a packet for each way out in another VC.  Pointers that move only past what was accepted fall out
/// of step with one another, so that no way out idles (N. McKeown, 1999): 400 packets each in 400 cycles and a start.
TEST(FlitAllocation, PointersFallOutOfStep) {
  std::vector<Offered> offered;
  for (std::uint32_t k = 0; k < 1600; ++k) offered.push_back({1, k % 4, (k / 4 + k % 4) % 4, 1});
  const auto found = latencies(star(4, kPipelines[4].second, 4), offered);
  EXPECT_LE(*std::ranges::max_element(found), 400 + 40U);
  std::ranges::for_each(offered, [](Offered& one) { one.to = (one.to - one.from + 4) % 4; });  // all the same at once
  const auto together = latencies(star(4, kPipelines[4].second, 4), offered);
  EXPECT_LE(*std::ranges::max_element(together), 400 + 40U);
}

/// What leaves the corner of a 2 x 2 mesh for the opposite corner, credits coming back at once.
std::map<std::uint32_t, std::map<std::uint32_t, int>> ways_of(Routing routing, std::uint32_t to) {
  MeshConfig config = mesh_of(2, 2);
  config.tile_rows = config.tile_cols = 1;
  config.routing = routing;
  config.vcs = 3;
  FlitMesh mesh{config};
  for (int k = 0; k < 60; ++k) {
    Packet packet{.bytes = 2};
    packet.address(0, to);
    mesh.inject(0, packet);
  }
  std::map<std::uint32_t, std::map<std::uint32_t, int>> heads;  // by side, VC
  for (std::uint64_t now = 1; now < 400; ++now) {
    Outgoing out;
    mesh.step(now, out);
    for (const auto& flit : out.flits) {
      if (flit.head) ++heads[flit.side][flit.vc];
      mesh.credit_over(static_cast<Side>(flit.side), flit.lane, flit.vc);
    }
  }
  return heads;
}

TEST(FlitAllocation, AdaptiveHeadsLeaveByBothWaysButOnTheEscapeOnlyInDimensionOrder) {
  auto heads = ways_of(Routing::kMinimalAdaptive, 3);
  EXPECT_EQ(heads.size(), 2U);
  EXPECT_GT(heads[kEast].size(), 0U);
  EXPECT_GT(heads[kSouth].size(), 0U);
  EXPECT_EQ(heads[kSouth].count(0), 0U);
  auto straight = ways_of(Routing::kMinimalAdaptive, 2);
  ASSERT_EQ(straight.size(), 1U);
  EXPECT_GT(straight[kSouth].count(0), 0U) << "where there is one way it is in dimension order";
  EXPECT_EQ(ways_of(Routing::kDimensionOrder, 3).count(kSouth), 0U);
}

TEST(FlitAllocation, AdaptiveHeadsNeverTakeADetour) {
  MeshConfig config = mesh_of(4, 4);
  config.routing = Routing::kMinimalAdaptive;
  config.vcs = 2;
  config.depth = 2;
  std::vector<Offered> offered;
  std::uint64_t flits = 0, hops = 0;
  for (std::uint32_t k = 0; k < 800; ++k) {
    const std::uint32_t from = k * 11 % 16, to = (k * k + 3 * k) % 16;
    offered.push_back({1 + k / 16, from, to, 1 + k % 3});
    const auto apart = [](std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; };
    hops += std::uint64_t{offered.back().flits} * (1 + apart(from % 4, to % 4) + apart(from / 4, to / 4));
  }
  test::WholeMesh whole{config};
  whole.run(offered);
  for (std::uint32_t router = 0; router < 16; ++router) {
    for (std::uint32_t port = 0; port < 5; ++port) flits += whole.mesh.sent_through(router, port).flits;
  }
  EXPECT_EQ(whole.arrivals.size(), offered.size());
  EXPECT_EQ(flits, hops);
}

}  // namespace
}  // namespace octosim::models::network::flit
