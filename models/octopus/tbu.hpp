/// \file tbu.hpp  A Task Block Processing Unit: executes packets, one at a time, as its cluster's CBUs feed them.
#pragma once
#include <array>
#include <cstdint>

#include "engine/base/prefetch.hpp"
#include "engine/base/ring.hpp"
#include "engine/model/component.hpp"
#include "models/network/packet.hpp"
#include "models/octopus/tbu_account.hpp"
#include "models/octopus/tbu_protocol.hpp"
#include "models/plan/program.hpp"

namespace octosim::models::octopus {

/// The control plane (paper IV-A): when all packets are executed, the TB Status Checker asks the station that gave it
/// work for more; the TF Trigger starts the data plane on another Task Block when the grant, and the last byte of the
/// configuration and of the pinned weights if there is one, are there.  A configuration names its Task Block, a grant
/// and weights their epoch: they come in any order (decision 0023).  There are two configuration buffers: one may be
/// loaded while the TBU works with the other.  A grant, and the packets of work that belong to it (its epoch), wait
/// until the packets of the grant before have been executed; packets of one station to one TBU keep their order on
/// either network.  The data plane loads a packet while it executes the one before; the result goes back through the
/// port that the grant came from.
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
  void expect() const override { engine::prefetch(this, sizeof *this); }
  void wake(engine::Context& context, std::uint32_t tag) override;
  void sample(engine::Context& context) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override {
    archive(out_free_, account_, held_, early_, setup_, block_, place_, corner_, manager_, epoch_, fresh_, waking_);
    archive(executed_, received_, next_, packets_);
    archive(loaded_bytes_, sent_bytes_, configuration_bytes_);
  }

  void on_data(engine::Context& context, const network::Packet& packet);
  template <std::uint32_t Corner>
  void on_control(engine::Context& context, const network::Packet& packet) {
    control(context, Corner, packet);
  }

 private:
  struct Part {  ///< of a packet of work
    std::uint64_t arrival = 0;
    std::uint32_t bytes = 0;
    std::uint32_t nth = 0, epoch = 0;
    std::uint16_t block = 0;
    bool belongs_to(const network::Packet& feed) const;
    void archive(engine::Archive& archive) { archive(arrival, bytes, nth, epoch, block); }
  };
  struct Held {  ///< a packet of work that waits for its parts, its grant or its configuration
    network::Packet packet;
    std::uint64_t total = 0;    ///< bytes of what has come
    std::uint64_t arrival = 0;  ///< of the part that will be the last to be loaded
    std::uint32_t bytes = 0;    ///< of that part
    std::uint32_t missing = 0;  ///< parts
    void archive(engine::Archive& archive) { archive(packet, total, arrival, bytes, missing); }
  };
  /// What is known of a grant until its first packet of work: it may begin with the weights.
  struct Setup {
    std::uint32_t epoch = 0;
    bool granted = false;
    bool configured = false;    ///< the last piece of its configuration has come
    std::uint16_t block = 0;    ///< of that configuration
    std::uint32_t corner = 0;   ///< of the grant
    std::uint64_t arrival = 0;  ///< of the grant
    std::uint64_t ready = 0;    ///< configuration and weights that have come are in place
    Grant grant{};
    bool loads() const { return granted && grant.bitstream > 0; }
    bool complete() const { return granted && (configured || grant.bitstream == 0); }
    void archive(engine::Archive& archive) {
      archive(epoch, granted, configured, block, corner, arrival, ready);
      archive(grant.waited, grant.bitstream, grant.manager, grant.idle, grant.tbu, grant.block, grant.epoch,
              grant.after);
    }
  };

  void control(engine::Context& context, std::uint32_t corner, const network::Packet& packet);
  void take_configuration(std::uint64_t now, const network::Packet& last_piece);
  Setup& setup(std::uint32_t epoch);
  Setup& setup_for(std::uint16_t block);
  void take_grant(std::uint64_t now);
  void account_setup(std::uint64_t now);
  void start_held(engine::Context& context);
  void add(Held& held, const Part& part) const;
  void execute(engine::Context& context, const Feed& feed, const Held& held);
  void publish(engine::Context& context, std::uint32_t type) const;

  Config config_;
  std::array<std::uint64_t, 4> out_free_{};  ///< when each data port out is free
  TbuAccount account_;
  engine::Ring<Held> held_;
  engine::Ring<Part> early_;    ///< of packets that have not come
  engine::Ring<Setup> setup_;   ///< of the current grant until its first packet of work, and of the next one
  std::uint16_t block_ = 0;     ///< of the current grant, as are the four that follow
  std::uint16_t place_ = 0;     ///< of this TBU in its cluster
  std::uint16_t corner_ = 0;    ///< the CBU that passes on what goes to the manager
  std::uint32_t manager_ = 0;   ///< node of the station
  std::uint32_t epoch_ = 0;     ///< 0: there is none yet
  std::uint32_t fresh_ = 0;     ///< 1: its first packet of work has not been started: setup_.front() is its
  std::uint64_t waking_ = 0;    ///< 1: a wake-up is under way
  std::uint64_t executed_ = 0;  ///< the last packet will be
  std::uint64_t received_ = 0;  ///< packets of work since the grant
  Idle next_ = Idle::kStarved;  ///< what the last packet said of what follows it
  std::uint64_t packets_ = 0;
  std::uint64_t loaded_bytes_ = 0, sent_bytes_ = 0, configuration_bytes_ = 0;
};

}  // namespace octosim::models::octopus
