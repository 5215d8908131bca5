/// \file synchroniser.hpp  How ranks keep from running ahead of one another.
#pragma once
#include <memory>
#include <string>

#include "engine/base/time.hpp"
#include "engine/kernel/agreed.hpp"
#include "engine/kernel/team.hpp"

namespace octosim::engine {

/// Conservative: no event is handled before it is certain that none will come to its rank with an earlier time.
/// All verbs are collective.  \throws LocalError, for what fails on this rank alone.
class Synchroniser {
 public:
  virtual ~Synchroniser() = default;

  /// Handles events, within `bounds`, until all ranks agree on something new; `known` is what they agreed on last.
  virtual Agreed advance(const Bounds& bounds, const Agreed& known) = 0;
  /// Brings all ranks to one cut: every event before it was handled, none at or after it, and nothing is in flight.
  virtual SimTime meet(const Bounds& bounds) = 0;
  /// Called once, when no rank will send another event.
  virtual void finish() {}
};

std::unique_ptr<Synchroniser> make_alone(Team& team);
std::unique_ptr<Synchroniser> make_window(Team& team);
std::unique_ptr<Synchroniser> make_neighbor(Team& team);

/// What RunOptions::sync comes to, and why.
struct SyncChoice {
  Sync sync = Sync::kWindow;
  std::string reason;
};
/// Collective; the same on every rank.
SyncChoice choose_sync(Sync wanted, const Share& share, Communicator& comm);

}  // namespace octosim::engine
