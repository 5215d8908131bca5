#include "models/network/flit/mesh_config.hpp"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::models::network::flit {
namespace {

struct Refused {
  std::function<void(MeshConfig&)> change;
  std::string message;
};

TEST(MeshConfigTest, RefusalsNameParameterValueAndWhatIsAllowed) {
  const std::vector<Refused> refused{
      {[](MeshConfig& c) { c.rows = 0; }, "rows of routers = 0 (must be from 1 to 4096)"},
      {[](MeshConfig& c) { c.cols = 4097; }, "columns of routers = 4097 (must be from 1 to 4096)"},
      {[](MeshConfig& c) { c.locals = 13; }, "terminals at a router = 13 (must be from 1 to 12)"},
      {[](MeshConfig& c) { c.vcs = 13; },
       "virtual channels = 13 (must be from 1 to 12: a router has at most 64 of them over its 5 ports)"},
      {[](MeshConfig& c) { c.vcs = 0; },
       "virtual channels = 0 (must be from 1 to 12: a router has at most 64 of them over its 5 ports)"},
      {[](MeshConfig& c) { c.depth = 0; }, "flits of a VC's buffer = 0 (must be from 1 to 65535)"},
      {[](MeshConfig& c) { c.depth = 65'536; }, "flits of a VC's buffer = 65536 (must be from 1 to 65535)"},
      {[](MeshConfig& c) { c.width = 0; }, "bytes of a flit = 0 (must be at least 1)"},
      {[](MeshConfig& c) { c.pipeline.route = 65'536; }, "route computation = 65536 (must be from 0 to 65535 cycles)"},
      {[](MeshConfig& c) { c.pipeline.vc_alloc = 0; }, "VC allocation = 0 (must be from 1 to 64 cycles)"},
      {[](MeshConfig& c) { c.pipeline.switch_alloc = 0; }, "switch allocation = 0 (must be from 1 to 64 cycles)"},
      {[](MeshConfig& c) { c.pipeline.traversal = 65; }, "switch traversal = 65 (must be from 0 to 64 cycles)"},
      {[](MeshConfig& c) { c.pipeline.speedup = 3; }, "allocations a cycle = 3 (must be 1 or 2)"},
      {[](MeshConfig& c) { c.pipeline = {.vc_alloc = 2, .speedup = 2}; },
       "allocations a cycle = 2 (must be 1 unless every stage takes one cycle at most)"},
      {[](MeshConfig& c) { c.pipeline = {.switch_alloc = 2, .speculative = true}; },
       "switch allocation = 2 (must be as long as VC allocation where it is speculative)"},
      {[](MeshConfig& c) {
         c.routing = Routing::kMinimalAdaptive;
         c.vcs = 1;
       },
       "virtual channels = 1 (must be at least 2 for adaptive routing: one is the escape)"},
      {[](MeshConfig& c) { c.link_latency = 65'536; }, "link latency = 65536 (must be from 0 to 65535 cycles)"},
      {[](MeshConfig& c) { c.side_latency[2] = 65'536; },
       "link latency over a side = 65536 (must be from 0 to 65535 cycles)"},
      {[](MeshConfig& c) { c.entry = 3; }, "cycles of entry = 3 (must be from 0 to 2)"},
      {[](MeshConfig& c) {
         c.ordered = true;
         c.routing = Routing::kMinimalAdaptive;
       },
       "ordered = 1 (must be 0 with adaptive routing: its packets take several ways)"},
      {[](MeshConfig& c) { c.side_interval[3] = 65'536; },
       "cycles a flit over a side = 65536 (must be from 1 to 65535)"},
  };
  for (const Refused& one : refused) {
    MeshConfig config;
    check(config);
    one.change(config);
    try {
      check(config);
      ADD_FAILURE() << "accepted: " << one.message;
    } catch (const engine::ModelError& error) {
      EXPECT_EQ(error.what(), one.message);
    }
  }
}

TEST(MeshConfigTest, AcceptsTheLimits) {
  MeshConfig config;
  config.locals = 12;
  config.vcs = 4;
  config.depth = 65'535;
  config.pipeline = {.route = 64, .vc_alloc = 64, .switch_alloc = 64, .traversal = 64};
  config.link_latency = 65'535;
  EXPECT_NO_THROW(check(config));
}

TEST(PipelineTest, AHopTakesItsStagesAndItsLink) {
  const std::vector<std::uint32_t> hops{5, 4, 3, 2, 2};
  for (std::size_t p = 0; p < kPipelines.size(); ++p) EXPECT_EQ(kPipelines.at(p).second.hop(1), hops[p]);
  EXPECT_EQ((Pipeline{.route = 2, .vc_alloc = 3, .switch_alloc = 4, .traversal = 5}.hop(6)), 20U);
  EXPECT_EQ((Pipeline{.vc_alloc = 3, .switch_alloc = 3, .speculative = true}.hop(1)), 6U);
  EXPECT_EQ((Pipeline{.speculative = true, .speedup = 2}.hop(1)), 3U);
  EXPECT_EQ((Pipeline{.route = 0, .speedup = 2}.hop(1)), 3U);
  EXPECT_EQ((Pipeline{.speedup = 2}.hop(1)), 3U) << "three steps, two a cycle";
}

}  // namespace
}  // namespace octosim::models::network::flit
