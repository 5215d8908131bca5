/// \file agreed.hpp  What all ranks know of one another after a reduction.
#pragma once
#include <cstdint>

#include "engine/comm/communicator.hpp"
#include "engine/kernel/run_options.hpp"
#include "engine/kernel/simulator.hpp"

namespace octosim::engine {

/// The same on every rank.  If `stable`, it describes one state of the whole run, with nothing in flight.
struct Agreed {
  std::uint64_t next = 0;     ///< least pending time
  std::uint64_t arrival = 0;  ///< nothing pending anywhere can cause an arrival on another rank before it
  bool released = false;      ///< nobody holds, and somebody did
  bool held = false;          ///< somebody ever held
  std::uint64_t last_release = 0, last_progress = 0, last_handled = 0;
  Request request = Request::kNothing;
  bool stable = true;
};

/// What this rank tells the others.  `quiet`: it handled, sent and received no event since it last told.
Reduction contribution(const Simulator& simulator, Request request, bool quiet);
/// Of the contributions of all ranks.
Agreed agreed_by(const Reduction& words);

/// How far events may be handled, by what is known of the end of the run.
struct Bounds {
  std::uint64_t stop = kNever.cycle;  ///< nothing at or after it
  bool watched = false;               ///< somebody holds: the run may end, or stall, at any time
  std::uint64_t drain = 0;            ///< cycles that are handled after the last release
  std::uint64_t stall_limit = 0;

  /// First cycle that may not be handled, when it is known that somebody holds at `held`, and that there was progress
  /// at `progress`.
  std::uint64_t end(std::uint64_t held, std::uint64_t progress) const {
    return watched ? std::min({stop, sum(held, drain), sum(progress, stall_limit + 1)}) : stop;
  }

  /// Of times and lengths, at most kNever.
  static constexpr std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
    return a >= kNever.cycle || b >= kNever.cycle - a ? kNever.cycle : a + b;
  }
};

}  // namespace octosim::engine
