#include "models/plan/geometry.hpp"

#include <algorithm>
#include <limits>

#include "engine/base/error.hpp"

namespace octosim::models::plan {
namespace {

std::uint32_t narrow(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

/// TBUs of one chiplet, down and across.
std::uint32_t tbu_rows(const Plan& plan) { return narrow(plan.hardware.wafer.tbu_rows); }
std::uint32_t tbu_cols(const Plan& plan) { return narrow(plan.hardware.wafer.tbu_cols); }

/// The place beside `place` on a grid of `rows` x `cols`; false if there is none.
bool step(Place& place, Direction direction, std::uint32_t rows, std::uint32_t cols) {
  switch (direction) {
    case Direction::kNorth:
      if (place.row == 0) return false;
      --place.row;
      return true;
    case Direction::kSouth:
      return ++place.row < rows;
    case Direction::kEast:
      return ++place.col < cols;
    case Direction::kWest:
      if (place.col == 0) return false;
      --place.col;
      return true;
  }
  return false;
}

std::uint32_t distance(std::uint32_t a, std::uint32_t b) { return a < b ? b - a : a - b; }

/// The line of CBUs, on the whole wafer, at which line `line` of clusters starts.
/// `per_chiplet` lines of clusters of `extent` TBUs, on chiplets of `tbus` TBUs and one CBU more.
std::uint32_t first_cbu(std::uint32_t line, std::uint32_t per_chiplet, std::uint32_t extent, std::uint32_t tbus) {
  return line / per_chiplet * (tbus + 1) + line % per_chiplet * extent;
}

/// One past the last line of CBUs of line `line` of clusters: up to the next cluster, or to the chiplet's edge.
std::uint32_t end_cbu(std::uint32_t line, std::uint32_t per_chiplet, std::uint32_t extent, std::uint32_t tbus) {
  const bool last = line % per_chiplet + 1 == per_chiplet;
  return last ? (line / per_chiplet + 1) * (tbus + 1) : first_cbu(line + 1, per_chiplet, extent, tbus);
}

/// The line of clusters that CBU line `cbu` of the wafer belongs to.
std::uint32_t cluster_line(std::uint32_t cbu, std::uint32_t per_chiplet, std::uint32_t extent, std::uint32_t tbus) {
  const std::uint32_t chiplet = cbu / (tbus + 1);
  return chiplet * per_chiplet + std::min(cbu % (tbus + 1) / extent, per_chiplet - 1);
}

}  // namespace

std::uint32_t node_count(const Plan& plan) { return narrow(plan.hardware.cbu_rows() * plan.hardware.cbu_cols()); }

std::uint32_t node_at(const Plan& plan, Place place) {
  OCTOSIM_EXPECT(place.row < plan.hardware.cbu_rows() && place.col < plan.hardware.cbu_cols());
  return place.row * narrow(plan.hardware.cbu_cols()) + place.col;
}

Place place_of_node(const Plan& plan, std::uint32_t node) {
  OCTOSIM_EXPECT(node < node_count(plan));
  const std::uint32_t cols = narrow(plan.hardware.cbu_cols());
  return {node / cols, node % cols};
}

std::uint32_t chiplet_of_node(const Plan& plan, std::uint32_t node) {
  const Place place = place_of_node(plan, node);
  return place.row / (tbu_rows(plan) + 1) * narrow(plan.hardware.wafer.chiplet_cols) + place.col / (tbu_cols(plan) + 1);
}

std::uint32_t neighbour_of_node(const Plan& plan, std::uint32_t node, Direction direction) {
  Place place = place_of_node(plan, node);
  const bool inside = step(place, direction, narrow(plan.hardware.cbu_rows()), narrow(plan.hardware.cbu_cols()));
  return inside ? node_at(plan, place) : workload::kNone;
}

engine::Cycles hop_latency(const Plan& plan, const hardware::MeshSettings& mesh, std::uint32_t from, std::uint32_t to) {
  OCTOSIM_EXPECT(hops_between(plan, from, to) == 1);
  const bool same_die = chiplet_of_node(plan, from) == chiplet_of_node(plan, to);
  return {mesh.router_latency + (same_die ? mesh.link_latency : mesh.die_latency)};
}

std::uint32_t hops_between(const Plan& plan, std::uint32_t from, std::uint32_t to) {
  const Place a = place_of_node(plan, from), b = place_of_node(plan, to);
  return distance(a.row, b.row) + distance(a.col, b.col);
}

std::uint32_t cluster_of_tbu(const Plan& plan, Place tbu) {
  const ClusterMap& map = plan.clusters;
  const std::uint32_t row = tbu.row % tbu_rows(plan) / map.height, col = tbu.col % tbu_cols(plan) / map.width;
  if (row >= map.per_chiplet_rows || col >= map.per_chiplet_cols) return workload::kNone;
  return (tbu.row / tbu_rows(plan) * map.per_chiplet_rows + row) * map.cols +
         tbu.col / tbu_cols(plan) * map.per_chiplet_cols + col;
}

Place place_of_tbu(const Plan& plan, std::uint32_t cluster, std::uint32_t tbu) {
  const ClusterMap& map = plan.clusters;
  OCTOSIM_EXPECT(tbu < map.size());
  const Place place = place_of_cluster(plan, cluster);
  return {place.row / map.per_chiplet_rows * tbu_rows(plan) + place.row % map.per_chiplet_rows * map.height +
              tbu / map.width,
          place.col / map.per_chiplet_cols * tbu_cols(plan) + place.col % map.per_chiplet_cols * map.width +
              tbu % map.width};
}

std::array<std::uint32_t, 4> nodes_of_tbu(const Plan& plan, Place tbu) {
  const std::uint32_t row = tbu.row + tbu.row / tbu_rows(plan);  // each chiplet above has one row of CBUs more
  const std::uint32_t col = tbu.col + tbu.col / tbu_cols(plan);
  return {node_at(plan, {row, col}), node_at(plan, {row, col + 1}), node_at(plan, {row + 1, col}),
          node_at(plan, {row + 1, col + 1})};
}

Place place_of_cluster(const Plan& plan, std::uint32_t cluster) {
  OCTOSIM_EXPECT(cluster < plan.clusters.count());
  return {cluster / plan.clusters.cols, cluster % plan.clusters.cols};
}

std::uint32_t chiplet_of_cluster(const Plan& plan, std::uint32_t cluster) {
  const Place place = place_of_cluster(plan, cluster);
  return place.row / plan.clusters.per_chiplet_rows * narrow(plan.hardware.wafer.chiplet_cols) +
         place.col / plan.clusters.per_chiplet_cols;
}

std::uint32_t neighbour_of_cluster(const Plan& plan, std::uint32_t cluster, Direction direction) {
  Place place = place_of_cluster(plan, cluster);
  const bool inside = step(place, direction, plan.clusters.rows, plan.clusters.cols);
  return inside ? place.row * plan.clusters.cols + place.col : workload::kNone;
}

std::vector<std::uint32_t> neighbours_of_cluster(const Plan& plan, std::uint32_t cluster, std::uint64_t range) {
  std::vector<std::uint32_t> found;
  for (const Direction direction : kDirections) {
    const std::uint32_t next = neighbour_of_cluster(plan, cluster, direction);
    if (next != workload::kNone) found.push_back(next);
  }
  const Place here = place_of_cluster(plan, cluster);
  const auto apart = [](std::uint32_t a, std::uint32_t b) { return std::uint64_t{std::max(a, b) - std::min(a, b)}; };
  for (std::uint64_t steps = 2; steps <= range; ++steps) {
    for (std::uint32_t row = 0; row < plan.clusters.rows; ++row) {
      const std::uint64_t down = apart(row, here.row);
      if (down > steps) continue;
      const std::uint64_t across = steps - down;
      if (across <= here.col) found.push_back(row * plan.clusters.cols + here.col - static_cast<std::uint32_t>(across));
      if (across > 0 && here.col + across < plan.clusters.cols) {
        found.push_back(row * plan.clusters.cols + here.col + static_cast<std::uint32_t>(across));
      }
    }
  }
  return found;
}

std::uint32_t cluster_of_node(const Plan& plan, std::uint32_t node) {
  const ClusterMap& map = plan.clusters;
  const Place place = place_of_node(plan, node);
  return cluster_line(place.row, map.per_chiplet_rows, map.height, tbu_rows(plan)) * map.cols +
         cluster_line(place.col, map.per_chiplet_cols, map.width, tbu_cols(plan));
}

std::uint32_t nearest_node_of_tbu(const Plan& plan, std::uint32_t cluster, std::uint32_t tbu, std::uint32_t from) {
  std::uint32_t best = workload::kNone;
  std::uint32_t least = std::numeric_limits<std::uint32_t>::max();
  for (const std::uint32_t node : nodes_of_tbu(plan, place_of_tbu(plan, cluster, tbu))) {
    if (cluster_of_node(plan, node) != cluster) continue;
    const std::uint32_t hops = hops_between(plan, from, node);
    if (hops >= least) continue;
    least = hops;
    best = node;
  }
  return best;
}

std::uint32_t first_node_of_cluster(const Plan& plan, std::uint32_t cluster) {
  const ClusterMap& map = plan.clusters;
  const Place place = place_of_cluster(plan, cluster);
  return node_at(plan, {first_cbu(place.row, map.per_chiplet_rows, map.height, tbu_rows(plan)),
                        first_cbu(place.col, map.per_chiplet_cols, map.width, tbu_cols(plan))});
}

std::vector<std::uint32_t> nodes_of_cluster(const Plan& plan, std::uint32_t cluster) {
  const ClusterMap& map = plan.clusters;
  const Place place = place_of_cluster(plan, cluster);
  const Place first = place_of_node(plan, first_node_of_cluster(plan, cluster));
  const std::uint32_t end_row = end_cbu(place.row, map.per_chiplet_rows, map.height, tbu_rows(plan));
  const std::uint32_t end_col = end_cbu(place.col, map.per_chiplet_cols, map.width, tbu_cols(plan));
  std::vector<std::uint32_t> nodes;
  nodes.reserve((end_row - first.row) * (end_col - first.col));
  for (std::uint32_t row = first.row; row < end_row; ++row) {
    for (std::uint32_t col = first.col; col < end_col; ++col) nodes.push_back(node_at(plan, {row, col}));
  }
  return nodes;
}

namespace {
std::uint32_t largest_divisor(std::uint32_t of, std::uint32_t most) {
  std::uint32_t divisor = std::min(of, most);
  while (of % divisor != 0) --divisor;
  return divisor;
}
}  // namespace

ClusterMap cells_of(const Plan& plan) {
  ClusterMap map = plan.clusters;
  if (!plan.schedule.divides_clusters()) return map;
  const std::uint32_t height = largest_divisor(map.height, 2), width = largest_divisor(map.width, 4);
  map.rows *= map.height / height;
  map.per_chiplet_rows *= map.height / height;
  map.cols *= map.width / width;
  map.per_chiplet_cols *= map.width / width;
  map.height = height;
  map.width = width;
  return map;
}

}  // namespace octosim::models::plan
