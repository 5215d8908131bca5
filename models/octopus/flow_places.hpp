/// \file flow_places.hpp  In which CBUs the packets between the Task Blocks of a station can wait.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// A table of one station; constant.  Place 0 is its own CBU, the others are those that TBUs of its cluster hand their
/// results to.  Place 0 alone where results do not stay (plan::StationTask::stays).
class FlowPlaces {
 public:
  FlowPlaces(const Site& site, std::uint16_t sub_owg);

  std::size_t count() const { return nodes_.size(); }
  std::uint32_t node(std::uint32_t place) const { return nodes_[place]; }
  /// Of what this TBU makes of a packet of the Task Block at `task`.
  std::uint32_t of(std::uint32_t task, std::uint32_t tbu) const { return stays_[task] ? of_tbu_[tbu] : 0; }
  /// Those of all TBUs that may get the Task Block.
  std::span<const std::uint32_t> of_task(std::uint32_t task) const { return of_task_[task]; }
  /// Steps from a place to the CBU that the TBU hands its results to.
  std::uint32_t hops(std::uint32_t place, std::uint32_t tbu) const;

 private:
  const plan::Plan& plan_;
  std::vector<std::uint32_t> nodes_;                 ///< by place
  std::vector<std::uint32_t> of_tbu_;                ///< by TBU of the cluster
  std::vector<bool> stays_;                          ///< by task
  std::vector<std::vector<std::uint32_t>> of_task_;  ///< by task
};

}  // namespace octosim::models::octopus
