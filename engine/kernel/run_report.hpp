/// \file run_report.hpp  What a run was, and what it cost.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/base/time.hpp"
#include "engine/kernel/run_options.hpp"

namespace octosim::engine {

/// One rank's costs.  Times are wall clock, and do not overlap.
struct RankStatistics {
  std::uint64_t events = 0;         ///< deliveries and wakes
  std::uint64_t rounds = 0;         ///< windows, or turns of the neighbor synchroniser
  std::uint64_t idle_rounds = 0;    ///< of those, without an event here
  std::uint64_t reductions = 0;     ///< over all ranks
  std::uint64_t batches_sent = 0;   ///< to other ranks: events, a promise, or both
  std::uint64_t null_batches = 0;   ///< of those, without an event
  std::uint64_t messages_sent = 0;  ///< events sent to other ranks
  std::uint64_t bytes_sent = 0;
  std::uint64_t compute_ns = 0;      ///< handling events
  std::uint64_t synchronise_ns = 0;  ///< reductions, and waiting for other ranks
  std::uint64_t send_ns = 0;         ///< packing, sending, receiving and unpacking batches
  std::uint64_t io_ns = 0;           ///< in at_edge and save
  std::uint64_t components = 0, links = 0, cross_links = 0;
  std::uint64_t most_pending = 0;  ///< events, at any time
};

/// One class of components on one rank.
struct ClassCost {
  std::string_view component;                                 ///< PortTable::component
  std::uint64_t components = 0, events = 0, nanoseconds = 0;  ///< nanoseconds in its handlers, kernel calls included
};

enum class EndReason : std::uint8_t {
  kReleased,      ///< every hold was released
  kOutOfEvents,   ///< nothing was ever held, and nothing is pending
  kStopped,       ///< `stop` was reached
  kInterrupted,   ///< at_edge asked for it
  kCheckpointed,  ///< at_edge asked for it, and the image was saved
};

struct RunReport {
  EndReason reason = EndReason::kReleased;
  SimTime end{};       ///< of the last release; else of the last event, `stop`, or the cut of the checkpoint
  SimTime drained{};   ///< nothing later was handled: `end`, or for kReleased somewhat after `end`, to a fixed instant
  Cycles lookahead{};  ///< least latency of a link between two ranks; 0: there is none
  std::uint64_t events = 0;       ///< over all ranks, and before a restart
  std::uint64_t digest = 0;       ///< order-sensitive per component, summed over them: equal for every partition
  Sync sync = Sync::kWindow;      ///< what was used
  std::string sync_reason;        ///< why
  std::uint64_t checkpoints = 0;  ///< saved
  /// Wall clock, of this rank: from the call of run() until start(), or the restore, of its last component has
  /// returned; and from then until there is this report.
  std::uint64_t build_ns = 0, loop_ns = 0;
  RankStatistics mine;
  std::vector<ClassCost> classes;                                       ///< here; if RunOptions::profile
  std::vector<std::pair<ComponentId, std::uint64_t>> component_events;  ///< here; if RunOptions::count_events
};

}  // namespace octosim::engine
