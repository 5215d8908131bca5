/// \file tbu.hpp  A Task Block Processing Unit: executes packets, one at a time, as its cluster's CBUs feed them.
#pragma once
#include <array>
#include <cstdint>

#include "engine/base/ring.hpp"
#include "engine/model/component.hpp"
#include "models/network/packet.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/tbu_account.hpp"
#include "models/plan/program.hpp"

namespace octosim::models::octopus {

/// The control plane (paper IV-A): when all packets are executed, the TB Status Checker asks the station that gave it
/// work for more; the TF Trigger starts the data plane when the grant, and the last byte of the configuration and of
/// the pinned weights if there is one, are there.  The data plane loads a packet while it executes the one before;
/// the result goes back through the port the packet came from.  The first packet after a grant waits for the grant,
/// those after it for nothing; packets from one station to one TBU keep their order on either network.
/// Every cycle is exactly one of busy, configuring, loading, starved, blocked, port, or (since the last packet) open.
/// Two events per packet of work, and two per grant.
class Tbu final : public engine::Component {
 public:
  struct Config {
    const plan::Program* program = nullptr;  ///< outlives the component
    std::uint32_t tbu = 0;                   ///< row-major on the wafer
    std::uint32_t cluster = 0;
  };
  /// Ports in and out: data of the CBUs at its corners, top left, top right, bottom left, bottom right; then control.
  static constexpr std::uint32_t kControl = 4;
  static const engine::PortTable kPorts;

  explicit Tbu(const Config& config) : config_{config} {}
  const engine::PortTable& ports() const override { return kPorts; }
  void wake(engine::Context& context, std::uint32_t tag) override;
  void sample(engine::Context& context) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override {
    archive(out_free_, account_, held_, block_, place_, corner_, manager_, granted_, configuring_, waking_, ready_);
    archive(executed_, received_, next_, packets_);
    archive(loaded_bytes_, sent_bytes_, configuration_bytes_);
  }

  void on_data(engine::Context& context, const network::Packet& packet);
  template <std::uint32_t Corner>
  void on_control(engine::Context& context, const network::Packet& packet) {
    control(context, Corner, packet);
  }

 private:
  struct Held {  ///< a packet of work that waits for its grant or its configuration
    network::Packet packet;
    std::uint64_t arrival = 0;
    void archive(engine::Archive& archive) { archive(packet, arrival); }
  };

  void control(engine::Context& context, std::uint32_t corner, const network::Packet& packet);
  void on_weights(std::uint64_t now, std::uint32_t bytes);
  void on_grant(std::uint64_t now, std::uint32_t corner, const Grant& grant);
  void start_held(engine::Context& context);
  void execute(engine::Context& context, const Feed& feed, std::uint32_t bytes, std::uint64_t arrival);
  void publish(engine::Context& context, std::uint32_t type) const;

  Config config_;
  std::array<std::uint64_t, 4> out_free_{};  ///< when each data port out is free
  TbuAccount account_;
  engine::Ring<Held> held_;
  std::uint16_t block_ = 0;        ///< of the last grant, as are the three that follow
  std::uint16_t place_ = 0;        ///< of this TBU in its cluster
  std::uint16_t corner_ = 0;       ///< the CBU that passes on what goes to the manager
  std::uint32_t manager_ = 0;      ///< node of the station
  std::uint32_t granted_ = 0;      ///< 1: there is a grant whose first packet has not been started
  std::uint32_t configuring_ = 0;  ///< 1: and pieces of its configuration are missing
  std::uint64_t waking_ = 0;       ///< 1: a wake-up is under way
  std::uint64_t ready_ = 0;        ///< configuration and weights that have come are in place
  std::uint64_t executed_ = 0;     ///< the last packet will be
  std::uint64_t received_ = 0;     ///< packets of work since the grant
  Idle next_ = Idle::kStarved;     ///< what the last packet said of what follows it
  std::uint64_t packets_ = 0;
  std::uint64_t loaded_bytes_ = 0, sent_bytes_ = 0, configuration_bytes_ = 0;
};

}  // namespace octosim::models::octopus
