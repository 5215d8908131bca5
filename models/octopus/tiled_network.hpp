/// \file tiled_network.hpp  A network that has a component a chiplet: where its nodes are.
#pragma once
#include "models/octopus/mesh_network.hpp"

namespace octosim::models::octopus {

/// Component `index` is the tile of chiplet `index`; its terminals are the nodes of that chiplet, row by row.
class TiledNetwork : public MeshNetwork {
 public:
  explicit TiledNetwork(const Place& place);

  std::uint32_t component_count() const override;
  std::optional<Port> entrance(std::uint32_t node) const override;
  std::uint32_t node_of(std::uint32_t index) const override { return node_at(index, 0); }

 protected:
  std::uint32_t rows() const { return rows_; }  ///< of nodes, of a chiplet
  std::uint32_t cols() const { return cols_; }
  std::uint32_t terminals() const { return rows_ * cols_; }
  /// Chiplets side by side.
  std::uint32_t across() const { return across_; }
  std::uint32_t first_row(std::uint32_t chiplet) const { return chiplet / across_ * rows_; }
  std::uint32_t first_col(std::uint32_t chiplet) const { return chiplet % across_ * cols_; }
  std::uint32_t node_at(std::uint32_t chiplet, std::uint32_t terminal) const;

 private:
  std::uint32_t rows_, cols_, across_;
};

}  // namespace octosim::models::octopus
