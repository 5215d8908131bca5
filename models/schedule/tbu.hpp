/// \file tbu.hpp  Which Task Block a free TBU works on next: the policies of `schedule.tbu`.
/// A new policy is a function in a file of its own and a row of kTbuPolicies.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace octosim::models::schedule {

/// No Task Block, sub-OWG or cluster.
inline constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

/// What the Adaptive TBU Scheduler of a sub-OWG sees of its TF-Queue.  Task Blocks by their position in the sub-OWG,
/// in topological order.
class TaskBlocks {
 public:
  virtual std::uint32_t count() const = 0;
  /// A packet is there, and room for what it becomes.
  virtual bool can_issue(std::uint32_t task) const = 0;
  /// Work that waits at its input, in cycles of one TBU; an estimate from the plan.
  virtual std::uint64_t backlog(std::uint32_t task) const = 0;
  /// TBUs configured for it, without the one that asks.
  virtual std::uint32_t serving(std::uint32_t task) const = 0;

 protected:
  ~TaskBlocks() = default;
};

/// A TBU whose input is empty or whose output is congested.
struct FreeTbu {
  std::uint32_t configured = kNobody;        ///< Task Block of this sub-OWG
  std::span<const std::uint32_t> planned{};  ///< Task Blocks the plan gave it, most downstream first
  std::uint64_t least_backlog = 0;           ///< cycles; schedule.tbu_backlog
};

/// The Task Block it gets, or kNobody.  A pure function.
using TbuRule = std::uint32_t(const FreeTbu&, const TaskBlocks&);
TbuRule static_tbu, adaptive_tbu;

struct TbuPolicy {
  std::string_view name;
  TbuRule* pick = nullptr;
  bool planned = false;  ///< a TBU gets no other Task Blocks than those that the plan gave it
};
inline constexpr std::array kTbuPolicies{TbuPolicy{.name = "static", .pick = &static_tbu, .planned = true},
                                         TbuPolicy{.name = "adaptive", .pick = &adaptive_tbu}};

}  // namespace octosim::models::schedule
