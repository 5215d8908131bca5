/// \file path_tile.hpp  A part of a mesh that gives a packet its time on every link at once.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/model/component.hpp"
#include "models/network/kind_counts.hpp"
#include "models/network/packet.hpp"
#include "models/network/record.hpp"
#include "models/network/reserved_link.hpp"
#include "models/network/side.hpp"

namespace octosim::models::network {

/// One logical process stands for a rectangle of routers.  When a packet enters it, all links of its way through the
/// rectangle are reserved, in dimension order (columns first): it leaves each when its head is there and the link is
/// free, as in a Router, and is sent to where it leaves the tile with that time.  So a packet costs an event a tile
/// and one where it ends, and no credits: buffers have no bound.  Packets of one source and destination keep their
/// order.
class PathTile final : public engine::Component {
 public:
  struct Config;

  /// In: from each terminal (the CBU of each router, row by row) its packets; from the tiles N, S, E, W.  Out likewise;
  /// to a terminal with the tail.
  class Ports {
   public:
    explicit Ports(std::uint32_t terminals);
    Ports(const Ports&) = delete;
    Ports& operator=(const Ports&) = delete;
    const engine::PortTable& table() const { return table_; }
    std::uint32_t far(Side side) const { return terminals_ + side; }

   private:
    std::uint32_t terminals_;
    std::vector<std::string> names_;
    std::vector<engine::InPort> in_;
    std::vector<engine::OutPort> out_;
    engine::PortTable table_;
  };

  struct Config {
    const Ports* ports = nullptr;                                    ///< outlives the component
    std::uint32_t mesh_cols = 1;                                     ///< routers of the whole mesh, side by side
    std::uint32_t first_row = 0, first_col = 0, rows = 1, cols = 1;  ///< of the tile
    /// Cycles: of a router, of a wire in the tile, of one that leaves it.
    std::uint64_t router = 3, link = 1, far_link = 1;
    std::uint64_t width = 256, far_width = 256;  ///< bytes per cycle of links, and of those that leave the tile
    std::uint32_t record = kNoRecord;            ///< record types as Router's
    std::uint32_t mesh = 0;
    std::span<const std::uint8_t> kinds;  ///< by Packet::kind(), the column it is counted in; empty: not counted
    std::uint32_t columns = 0;
    std::uint32_t kind_record = kNoRecord;
    std::uint32_t total = kNoRecord;
  };
  explicit PathTile(const Config& config);

  /// Of the links of this tile to a terminal, and to its neighbours.
  static engine::Cycles terminal_latency(const Config& config) { return engine::Cycles{config.router}; }
  static engine::Cycles far_latency(const Config& config) { return engine::Cycles{config.router + config.far_link}; }

  const engine::PortTable& ports() const override { return config_.ports->table(); }
  void sample(engine::Context& context) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override;

  void on_packet(engine::Context& context, std::uint32_t port, const Packet& packet);

 private:
  std::uint32_t node_of(std::uint32_t router) const;
  bool leaves(std::uint32_t router, Side side) const;

  Config config_;
  std::vector<ReservedLink> links_;  ///< kSides of each router
  KindCounts kinds_;
};

}  // namespace octosim::models::network
