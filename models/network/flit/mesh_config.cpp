#include "models/network/flit/mesh_config.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::models::network::flit {
namespace {

void require(bool good, std::string_view name, std::uint64_t value, std::string_view allowed) {
  if (!good) throw engine::ModelError{fmt::format("{} = {} (must be {})", name, value, allowed)};
}

}  // namespace

void check(const MeshConfig& config) {
  const Pipeline& p = config.pipeline;
  require(config.rows >= 1 && config.rows <= 4096, "rows of routers", config.rows, "from 1 to 4096");
  require(config.cols >= 1 && config.cols <= 4096, "columns of routers", config.cols, "from 1 to 4096");
  require(config.locals >= 1 && config.locals <= 12, "terminals at a router", config.locals, "from 1 to 12");
  const std::uint32_t most = kMostVcs / config.ports();
  require(
      config.vcs >= 1 && config.vcs <= most, "virtual channels", config.vcs,
      fmt::format("from 1 to {}: a router has at most {} of them over its {} ports", most, kMostVcs, config.ports()));
  require(config.depth >= 1 && config.depth <= 65'535, "flits of a VC's buffer", config.depth, "from 1 to 65535");
  require(config.width >= 1, "bytes of a flit", config.width, "at least 1");
  require(p.route <= 65'535, "route computation", p.route, "from 0 to 65535 cycles");
  require(p.vc_alloc >= 1 && p.vc_alloc <= 64, "VC allocation", p.vc_alloc, "from 1 to 64 cycles");
  require(p.switch_alloc >= 1 && p.switch_alloc <= 64, "switch allocation", p.switch_alloc, "from 1 to 64 cycles");
  require(p.traversal <= 64, "switch traversal", p.traversal, "from 0 to 64 cycles");
  require(p.speedup >= 1 && p.speedup <= 2, "allocations a cycle", p.speedup, "1 or 2");
  require(p.speedup == 1 || (p.route <= 1 && p.vc_alloc == 1 && p.switch_alloc == 1), "allocations a cycle", p.speedup,
          "1 unless every stage takes one cycle at most");
  require(!p.speculative || p.vc_alloc == p.switch_alloc, "switch allocation", p.switch_alloc,
          "as long as VC allocation where it is speculative");
  require(config.routing != Routing::kMinimalAdaptive || config.vcs >= 2, "virtual channels", config.vcs,
          "at least 2 for adaptive routing: one is the escape");
  require(!config.ordered || config.routing == Routing::kDimensionOrder, "ordered", 1,
          "0 with adaptive routing: its packets take several ways");
  require(config.entry <= 2, "cycles of entry", config.entry, "from 0 to 2");
  require(config.link_latency <= 65'535, "link latency", config.link_latency, "from 0 to 65535 cycles");
  for (std::size_t side = 0; side < 4; ++side) {
    require(config.side_latency[side] <= 65'535, "link latency over a side", config.side_latency[side],
            "from 0 to 65535 cycles");
    require(config.side_interval[side] >= 1 && config.side_interval[side] <= 65'535, "cycles a flit over a side",
            config.side_interval[side], "from 1 to 65535");
  }
}

}  // namespace octosim::models::network::flit
