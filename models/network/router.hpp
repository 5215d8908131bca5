/// \file router.hpp  A router of the CBU mesh, at packet granularity.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "engine/model/component.hpp"
#include "models/network/kind_counts.hpp"
#include "models/network/packet.hpp"
#include "models/network/sender.hpp"
#include "models/network/side.hpp"

namespace octosim::models::network {

/// Dimension order, columns first (X, then Y): its channel dependences have no cycle, so with destinations that always
/// take what reaches them the mesh cannot deadlock.  Packets of one source and destination keep their order.
/// One event per packet and hop, one per credit.
class Router final : public engine::Component {
 public:
  struct Config {
    std::uint32_t node = 0, cols = 1;       ///< row-major place in the mesh
    std::uint64_t width = 0, buffer = 0;    ///< bytes per cycle; bytes of an input port
    std::uint32_t record = 0;               ///< record type of samples
    std::uint32_t mesh = 0;                 ///< 0 data, 1 control; recorded
    std::span<const std::uint8_t> kinds{};  ///< by Packet::kind(): what to count it as; empty: by link only
    std::uint32_t columns = 0;              ///< of those counts
    std::uint32_t kind_record = 0;          ///< record type of those counts
    std::uint32_t total = 0;                ///< record type of totals
    std::uint32_t die_sides = 0;            ///< bit s: the link of Side s leads to another die
    std::uint64_t die_width = 0;            ///< bytes per cycle of such a link; 0: as others
  };
  // Ports: packets in and out by Side, then credits in and out by Side (kSides + side).
  static const engine::PortTable kPorts;

  explicit Router(const Config& config);
  const engine::PortTable& ports() const override { return kPorts; }
  void sample(engine::Context& context) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override { archive(out_, kinds_); }

  template <Side S>
  void on_packet(engine::Context& context, const Packet& packet);
  template <Side S>
  void on_credit(engine::Context& context, const Credit& credit);

 private:
  Side route(std::uint32_t node) const;
  void forward(engine::Context& context, Side out);

  Config config_;
  std::uint32_t row_, col_;
  std::array<Sender, kSides> out_;
  KindCounts kinds_;
};

}  // namespace octosim::models::network
