/// \file run.hpp  Runs one rank's share of a model.
#pragma once
#include <cstdint>
#include <functional>

#include "engine/comm/communicator.hpp"
#include "engine/model/blueprint.hpp"

namespace octosim::engine {

/// Events are handled for so long after the last release, or for the longest link latency of the model if that is
/// longer; a window is never wider.  Chosen: several times the hops of a window on a wafer.
inline constexpr Cycles kDrain{256};

/// Who owns which component: total, and the same on every rank.
using Partition = std::function<Rank(ComponentId)>;

/// What a caller may look at between two windows.
struct Edge {
  SimTime now;
  std::uint64_t events = 0;  ///< handled on this rank so far
};

struct RunOptions {
  SimTime stop = kNever;                     ///< handles nothing at or after it
  Cycles sample_interval{};                  ///< calls Component::sample; 0: never
  Cycles stall_limit{1'000'000'000};         ///< longest time without Context::progress while work is held
  RecordSink* sink = nullptr;                ///< where records go; outlives the run; nullptr: nowhere
  Level level = Level::kInterval;            ///< records above it are dropped
  std::function<bool(const Edge&)> at_edge;  ///< local; asked now and then; true ends the run early, on all ranks
};

/// One rank's costs.
struct RankStatistics {
  std::uint64_t events = 0;         ///< deliveries and wakes
  std::uint64_t windows = 0;        ///< synchronisation rounds
  std::uint64_t idle_windows = 0;   ///< of those, without an event here
  std::uint64_t messages_sent = 0;  ///< events sent to other ranks
  std::uint64_t bytes_sent = 0;
  std::uint64_t compute_ns = 0, synchronise_ns = 0;  ///< wall clock; exchange and reductions are synchronisation
  std::uint64_t components = 0, links = 0, cross_links = 0;
};

enum class EndReason : std::uint8_t {
  kReleased,     ///< every hold was released
  kOutOfEvents,  ///< nothing was ever held, and nothing is pending
  kStopped,      ///< `stop` was reached
  kInterrupted   ///< at_edge asked for it
};

struct RunReport {
  EndReason reason = EndReason::kReleased;
  SimTime end{};       ///< of the last release; else of the last event, or `stop`
  SimTime drained{};   ///< nothing later was handled: `end`, or for kReleased somewhat after `end`, to a fixed instant
  Cycles lookahead{};  ///< least latency of a link between two ranks; 0: there is none
  std::uint64_t events = 0;  ///< over all ranks
  std::uint64_t digest = 0;  ///< order-sensitive per component, summed over them: equal for every partition
  RankStatistics mine;
};

/// Conservative bulk-synchronous windows: all ranks agree on the least pending time and on a horizon before which
/// nothing can arrive from another rank, handle everything before it, then exchange what crosses ranks.  Idle time is
/// jumped over.  With one rank there are no windows.
/// The horizon is the least, over all pending events, of its time plus the shortest path of links from its component to
/// another rank: at least one crossing link, and all the hops before it.  It is correct because whatever an event
/// causes on another rank travels such a path, and events that are not pending yet are caused by pending ones.
///
/// The run goes on to a fixed time after the last release (kDrain, or the longest link latency if that is longer),
/// the same instant under every partition.
/// \throws ModelError on every rank: a link under one cycle, an unknown component or port, two message kinds, two
/// links at one port.  \throws StallError on every rank: work is held but nothing happens, or no progress is made.
/// \throws LocalError on one rank only, for an exception of a handler, of the sink or of at_edge: names rank, cycle,
/// component and port; end the run with Communicator::abort.  Collective.
RunReport run(const Blueprint& model, const Partition& owner, Communicator& comm, const RunOptions& options = {});

}  // namespace octosim::engine
