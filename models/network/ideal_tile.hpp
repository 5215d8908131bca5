/// \file ideal_tile.hpp  A network that only takes time: the bound of any other.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/component.hpp"
#include "models/network/lone_way.hpp"
#include "models/network/packet.hpp"

namespace octosim::models::network {

/// A packet takes the time it would take alone in the mesh, whatever else is on its way: every link carries any
/// number of packets at once.  One logical process stands for a rectangle of routers; a packet for another one is
/// posted to it.  Packets of one source and destination keep their order if their source sends one after the other.
class IdealTile final : public engine::Component {
 public:
  struct Config;

  /// In: from each terminal its packets; packets from other tiles.  Out: to each terminal its packets, with the tail;
  /// a Credit for each packet it sent, at once.
  class Ports {
   public:
    explicit Ports(std::uint32_t terminals);
    Ports(const Ports&) = delete;
    Ports& operator=(const Ports&) = delete;
    const engine::PortTable& table() const { return table_; }
    static std::uint32_t far_in(std::uint32_t terminals) { return terminals; }
    std::uint32_t taken_out(std::uint32_t terminal) const { return terminals_ + terminal; }

   private:
    std::uint32_t terminals_;
    std::vector<std::string> names_;
    std::vector<engine::InPort> in_;
    std::vector<engine::OutPort> out_;
    engine::PortTable table_;
  };

  struct Config {
    const Ports* ports = nullptr;    ///< outlives the component
    LoneWay way;                     ///< in the mesh
    std::uint32_t rows = 1U << 30U;  ///< of the mesh; at least: all tiles are full_rows high
    std::uint32_t locals = 1;        ///< terminals of a router
    std::uint32_t first_row = 0, first_col = 0, tile_cols = 1;
    /// All tiles but those at the far edges have full_rows x full_cols routers; `across` of them lie side by side, and
    /// tile 0 is component `first_tile`, the others follow row by row.
    std::uint32_t full_rows = 1, full_cols = 1, across = 1;
    engine::ComponentId first_tile{};
    std::uint64_t fixed = 1;        ///< cycles beside those of `way`, less one
    std::uint64_t most_credit = 1;  ///< a packet gives its terminal back its bytes, at most this
  };
  explicit IdealTile(const Config& config) : config_{config} {}

  /// Least time of a packet that goes from one tile to another, less the cycle to its terminal: of post().
  static engine::Cycles least_post_delay(const Config& config) {
    return engine::Cycles{config.fixed + 2 * config.way.router + std::min(config.way.link, config.way.die_link) - 1};
  }

  const engine::PortTable& ports() const override { return config_.ports->table(); }
  void archive(engine::Archive&) override {}

  void on_packet(engine::Context& context, std::uint32_t port, const Packet& packet);
  void on_far(engine::Context& context, const Packet& packet);

 private:
  std::uint32_t terminal_of(std::uint32_t node) const;

  Config config_;
};

}  // namespace octosim::models::network
