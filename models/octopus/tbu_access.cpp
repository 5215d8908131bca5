#include "models/octopus/tbu_access.hpp"

#include <limits>

#include "engine/base/error.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using workload::kNone;

TbuAccess::TbuAccess(const plan::Plan& plan, std::uint32_t cluster, std::uint32_t node) : node_{node} {
  for (std::uint32_t tbu = 0; tbu < plan.clusters.size(); ++tbu) {
    const std::uint32_t nearest = plan::nearest_node_of_tbu(plan, cluster, tbu, node);
    ways_.push_back({.node = nearest, .hops = plan::hops_between(plan, node, nearest)});
    if (nearest == node) touched_.push_back({.tbu = tbu, .corner = corner_of(plan, cluster, tbu, node)});
  }
}

std::uint32_t TbuAccess::corner_of(const plan::Plan& plan, std::uint32_t cluster, std::uint32_t tbu,
                                   std::uint32_t node) {
  const auto corners = plan::nodes_of_tbu(plan, plan::place_of_tbu(plan, cluster, tbu));
  for (std::uint32_t corner = 0; corner < corners.size(); ++corner) {
    if (corners[corner] == node) return corner;
  }
  return kNone;
}

std::uint32_t TbuAccess::corner(std::uint32_t tbu) const {
  for (const Touched& one : touched_) {
    if (one.tbu == tbu) return one.corner;
  }
  return kNone;
}

std::uint32_t TbuAccess::nearest(const TbuWindow& tbus) const {
  OCTOSIM_EXPECT(!tbus.empty());
  Way best{.node = kNone, .hops = std::numeric_limits<std::uint32_t>::max()};
  tbus.for_each([&](std::uint32_t tbu) {
    if (ways_[tbu].hops < best.hops) best = ways_[tbu];
  });
  return best.node;
}

}  // namespace octosim::models::octopus
