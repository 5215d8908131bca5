/// \file diffuser.hpp  The diffusive rule between neighbouring clusters, as a policy without messages.
#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "engine/model/archive.hpp"
#include "models/workload/owg.hpp"

namespace octosim::models::octopus {

/// The literal rule of the paper (IV-D): a cluster whose load of a sub-OWG is largest or second largest of itself and
/// its neighbours N, S, E, W sends half the difference to the least loaded neighbour.  No dead band.
class Diffuser {
 public:
  struct Move {
    std::uint32_t cluster = 0;
    std::uint64_t bytes = 0;
  };

  /// A neighbour, with load 0 until it reports.  At most four.
  void expect(std::uint32_t cluster) { neighbours_[count_++] = {cluster, 0}; }
  void report(std::uint32_t cluster, std::uint64_t load) {
    for (std::uint32_t k = 0; k < count_; ++k) {
      if (neighbours_[k].cluster == cluster) neighbours_[k].load = load;
    }
  }
  /// What to move, if anything.  `own`: this cluster's load, bytes in flight included.  Of equally loaded neighbours
  /// the first one named.
  std::optional<Move> decide(std::uint64_t own) const {
    const Neighbour* least = nullptr;
    std::uint32_t heavier = 0;
    for (std::uint32_t k = 0; k < count_; ++k) {
      if (neighbours_[k].load > own) ++heavier;
      if (least == nullptr || neighbours_[k].load < least->load) least = &neighbours_[k];
    }
    if (least == nullptr || heavier > 1 || least->load >= own) return std::nullopt;
    return Move{least->cluster, (own - least->load) / 2};
  }

  void archive(engine::Archive& archive) { archive(neighbours_, count_); }

 private:
  struct Neighbour {
    std::uint32_t cluster = 0;
    std::uint64_t load = 0;
    void archive(engine::Archive& archive) { archive(cluster, load); }
  };
  std::array<Neighbour, 4> neighbours_{};
  std::uint32_t count_ = 0;
};

}  // namespace octosim::models::octopus
