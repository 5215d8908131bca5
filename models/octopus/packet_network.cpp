#include "models/octopus/packet_network.hpp"

#include "models/octopus/control_kind.hpp"
#include "models/octopus/records.hpp"
#include "models/octopus/ways.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::ComponentId;
using engine::Cycles;
using engine::Link;
using network::Router;
using workload::kNone;

std::uint32_t PacketNetwork::component_count() const { return plan::node_count(plan()); }

std::unique_ptr<engine::Component> PacketNetwork::make(std::uint32_t node) const {
  std::uint32_t die_sides = 0;
  for (const auto& [direction, side] : kWays) {
    const std::uint32_t neighbour = plan::neighbour_of_node(plan(), node, direction);
    if (neighbour == kNone || plan::chiplet_of_node(plan(), neighbour) == plan::chiplet_of_node(plan(), node)) continue;
    die_sides |= 1U << side;
  }
  return std::make_unique<Router>(Router::Config{
      .node = node,
      .cols = static_cast<std::uint32_t>(plan().hardware.cbu_cols()),
      .width = mesh().link,
      .buffer = mesh().buffer,
      .record = kLinkSample,
      .mesh = place().control ? 1U : 0U,
      .kinds = place().control ? std::span<const std::uint8_t>{kControlKindOf} : std::span<const std::uint8_t>{},
      .columns = static_cast<std::uint32_t>(kControlKinds.size()),
      .kind_record = kControlLink,
      .total = kRouterTotal,
      .die_sides = die_sides,
      .die_width = mesh().die_width()});
}

/// Credits travel as long as packets do: the wire is as long.  Both give the same lookahead.
void PacketNetwork::links_from(std::uint32_t node, std::vector<Link>& links) const {
  const ComponentId self = id_of(node);
  for (const auto& [direction, side] : kWays) {
    const std::uint32_t neighbour = plan::neighbour_of_node(plan(), node, direction);
    if (neighbour == kNone) continue;
    const Cycles latency = plan::hop_latency(plan(), mesh(), node, neighbour);
    const ComponentId to = id_of(neighbour);
    links.push_back({self, side, to, network::opposite(side), latency});
    links.push_back({self, network::kSides + side, to, network::kSides + network::opposite(side), latency});
  }
  const ComponentId cbu{node};
  links.push_back({self, network::kLocal, cbu, place().packet_in, Cycles{mesh().router_latency}});
  links.push_back({self, network::kSides + network::kLocal, cbu, place().credit_in, Cycles{1}});
}

}  // namespace octosim::models::octopus
