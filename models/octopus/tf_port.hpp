/// \file tf_port.hpp  The task-flow port of a chiplet: its way to DRAM.
#pragma once
#include <cstdint>

#include "engine/model/component.hpp"
#include "models/network/packet.hpp"
#include "models/plan/program.hpp"

namespace octosim::models::octopus {

/// The CBU beside the port of a chiplet: in the middle of its west side.  Assumed: the paper gives the port (Table I),
/// not its place.
std::uint32_t node_of_tf_port(const plan::Plan& plan, std::uint32_t chiplet);

/// Passes what its CBU has for DRAM to the card that holds the address, and what cards send to its CBU; each way at
/// most `dram.port` bytes a cycle, first come, first served.  One event a packet.
class TfPort final : public engine::Component {
 public:
  struct Config {
    const plan::Program* program = nullptr;  ///< outlives the component, as do the ports
    const engine::PortTable* ports = nullptr;
    std::uint32_t chiplet = 0;
  };
  /// In and out: the CBU, then the cards in their order.
  static constexpr std::uint32_t kCbu = 0, kFirstCard = 1;

  explicit TfPort(const Config& config) : config_{config} {}
  const engine::PortTable& ports() const override { return *config_.ports; }
  void sample(engine::Context& context) override;
  void finish(engine::Context& context) override { sample(context); }
  void archive(engine::Archive& archive) override { archive(in_, out_); }

  void on_cbu(engine::Context& context, const network::Packet& packet);
  void on_card(engine::Context& context, const network::Packet& packet);

 private:
  /// One way through the port.
  struct Way {
    std::uint64_t free = 0;  ///< from this cycle
    std::uint64_t bytes = 0, busy = 0, wait = 0;
  };
  engine::Cycles pass(engine::Context& context, Way& way, const network::Packet& packet) const;

  Config config_;
  Way in_, out_;  ///< from DRAM, to DRAM
};

}  // namespace octosim::models::octopus
