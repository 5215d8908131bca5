/// \file source_unit.hpp  A source that all clusters share: gives the next frame to whoever asks.
#pragma once
#include <cstdint>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// schedule.source = shared.  Frames of all streams in turn; fewer than DRAM has room for are between here and their
/// end.  Lives where the controller does.
class SourceUnit {
 public:
  SourceUnit(const Site& site, Ports& ports);

  void on_next_frame(engine::Context& context, const network::Packet& packet);
  void on_retired(engine::Context& context);
  void archive(engine::Archive& archive) { archive(given_, round_, stream_, in_flight_, asking_); }

 private:
  void give(engine::Context& context);

  Site site_;
  Ports& ports_;
  std::uint64_t most_;           ///< frames between here and their end
  std::uint64_t given_ = 0;      ///< frames
  std::uint64_t round_ = 0;      ///< the next is the frame of this number of `stream_`, or of the first one after it
  std::uint64_t stream_ = 0;     ///< that is as long
  std::uint64_t in_flight_ = 0;  ///< of those, not at their end
  engine::Ring<network::Packet> asking_;
};

}  // namespace octosim::models::octopus
