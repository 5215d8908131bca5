#include "tests/models/network/flit/slow_mesh.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "engine/base/hash.hpp"
#include "tests/models/network/flit/whole_mesh.hpp"

namespace octosim::models::network::flit {
namespace {

using test::Offered;

/// Draws of one case.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : seed_{seed} {}
  std::uint32_t below(std::uint32_t most) {
    return static_cast<std::uint32_t>(engine::mix(seed_, count_++) >> 11U) % most;
  }
  std::uint32_t from(std::uint32_t least, std::uint32_t most) { return least + below(most - least + 1); }
  bool odds(std::uint32_t n) { return below(n) == 0; }

 private:
  std::uint64_t seed_, count_ = 0;
};

MeshConfig draw_mesh(Draw& draw) {
  MeshConfig config = test::mesh_of(draw.from(1, 4), draw.from(2, 4));
  config.locals = draw.odds(3) ? draw.from(2, 4) : 1;
  config.pipeline = kPipelines.at(draw.below(5)).second;
  if (config.pipeline.speedup == 1 && draw.odds(4)) {
    config.pipeline.route = draw.from(0, 3);
    config.pipeline.vc_alloc = draw.from(1, 3);
    config.pipeline.switch_alloc = config.pipeline.speculative ? config.pipeline.vc_alloc : draw.from(1, 3);
    config.pipeline.traversal = draw.from(0, 3);
  } else if (config.pipeline.speedup == 2 && draw.odds(4)) {
    config.pipeline.route = draw.below(2);
    config.pipeline.speculative = draw.odds(2);
  }
  config.routing = draw.odds(2) ? Routing::kMinimalAdaptive : Routing::kDimensionOrder;
  config.switching = draw.odds(2) ? Switching::kCutThrough : Switching::kWormhole;
  config.vcs = draw.from(config.routing == Routing::kMinimalAdaptive ? 2 : 1, 4);
  config.depth = draw.from(1, 8);
  config.link_latency = draw.odds(3) ? draw.from(0, 4) : 1;
  config.entry = draw.odds(4) ? draw.below(2) : 2;
  config.ordered = config.routing == Routing::kDimensionOrder && draw.odds(3);
  return config;
}

/// Bursts, at loads from far below to far above what the mesh can carry; to any terminal, or mostly to one.
std::vector<Offered> draw_traffic(Draw& draw, const MeshConfig& config, std::uint32_t packets) {
  const std::uint32_t hot = draw.below(config.terminals());
  const std::uint32_t spread = draw.odds(3) ? draw.from(1, 4) : draw.from(4, 200);
  const bool to_one = draw.odds(3);
  const std::uint32_t longest = draw.odds(3) ? 1 : 6;
  std::vector<Offered> offered;
  for (std::uint32_t k = 0; k < packets; ++k) {
    offered.push_back({1 + draw.below(packets / config.terminals() * spread + 1), draw.below(config.terminals()),
                       to_one && draw.odds(2) ? hot : draw.below(config.terminals()), draw.from(1, longest)});
  }
  std::ranges::stable_sort(offered, {}, &Offered::at);
  return offered;
}

std::string text_of(const MeshConfig& c) {
  const Pipeline& p = c.pipeline;
  std::string text = std::to_string(c.rows) + " x " + std::to_string(c.cols) + " x " + std::to_string(c.locals);
  for (const std::uint32_t n :
       {c.vcs, c.depth, p.route, p.vc_alloc, p.switch_alloc, p.traversal, p.speedup, c.link_latency}) {
    text += ' ' + std::to_string(n);
  }
  text += " entry " + std::to_string(c.entry);
  if (c.ordered) text += " ordered";
  if (p.speculative) text += " speculative";
  if (c.routing == Routing::kMinimalAdaptive) text += " adaptive";
  return c.switching == Switching::kCutThrough ? text + " cut-through" : text;
}

/// Every packet of every case arrives in the cycle in which SlowMesh has it.  \return whether it does
bool arrives_as_in_slow_mesh(std::uint64_t seed) {
  Draw draw{seed};
  const MeshConfig config = draw_mesh(draw);
  const std::vector<Offered> offered = draw_traffic(draw, config, 300);
  test::WholeMesh whole{config};
  whole.run(offered);
  test::SlowMesh slow{config};
  std::size_t next = 0;
  for (std::uint64_t now = 1; now <= whole.now + 100; ++now) {
    for (; next < offered.size() && offered[next].at <= now; ++next) {
      const Offered& one = offered[next];
      slow.inject({next, one.at, static_cast<int>(one.from), static_cast<int>(one.to), static_cast<int>(one.flits)});
    }
    slow.step(now);
  }
  EXPECT_EQ(whole.arrivals.size(), offered.size()) << text_of(config);
  for (const auto& [packet, at] : slow.arrivals()) {
    const auto found = whole.arrivals.find(packet);
    if (found != whole.arrivals.end() && found->second == at) continue;
    const Offered& one = offered[packet];
    ADD_FAILURE() << text_of(config) << ": packet " << packet << " made at " << one.at << ", from " << one.from
                  << " to " << one.to << ", " << one.flits << " flits, arrives at "
                  << (found == whole.arrivals.end() ? 0 : found->second) << ", not " << at;
    return false;
  }
  EXPECT_EQ(slow.arrivals().size(), offered.size()) << text_of(config);
  return !testing::Test::HasFailure();
}

class SlowMeshTest : public testing::TestWithParam<int> {};

TEST_P(SlowMeshTest, EveryPacketArrivesInTheSameCycle) {
  constexpr std::uint64_t kCases = 25;
  for (std::uint64_t k = 0; k < kCases; ++k) {
    const std::uint64_t seed = static_cast<std::uint64_t>(GetParam()) * kCases + k;
    ASSERT_TRUE(arrives_as_in_slow_mesh(seed)) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Random, SlowMeshTest, testing::Range(0, 16));

}  // namespace
}  // namespace octosim::models::network::flit
