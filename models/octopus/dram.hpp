/// \file dram.hpp  A DIP card of HBM at the wafer's edge: the source of encoded frames.
#pragma once
#include <cstdint>

#include "engine/model/component.hpp"
#include "models/network/packet.hpp"
#include "models/plan/plan.hpp"

namespace octosim::models::octopus {

/// Cards sit at the west edge, evenly spaced.  Assumed: the paper gives their number, not their place.
/// Node card `card` is attached to, and the card (or its node) nearest in rows to a node.
std::uint32_t node_of_card(const plan::Plan& plan, std::uint64_t card);
std::uint64_t nearest_card(const plan::Plan& plan, std::uint32_t node);
inline std::uint32_t card_node(const plan::Plan& plan, std::uint32_t node) {
  return node_of_card(plan, nearest_card(plan, node));
}

/// Serves requests in the order they come: access latency, then the transfer at its share of the bandwidth; transfers
/// follow one another without a gap.
class Dram final : public engine::Component {
 public:
  struct Config {
    std::uint64_t width = 1;    ///< bytes per cycle
    std::uint64_t latency = 1;  ///< cycles
    std::uint64_t frame_bytes = 1;
    std::uint32_t card = 0;
  };
  static const engine::PortTable kPorts;

  explicit Dram(const Config& config) : config_{config} {}
  const engine::PortTable& ports() const override { return kPorts; }
  void archive(engine::Archive& archive) override { archive(free_at_, reads_, read_bytes_); }
  void finish(engine::Context& context) override;
  void on_fetch(engine::Context& context, const network::Packet& packet);

 private:
  Config config_;
  std::uint64_t free_at_ = 0;
  std::uint64_t reads_ = 0, read_bytes_ = 0;
};

}  // namespace octosim::models::octopus
