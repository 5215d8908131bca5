#include "models/octopus/tiled_network.hpp"

#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

TiledNetwork::TiledNetwork(const Place& place)
    : MeshNetwork{place},
      rows_{static_cast<std::uint32_t>(plan().hardware.wafer.tbu_rows + 1)},
      cols_{static_cast<std::uint32_t>(plan().hardware.wafer.tbu_cols + 1)},
      across_{static_cast<std::uint32_t>(plan().hardware.wafer.chiplet_cols)} {}

std::uint32_t TiledNetwork::component_count() const {
  return static_cast<std::uint32_t>(plan().hardware.wafer.chiplet_rows) * across_;
}

std::uint32_t TiledNetwork::node_at(std::uint32_t chiplet, std::uint32_t terminal) const {
  return plan::node_at(plan(), {first_row(chiplet) + terminal / cols_, first_col(chiplet) + terminal % cols_});
}

std::optional<MeshNetwork::Port> TiledNetwork::entrance(std::uint32_t node) const {
  const plan::Place at = plan::place_of_node(plan(), node);
  return Port{id_of(plan::chiplet_of_node(plan(), node)), at.row % rows_ * cols_ + at.col % cols_};
}

}  // namespace octosim::models::octopus
