#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/hash.hpp"
#include "jobs/bench/noc/traffic.hpp"
#include "tests/models/network/flit/whole_mesh.hpp"

namespace octosim {
namespace {

using jobs::bench::noc::Pattern;
using models::network::flit::kPipelines;
using models::network::flit::Routing;
using models::network::flit::Switching;
using test::MeshConfig;
using test::Offered;

struct Mesh {
  Routing routing;
  Switching switching;
};

std::string name_of_mesh(const testing::TestParamInfo<Mesh>& test) {
  return std::string{test.param.routing == Routing::kDimensionOrder ? "dimension_order" : "adaptive"} +
         (test.param.switching == Switching::kWormhole ? "_wormhole" : "_cut_through");
}

class FlitNetwork : public testing::TestWithParam<Mesh> {
 protected:
  MeshConfig mesh(std::uint32_t k, std::uint32_t vcs, std::uint32_t depth, std::size_t router) const {
    MeshConfig config = test::mesh_of(k, k);
    config.routing = GetParam().routing;
    config.switching = GetParam().switching;
    config.vcs = vcs;
    config.depth = depth;
    config.pipeline = kPipelines.at(router).second;
    return config;
  }
  std::uint32_t least_vcs() const { return GetParam().routing == Routing::kMinimalAdaptive ? 2 : 1; }
};

/// Everything is there at once, so that queues are full everywhere: all of it arrives, and everything that left a
/// router's port was flits of packets that arrived, over the fewest hops.
TEST_P(FlitNetwork, EverythingArrivesHoweverCrowded) {
  std::size_t router = 0;
  for (const std::uint32_t vcs : {least_vcs(), 4U}) {
    for (const std::uint32_t depth : {1U, 3U, 8U}) {
      for (const std::uint32_t flits : {1U, 4U, 9U}) {
        for (const Pattern pattern :
             {Pattern::kUniform, Pattern::kTranspose, Pattern::kTornado, Pattern::kBitComplement, Pattern::kHotSpot}) {
          const MeshConfig config = mesh(4, vcs, depth, router++ % kPipelines.size());
          const jobs::bench::noc::Traffic traffic{.pattern = pattern, .hot = {5}, .hot_share = 0.5};
          std::vector<Offered> offered;
          std::uint64_t flit_hops = 0;
          for (std::uint32_t k = 0; k < 16 * 20; ++k) {
            const std::uint32_t from = k % 16, to = destination(traffic, 4, 1, from, engine::mix(k, router));
            offered.push_back({1, from, to, 1 + (flits + k) % flits});
            const auto apart = [](std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; };
            flit_hops += std::uint64_t{offered.back().flits} * (1 + apart(from % 4, to % 4) + apart(from / 4, to / 4));
          }
          test::WholeMesh whole{config};
          whole.run(offered, 200'000);
          std::uint64_t moved = 0;
          for (std::uint32_t port = 0; port < 16 * 5; ++port) {
            moved += whole.mesh.sent_through(port / 5, port % 5).flits;
            ASSERT_EQ(whole.mesh.flits_waiting(port / 5, port % 5), 0U);
          }
          ASSERT_EQ(whole.arrivals.size(), offered.size()) << "stuck: " << vcs << " VCs, depth " << depth << ", "
                                                           << flits << " flits, pattern " << static_cast<int>(pattern);
          ASSERT_EQ(moved, flit_hops);
          ASSERT_EQ(whole.taken, offered.size());
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Meshes, FlitNetwork,
                         testing::Values(Mesh{Routing::kDimensionOrder, Switching::kWormhole},
                                         Mesh{Routing::kDimensionOrder, Switching::kCutThrough},
                                         Mesh{Routing::kMinimalAdaptive, Switching::kWormhole},
                                         Mesh{Routing::kMinimalAdaptive, Switching::kCutThrough}),
                         name_of_mesh);

/// After a storm the one buffer of every port has all its credits: packets as long as a buffer, which cut-through lets
/// pass only then, go from everywhere to everywhere, and as fast as in a mesh that has seen nothing.
TEST(FlitNetworkCredits, AStormLeavesNothingBehind) {
  for (std::size_t router = 0; router < kPipelines.size(); ++router) {
    for (const std::uint32_t depth : {2U, 5U}) {
      MeshConfig config = test::mesh_of(3, 3);
      config.vcs = 1;
      config.depth = depth;
      config.pipeline = kPipelines.at(router).second;
      config.switching = Switching::kCutThrough;
      std::vector<Offered> offered;
      for (std::uint32_t k = 0; k < 400; ++k) {
        const auto word = engine::mix(router, depth, k);
        offered.push_back({1 + k / 20, static_cast<std::uint32_t>(word % 9), static_cast<std::uint32_t>(word / 9 % 9),
                           static_cast<std::uint32_t>(1 + word / 81 % 7)});
      }
      test::WholeMesh whole{config};
      const std::size_t storm = offered.size();
      const std::uint64_t calm = 10'000;
      for (std::uint32_t pair = 0; pair < 81; ++pair) {
        offered.push_back({calm + pair * 200, pair / 9, pair % 9, depth});
      }
      whole.run(offered);
      ASSERT_EQ(whole.arrivals.size(), offered.size());
      ASSERT_LT(std::max_element(whole.arrivals.begin(), std::next(whole.arrivals.begin(), static_cast<int>(storm)),
                                 [](const auto& a, const auto& b) { return a.second < b.second; })
                    ->second,
                calm);
      for (std::size_t k = storm; k < offered.size(); ++k) {
        const Offered& one = offered[k];
        EXPECT_EQ(whole.arrivals.at(k) - one.at, test::latencies(config, {{1, one.from, one.to, depth}}).at(0));
      }
    }
  }
}

}  // namespace
}  // namespace octosim
