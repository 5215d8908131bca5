/// \file cluster.hpp  Which sub-OWG a cluster works on: the policies of `schedule.cluster`.
/// A new policy is a function in a file of its own and a row of kClusterPolicies.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "models/schedule/tbu.hpp"

namespace octosim::models::schedule {

/// Why a leader reconsiders what its cluster works on.  Numbers stay: they are in traces.
enum class Trigger : std::uint16_t {
  kEmpty,
  kFull,
  kThreshold,
  kInterval,
  kReady,
  kController,  ///< of a central policy
  kBusy,        ///< after kEmpty or kFull: there is work again
  kDrained,     ///< what was admitted is finished, or cannot go on
};

/// What the leader knows of a sub-OWG.
struct SubOwgLoad {
  std::uint64_t bytes = 0;  ///< waiting in its queues
  bool could_work = false;  ///< a Task Block of it could be issued a packet now
  /// `Archive`: engine::Archive.
  template <class Archive>
  void archive(Archive& archive) {
    archive(bytes, could_work);
  }
};

/// The sub-OWG to work on from now, or kNobody if none could work; `current` to stay.  A pure function.
using ClusterRule = std::uint32_t(std::uint32_t current, Trigger cause, std::span<const SubOwgLoad> loads);
ClusterRule proactive_cluster;

struct ClusterPolicy {
  std::string_view name;
  /// None: the TBUs of a cluster are divided among the sub-OWGs for the whole run, by their expected work.
  ClusterRule* pick = nullptr;
};
inline constexpr std::array kClusterPolicies{ClusterPolicy{"static", nullptr},
                                             ClusterPolicy{"proactive", &proactive_cluster}};

}  // namespace octosim::models::schedule
