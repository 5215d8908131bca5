#include "models/octopus/flit_network.hpp"

#include <algorithm>

#include "models/octopus/records.hpp"
#include "models/octopus/ways.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::ComponentId;
using engine::Cycles;
using engine::Link;
using network::flit::FlitTile;
using network::flit::MeshConfig;
using workload::kNone;

network::flit::Pipeline pipeline_of(std::uint64_t cycles) {
  if (cycles == 1) return {.route = 0, .traversal = 0, .speculative = true};
  if (cycles == 2) return {.route = 0, .speculative = true};
  return {.route = static_cast<std::uint32_t>(std::min<std::uint64_t>(cycles - 3, 1U << 30U))};
}

FlitNetwork::FlitNetwork(const Place& place, const hardware::NetworkSettings& settings)
    : TiledNetwork{place}, settings_{settings}, ports_{terminals()} {
  check(config_of(0));
}

MeshConfig FlitNetwork::config_of(std::uint32_t chiplet) const {
  MeshConfig config;
  config.rows = static_cast<std::uint32_t>(plan().hardware.cbu_rows());
  config.cols = static_cast<std::uint32_t>(plan().hardware.cbu_cols());
  config.tile_rows = rows();
  config.tile_cols = cols();
  config.first_row = first_row(chiplet);
  config.first_col = first_col(chiplet);
  config.vcs = static_cast<std::uint32_t>(settings_.vcs);
  config.width = settings_.link;
  const std::uint64_t depth = settings_.buffer / settings_.link / settings_.vcs;
  config.depth = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(depth, 1, 65'535));
  config.pipeline = pipeline_of(settings_.router_latency);
  const bool adaptive = settings_.routing == hardware::NetworkRouting::kAdaptive;
  config.routing = adaptive ? network::flit::Routing::kMinimalAdaptive : network::flit::Routing::kDimensionOrder;
  config.switching = settings_.switching == hardware::NetworkSwitching::kCutThrough
                         ? network::flit::Switching::kCutThrough
                         : network::flit::Switching::kWormhole;
  config.ordered = !adaptive;
  config.entry = 0;
  config.link_latency = static_cast<std::uint32_t>(settings_.link_latency);
  const std::uint64_t interval = (settings_.link + settings_.die_width() - 1) / settings_.die_width();
  config.side_interval.fill(static_cast<std::uint32_t>(std::min<std::uint64_t>(interval, 1U << 30U)));
  config.side_latency.fill(static_cast<std::uint32_t>(settings_.die_latency));
  return config;
}

std::unique_ptr<engine::Component> FlitNetwork::make(std::uint32_t chiplet) const {
  return std::make_unique<FlitTile>(FlitTile::Config{.mesh = config_of(chiplet),
                                                     .ports = &ports_,
                                                     .record = kLinkSample,
                                                     .which = 0,

                                                     .total = kRouterTotal,
                                                     .most_credit = settings_.buffer});
}

void FlitNetwork::links_from(std::uint32_t chiplet, std::vector<Link>& links) const {
  const MeshConfig config = config_of(chiplet);
  const ComponentId self = id_of(chiplet);
  for (std::uint32_t terminal = 0; terminal < terminals(); ++terminal) {
    const ComponentId cbu{node_at(chiplet, terminal)};
    links.push_back({self, terminal, cbu, place().packet_in, FlitTile::packet_latency(config)});
    links.push_back({self, ports_.taken_out(terminal), cbu, place().credit_in, Cycles{1}});
  }
  const std::uint32_t corner = node_at(chiplet, 0), last = node_at(chiplet, terminals() - 1);
  for (const auto& [direction, side] : kWays) {
    const bool from_last = side == network::kSouth || side == network::kEast;
    const std::uint32_t beyond = plan::neighbour_of_node(plan(), from_last ? last : corner, direction);
    if (beyond == kNone) continue;
    const ComponentId to = id_of(plan::chiplet_of_node(plan(), beyond));
    const network::Side back = network::opposite(side);
    links.push_back({self, ports_.head_out(side), to, ports_.head_in(back), FlitTile::flit_latency(config, side)});
    links.push_back({self, ports_.body_out(side), to, ports_.body_in(back), FlitTile::flit_latency(config, side)});
    links.push_back(
        {self, ports_.credit_out(side), to, ports_.credit_in(back), FlitTile::credit_latency(config, side)});
  }
}

}  // namespace octosim::models::octopus
