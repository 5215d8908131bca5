/// \file flit_tile.hpp  A FlitMesh as a component: one logical process for a rectangle of routers.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/component.hpp"
#include "models/network/flit/flit_mesh.hpp"
#include "models/network/record.hpp"

namespace octosim::models::network::flit {

/// A head flit between two tiles: its packet, which carries the rest in its field for networks.
struct HeadFlit {
  static constexpr std::string_view kKind = "head flit";
  Packet packet;

  /// `lane`: row or column of the tile.  `tail`: the packet is this flit alone.  `channel`: the VC it keeps to, or
  /// kAnyVc.  \pre vc < 128
  static HeadFlit of(Packet packet, std::uint16_t lane, std::uint8_t vc, bool tail, std::uint8_t channel) {
    packet.network =
        std::uint32_t{lane} << 16U | std::uint32_t{channel} << 8U | std::uint32_t{vc} << 1U | (tail ? 1U : 0U);
    return {packet};
  }
  std::uint16_t lane() const { return static_cast<std::uint16_t>(packet.network >> 16U); }
  std::uint8_t channel() const { return static_cast<std::uint8_t>(packet.network >> 8U & 0xFFU); }
  std::uint8_t vc() const { return static_cast<std::uint8_t>(packet.network >> 1U & 0x7FU); }
  bool tail() const { return (packet.network & 1U) != 0; }
  Packet carried() const {
    Packet out = packet;
    out.network = 0;
    return out;
  }
};
struct BodyFlit {
  static constexpr std::string_view kKind = "body flit";
  std::uint16_t lane = 0;
  std::uint8_t vc = 0;
  std::uint8_t tail = 0;
};
struct FlitCredit {
  static constexpr std::string_view kKind = "flit credit";
  std::uint16_t lane = 0;
  std::uint16_t vc = 0;
};

/// The ports of tiles with some number of terminals.
/// In: a packet from each terminal; then by Side head flits, body flits, and credits.
/// Out: to each terminal its packets, when the tail is there; a Credit for each packet that began to leave its
/// terminal's queue; then as in.
class TilePorts {
 public:
  explicit TilePorts(std::uint32_t terminals);
  TilePorts(const TilePorts&) = delete;
  TilePorts& operator=(const TilePorts&) = delete;

  const engine::PortTable& table() const { return table_; }
  std::uint32_t terminals() const { return terminals_; }
  std::uint32_t head_in(Side side) const { return terminals_ + side; }
  std::uint32_t body_in(Side side) const { return terminals_ + 4 + side; }
  std::uint32_t credit_in(Side side) const { return terminals_ + 8 + side; }
  std::uint32_t taken_out(std::uint32_t terminal) const { return terminals_ + terminal; }
  std::uint32_t head_out(Side side) const { return 2 * terminals_ + side; }
  std::uint32_t body_out(Side side) const { return 2 * terminals_ + 4 + side; }
  std::uint32_t credit_out(Side side) const { return 2 * terminals_ + 8 + side; }

 private:
  std::uint32_t terminals_;
  std::vector<std::string> names_;
  std::vector<engine::InPort> in_;
  std::vector<engine::OutPort> out_;
  engine::PortTable table_;
};

/// One wake a cycle while there is a flit in the tile, one message per flit and credit over its sides.
class FlitTile final : public engine::Component {
 public:
  struct Config {
    MeshConfig mesh;
    const TilePorts* ports = nullptr;  ///< outlives the component; for mesh.terminals()
    std::uint32_t record = 0;          ///< record type of samples: one row per router and port that was used
    std::uint32_t which = 0;           ///< which mesh: recorded
    std::uint32_t total = kNoRecord;   ///< record type of totals, as Router's; links over a side lead to another die
    std::uint64_t most_credit = 1;     ///< a packet that leaves its terminal's queue gives back its bytes, at most this
  };
  explicit FlitTile(const Config& config) : config_{config}, mesh_{config.mesh} {}

  /// Latencies that the links from a tile must have.
  static engine::Cycles flit_latency(const MeshConfig& mesh, Side side) {
    return engine::Cycles{mesh.pipeline.to_link() + 1 + mesh.side_latency[side]};
  }
  static engine::Cycles credit_latency(const MeshConfig& mesh, Side side) {
    return engine::Cycles{1 + mesh.side_latency[side]};
  }
  static engine::Cycles packet_latency(const MeshConfig& mesh) { return engine::Cycles{mesh.pipeline.to_link() + 2}; }

  const engine::PortTable& ports() const override { return config_.ports->table(); }
  void wake(engine::Context& context, std::uint32_t tag) override;
  void settle(engine::Context& context) override;
  void sample(engine::Context& context) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override { archive(mesh_, next_); }

  void on_packet(engine::Context& context, std::uint32_t port, const Packet& packet);
  void on_head(engine::Context& context, std::uint32_t port, const HeadFlit& flit);
  void on_body(engine::Context& context, std::uint32_t port, const BodyFlit& flit);
  void on_credit(engine::Context& context, std::uint32_t port, const FlitCredit& credit);

 private:
  void send_out(engine::Context& context);
  std::uint64_t node_of(std::uint32_t router) const;

  Config config_;
  FlitMesh mesh_;
  Outgoing out_;
  std::uint64_t next_ = 0;  ///< cycle of the earliest pending wake; 0: none
};

}  // namespace octosim::models::network::flit
