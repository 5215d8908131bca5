/// \file ideal_tile.hpp  A network that only takes time: the bound of any other.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/component.hpp"
#include "models/network/packet.hpp"
#include "models/network/record.hpp"

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
    const Ports* ports = nullptr;        ///< outlives the component
    std::uint32_t rows = 1U << 30U;      ///< of the mesh; at least: all tiles are full_rows high
    std::uint32_t cols = 1, locals = 1;  ///< of the mesh
    std::uint32_t first_row = 0, first_col = 0, tile_cols = 1;
    /// All tiles but those at the far edges have full_rows x full_cols routers; `across` of them lie side by side, and
    /// tile 0 is component `first_tile`, the others follow row by row.
    std::uint32_t full_rows = 1, full_cols = 1, across = 1;
    engine::ComponentId first_tile{};
    /// Cycles from entering the tile to the tail's arrival: `fixed` + `router` for each passed + `link`, or `die_link`
    /// where two dies of die_rows x die_cols routers meet, between two of them + one for each further `width` bytes (if
    /// it changes dies, of the narrower links).
    std::uint64_t fixed = 1, router = 3, link = 1, die_link = 1;
    std::uint32_t die_rows = 1U << 30U, die_cols = 1U << 30U;
    std::uint64_t width = 256, die_width = 256;  ///< bytes per cycle of links, and of those between dies
    std::uint64_t most_credit = 1;               ///< a packet gives its terminal back its bytes, at most this
    std::uint32_t total = kNoRecord;             ///< record type of totals, as Router's
  };
  explicit IdealTile(const Config& config) : config_{config} {}

  /// Least time of a packet that goes from one tile to another, less the cycle to its terminal: of post().
  static engine::Cycles least_post_delay(const Config& config) {
    return engine::Cycles{config.fixed + 2 * config.router + std::min(config.link, config.die_link) - 1};
  }

  const engine::PortTable& ports() const override { return config_.ports->table(); }
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override { archive(packets_, router_bytes_, hop_bytes_, die_bytes_); }

  void on_packet(engine::Context& context, std::uint32_t port, const Packet& packet);
  void on_far(engine::Context& context, const Packet& packet);

 private:
  std::uint32_t terminal_of(std::uint32_t node) const;

  Config config_;
  std::uint64_t packets_ = 0, router_bytes_ = 0, hop_bytes_ = 0, die_bytes_ = 0;  ///< of packets that began here
};

}  // namespace octosim::models::network
