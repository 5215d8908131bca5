#include "jobs/bench/noc/noc_settings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::bench::noc {
namespace {

template <class Value>
void require(bool good, std::string_view option, Value value, std::string_view allowed) {
  if (!good) throw engine::ModelError{fmt::format("bench noc: --{} {} (must be {})", option, value, allowed)};
}

}  // namespace

/// As large as pays: 8 x 8 routers.
std::uint32_t NocSettings::tile_size() const { return tile != 0 ? std::min(tile, k) : std::min(k, std::uint32_t{8}); }

models::network::flit::MeshConfig NocSettings::mesh(std::uint32_t number) const {
  const std::uint32_t size = tile_size(), across = tiles_across();
  models::network::flit::MeshConfig mesh;
  mesh.rows = mesh.cols = k;
  mesh.locals = locals;
  mesh.first_row = number / across * size;
  mesh.first_col = number % across * size;
  mesh.tile_rows = std::min(size, k - mesh.first_row);
  mesh.tile_cols = std::min(size, k - mesh.first_col);
  mesh.vcs = vcs;
  mesh.depth = vc_buffer;
  mesh.width = kFlitBytes;
  mesh.pipeline = pipeline;
  mesh.routing = routing;
  mesh.switching = switching;
  mesh.link_latency = link_latency;
  mesh.side_latency.fill(link_latency);
  return mesh;
}

void check(const NocSettings& s) {
  require(s.k >= 1 && s.k <= 1024, "k", s.k, "from 1 to 1024");
  require(s.locals >= 1 && s.locals <= 12, "concentration", s.locals, "from 1 to 12");
  require(s.terminals() <= 1U << 24U, "concentration", s.locals, "less: a mesh has at most 2^24 terminals");
  require(s.packet_flits >= 1 && s.packet_flits <= 65'535, "packet-flits", s.packet_flits, "from 1 to 65535");
  require(s.link_latency >= 1 && s.link_latency <= 65'535, "link-latency", s.link_latency, "from 1 to 65535 cycles");
  require(s.load > 0 && s.load <= 1, "load", s.load, "above 0, at most 1 flit a cycle");
  require(s.traffic.hot_share >= 0 && s.traffic.hot_share <= 1, "hot-share", s.traffic.hot_share, "from 0 to 1");
  require(!s.traffic.hot.empty(), "hot", "", "one terminal at least");
  for (const std::uint32_t hot : s.traffic.hot) {
    require(hot < s.terminals(), "hot", hot, fmt::format("below {}, the number of terminals", s.terminals()));
  }
  require(s.period >= 10 && s.period <= 1'000'000'000, "period", s.period, "from 10 to 1000000000 cycles");
  require(s.warmup <= 1000, "warmup", s.warmup, "from 0 to 1000 periods");
  require(s.most_periods > s.warmup && s.most_periods <= 100'000, "most-periods", s.most_periods,
          fmt::format("from {} to 100000: some after the warm-up", s.warmup + 1));
  require(s.latency_limit > 0, "latency-limit", s.latency_limit, "above 0 cycles");
  const std::uint32_t across = s.tiles_across();
  require(across <= 150, "tile", s.tile, fmt::format("larger: {} tiles are more than 22500", across * across));
  check(s.mesh(0));
}

}  // namespace octosim::jobs::bench::noc
