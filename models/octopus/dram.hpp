/// \file dram.hpp  A DIP card of HBM: holds encoded frames, and the tensors that do not fit on the chip.
#pragma once
#include <cstdint>

#include "engine/model/component.hpp"
#include "models/memory/dram_card.hpp"
#include "models/network/packet.hpp"
#include "models/octopus/protocol.hpp"
#include "models/plan/program.hpp"

namespace octosim::models::octopus {

/// Cards are plugged into the back of the wafer (paper VII-C), so every chiplet's task-flow port reaches each of them.
/// Simulated with the node returned: evenly spread over the first column.
std::uint32_t node_of_card(const plan::Plan& plan, std::uint64_t card);

/// Serves requests in the order they come (memory::DramCard), all of a request at once: its parts leave evenly between
/// its first byte and its last.  One event a request.
class Dram final : public engine::Component {
 public:
  struct Config {
    const plan::Program* program = nullptr;  ///< outlives the component, as do the ports
    const engine::PortTable* ports = nullptr;
    std::uint32_t card = 0;
  };

  /// In and out: the task-flow ports, by chiplet.
  explicit Dram(const Config& config) : config_{config}, card_{config.program->plan().hardware.dram} {}
  const engine::PortTable& ports() const override { return *config_.ports; }
  void sample(engine::Context& context) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override { archive(card_); }

  void on_request(engine::Context& context, const network::Packet& packet);

 private:
  memory::DramCard::Served serve(engine::Context& context, std::uint64_t address, std::uint64_t bytes, bool write);
  void answer(engine::Context& context, network::Packet answer, const network::Packet& request, std::uint64_t at);
  struct Parts {
    std::uint64_t bytes = 0, count = 0, most = 0;  ///< in all; packets; bytes of each but the last
  };
  void answer_in_parts(engine::Context& context, Kind kind, const network::Packet& request,
                       const memory::DramCard::Served& served, const Parts& parts);
  void publish(engine::Context& context, std::uint32_t type) const;

  Config config_;
  memory::DramCard card_;
};

}  // namespace octosim::models::octopus
