/// \file geometry.hpp  Where TBUs, CBUs and clusters lie on the wafer, and how far apart.
/// Plain functions of a Plan, O(1) unless stated: the models and the partitioner share them, so they cannot disagree.
///
/// Three global grids, all row-major from the top left:
/// TBUs (chiplet_rows x tbu_rows by chiplet_cols x tbu_cols), nodes (CBUs with their router; one more row and column a
/// chiplet than it has TBUs), clusters (ClusterMap::rows x cols).  TBU (r, c) of a chiplet touches its CBUs (r, c),
/// (r, c+1), (r+1, c), (r+1, c+1).  Source: arXiv 2405.17221, section V (topology as Plasticine).
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/time.hpp"
#include "models/plan/plan.hpp"

namespace octosim::models::plan {

/// A place on one of the three grids.
struct Place {
  std::uint32_t row = 0, col = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

enum class Direction : std::uint8_t { kNorth, kSouth, kEast, kWest };
inline constexpr std::array kDirections{Direction::kNorth, Direction::kSouth, Direction::kEast, Direction::kWest};

// --- nodes -----------------------------------------------------------------------------------------------------------

/// All CBUs of the wafer.
std::uint32_t node_count(const Plan& plan);
/// row * cbu_cols + col.
std::uint32_t node_at(const Plan& plan, Place place);
Place place_of_node(const Plan& plan, std::uint32_t node);
/// Row-major index of the chiplet the node lies on.
std::uint32_t chiplet_of_node(const Plan& plan, std::uint32_t node);
/// The next node in that direction, on the same die or the next; workload::kNone at the wafer's edge.
std::uint32_t neighbour_of_node(const Plan& plan, std::uint32_t node, Direction direction);
/// Latency of a packet's head from the router of `from` to that of `to`: router_latency + (die_latency if they lie on
/// two dies, else link_latency).  `mesh`: plan.hardware.network or plan.hardware.control.  \pre neighbours
engine::Cycles hop_latency(const Plan& plan, const hardware::MeshSettings& mesh, std::uint32_t from, std::uint32_t to);
/// Hops of a shortest path.
std::uint32_t hops_between(const Plan& plan, std::uint32_t from, std::uint32_t to);

// --- TBUs ------------------------------------------------------------------------------------------------------------

/// The cluster of the TBU at `tbu` of the global TBU grid; workload::kNone if it is left over and idle.
std::uint32_t cluster_of_tbu(const Plan& plan, Place tbu);
/// The TBU at position `tbu` (0 .. ClusterMap::size() - 1, row by row) of a cluster, on the global TBU grid.
Place place_of_tbu(const Plan& plan, std::uint32_t cluster, std::uint32_t tbu);
/// The four nodes a TBU touches: top left, top right, bottom left, bottom right.
std::array<std::uint32_t, 4> nodes_of_tbu(const Plan& plan, Place tbu);

// --- clusters --------------------------------------------------------------------------------------------------------

Place place_of_cluster(const Plan& plan, std::uint32_t cluster);
/// Row-major index of the chiplet the cluster lies on.
std::uint32_t chiplet_of_cluster(const Plan& plan, std::uint32_t cluster);
/// The cluster beside it, on the same die or the next; workload::kNone at the wafer's edge.
std::uint32_t neighbour_of_cluster(const Plan& plan, std::uint32_t cluster, Direction direction);
/// All clusters at most `range` steps away, nearest first; of equally near ones north, south, east, west, then row by
/// row.  O(range^2).
std::vector<std::uint32_t> neighbours_of_cluster(const Plan& plan, std::uint32_t cluster, std::uint64_t range);
/// The cluster a CBU belongs to: that of the TBU below and right of it; the last row and column of a chiplet's CBUs,
/// and those beside left-over TBUs, belong to the nearest cluster of the chiplet.  Every node has one.
std::uint32_t cluster_of_node(const Plan& plan, std::uint32_t node);
/// Of the CBUs of a cluster that touch one of its TBUs, the one nearest to node `from`; the first in the order of
/// nodes_of_tbu on ties.
std::uint32_t nearest_node_of_tbu(const Plan& plan, std::uint32_t cluster, std::uint32_t tbu, std::uint32_t from);
/// Its top left CBU, the one of its leader.
std::uint32_t first_node_of_cluster(const Plan& plan, std::uint32_t cluster);
/// All its CBUs, increasing; at least ClusterMap::size().  O(nodes of the cluster).
std::vector<std::uint32_t> nodes_of_cluster(const Plan& plan, std::uint32_t cluster);

// --- ranks -----------------------------------------------------------------------------------------------------------

/// The clusters that ranks may own: those of the plan; where clusters are divided among sub-OWGs, and so may be whole
/// chiplets, parts of them of at most 2 x 4 TBUs.  A map of the same wafer: use it as ClusterMap of a copy of the plan.
ClusterMap cells_of(const Plan& plan);

}  // namespace octosim::models::plan
