/// \file slice_load.hpp  What a packet of work reads from DRAM: straight to its TBU.
#pragma once
#include <cstddef>
#include <cstdint>

#include "models/octopus/tbu_protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// Operands of a slice of a chunk loop.  The station asks the card as it issues the slice; they come as parts of the
/// packet of work (kPart), to which the TBU's SRAM has room, by the way of the data network and past the TF-Queues.
class SliceLoad {
 public:
  SliceLoad() = default;
  /// `most_part`: bytes of a part, or more where there would be more than `most_parts`.  \pre both >= 1
  SliceLoad(std::uint64_t address, std::uint64_t bytes, std::uint64_t most_part, std::uint64_t most_parts);

  std::uint64_t bytes() const { return bytes_; }
  std::uint32_t parts() const { return parts_; }
  /// Of every part but the last.  \pre bytes() > 0
  std::uint64_t part_bytes() const;

  /// Asks for it; nothing if it is nothing.  `feed`: the packet of work.
  void order(engine::Context& context, const Site& site, Ports& ports, const Feed& feed) const;
  /// Of a kLoadSlice: a address, b node that the TBU is reached by, c parts << 32 | bytes, d issue number, e TBU, f
  /// block, g epoch.
  static SliceLoad of(const network::Packet& packet);

 private:
  std::uint64_t address_ = 0, bytes_ = 0;
  std::uint32_t parts_ = 0;
};

}  // namespace octosim::models::octopus
