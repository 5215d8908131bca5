/// \file tbu.hpp  A Task Block Processing Unit: executes packets, one at a time, as its cluster's CBUs feed them.
#pragma once
#include <array>
#include <cstdint>

#include "engine/model/component.hpp"
#include "models/network/packet.hpp"
#include "models/network/sender.hpp"
#include "models/octopus/protocol.hpp"
#include "models/plan/program.hpp"

namespace octosim::models::octopus {

/// A packet is configured for (if the Task Block is another one), loaded and executed; the result goes back through
/// the port the packet came from.  Configuration and loading use different paths and overlap.  One event per packet.
/// Every cycle is exactly one of busy, configuring, loading, starved, blocked, port, or (since the last packet) open.
class Tbu final : public engine::Component {
 public:
  struct Config {
    const plan::Program* program = nullptr;  ///< outlives the component
    std::uint32_t tbu = 0;                   ///< row-major on the wafer
    std::uint32_t cluster = 0;
  };
  /// Ports in and out: the CBUs at its corners, top left, top right, bottom left, bottom right.
  static const engine::PortTable kPorts;

  explicit Tbu(const Config& config);
  const engine::PortTable& ports() const override { return kPorts; }
  void sample(engine::Context& context) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override {
    archive(out_free_, block_, done_, arrival_, configured_, loaded_, executed_, leaving_, packets_);
    archive(loaded_bytes_, sent_bytes_, configuration_bytes_);
  }

  template <std::uint32_t Corner>
  void on_packet(engine::Context& context, const network::Packet& packet) {
    execute(context, Corner, packet);
  }

 private:
  /// Cycles by state.
  struct Account {
    std::uint64_t busy = 0, configuring = 0, loading = 0, starved = 0, blocked = 0, port = 0;
  };

  void execute(engine::Context& context, std::uint32_t corner, const network::Packet& packet);
  void account_gap(std::uint64_t arrival, const Feed& feed);
  void publish(engine::Context& context, std::uint32_t type) const;

  Config config_;
  std::array<std::uint64_t, 4> out_free_{};                                 ///< when each output port is free
  std::uint32_t block_ = workload::kNone;                                   ///< configured for
  Account done_;                                                            ///< up to the arrival of the last packet
  std::uint64_t arrival_ = 0, configured_ = 0, loaded_ = 0, executed_ = 0;  ///< phases of the last packet end here
  std::uint64_t leaving_ = 0;                                               ///< cycles its result needed to leave
  std::uint64_t packets_ = 0;
  std::uint64_t loaded_bytes_ = 0, sent_bytes_ = 0, configuration_bytes_ = 0;
};

}  // namespace octosim::models::octopus
