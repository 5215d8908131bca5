/// \file packet_parts.hpp  What a packet of work is gathered from.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>

#include <boost/container/small_vector.hpp>

#include "models/memory/banked_sram.hpp"
#include "models/network/sender.hpp"

namespace octosim::models::octopus {

/// Parts in the station's own CBU are read one after another, as they leave for the TBU; the others are sent from where
/// they wait.  A part without bytes is none.
class PacketParts {
 public:
  struct Elsewhere {
    std::uint32_t node = 0;
    std::uint64_t flow = 0;  ///< kForward
    std::uint64_t bytes = 0;
  };
  /// `port`: B/cycle between a CBU and a TBU.
  PacketParts(memory::BankedSram& sram, std::uint64_t port, std::uint64_t now)
      : sram_{sram}, port_{port}, leaves_{now} {}

  void add_here(std::uint64_t flow, std::uint64_t bytes) {
    if (bytes == 0) return;
    const std::uint64_t link = network::serialisation(bytes, port_);
    leaves_ = sram_.read(flow, bytes, leaves_ + before_, link) - before_;
    before_ += link;
  }
  void add_elsewhere(const Elsewhere& part) {
    if (part.bytes == 0) return;
    elsewhere_.push_back(part);
    bytes_elsewhere_ += part.bytes;
  }

  /// Cycle in which the first of those here leaves, so that no bank is late for the next.
  std::uint64_t leaves() const { return leaves_; }
  std::span<const Elsewhere> elsewhere() const { return {elsewhere_.data(), elsewhere_.size()}; }
  /// Of `bytes` in all, those that are here.
  std::uint64_t here_of(std::uint64_t bytes) const { return bytes - std::min(bytes, bytes_elsewhere_); }

 private:
  memory::BankedSram& sram_;
  std::uint64_t port_;
  std::uint64_t leaves_, before_ = 0;                       ///< before_: cycles on the port of the parts so far
  boost::container::small_vector<Elsewhere, 4> elsewhere_;  ///< chosen: above the Task Flows into most Task Blocks
  std::uint64_t bytes_elsewhere_ = 0;
};

}  // namespace octosim::models::octopus
