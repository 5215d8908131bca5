/// \file flow_room.hpp  Room in several CBUs that Task Flows of one station share.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/model/archive.hpp"

namespace octosim::models::octopus {

/// As many bytes in each place (FlowPlaces), for whichever of the Task Flows needs them.
class FlowRoom {
 public:
  FlowRoom(std::uint64_t most_bytes, std::size_t places) : most_bytes_{most_bytes}, taken_(places) {}

  bool has(std::uint64_t bytes, std::uint32_t place) const { return taken_[place] + bytes <= most_bytes_; }
  void take(std::uint64_t bytes, std::uint32_t place) { taken_[place] += bytes; }
  void give_back(std::uint64_t bytes, std::uint32_t place) { taken_[place] -= bytes; }
  void archive(engine::Archive& archive) { archive.each(taken_); }

 private:
  std::uint64_t most_bytes_;
  std::vector<std::uint64_t> taken_;  ///< by place
};

}  // namespace octosim::models::octopus
