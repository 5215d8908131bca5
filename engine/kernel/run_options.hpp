/// \file run_options.hpp  How to run a model: nothing here but `stop`, `stall_limit` and `resume` changes a result.
#pragma once
#include <cstdint>
#include <functional>

#include "engine/base/time.hpp"
#include "engine/kernel/image.hpp"
#include "engine/model/record.hpp"

namespace octosim::engine {

/// How ranks keep from running ahead of one another.  The results are the same.
enum class Sync : std::uint8_t {
  kAuto,      ///< picks, and says why in the report
  kWindow,    ///< all ranks agree on a horizon, handle what is before it, exchange, again
  kNeighbor,  ///< ranks that share links promise one another; no global step while anyone is busy
};

/// Which facts widen the lookahead beyond the least latency of all links between ranks.  All on but to measure them.
struct Lookahead {
  bool hops = true;     ///< the links between a component and the boundary of its rank
  bool pairs = true;    ///< latencies per pair of ranks and direction (kNeighbor)
  bool silence = true;  ///< what Context::silent_until declared
};

/// What a caller may look at between two windows.
struct Edge {
  SimTime now;               ///< all records before it have gone to the sink
  std::uint64_t events = 0;  ///< handled on this rank so far, since the start or the restart
};

/// What a caller may ask for there.  The greatest that any rank asks for is done, by all.
enum class Request : std::uint8_t {
  kNothing,
  kCheckpoint,         ///< save, and go on
  kCheckpointAndStop,  ///< save, and end the run
  kStop                ///< end the run
};

struct RunOptions {
  SimTime stop = kNever;              ///< handles nothing at or after it
  Cycles sample_interval{};           ///< calls Component::sample; 0: never
  Cycles stall_limit{1'000'000'000};  ///< longest time without Context::progress while work is held
  RecordSink* sink = nullptr;         ///< where records go; outlives the run; nullptr: nowhere
  Level level = Level::kInterval;     ///< records above it are dropped
  Sync sync = Sync::kAuto;
  Lookahead lookahead;
  bool profile = false;                         ///< measures the cost of each class of components
  bool count_events = false;                    ///< reports the events of each component
  std::function<Request(const Edge&)> at_edge;  ///< local; nullptr: nobody is asked
  std::uint64_t edge_ns = 1'000'000;            ///< least wall time between two questions to at_edge
  /// Takes the image of this rank; called on all ranks, one after the other's agreement, so it may be collective.
  std::function<void(const Image&)> save;
  /// Saves too where a multiple of it lies between two events: the cut is that multiple, the last of them in an idle
  /// stretch.  The same cuts on any ranks, with any synchroniser; costs a round each.  0: only what at_edge asks for.
  Cycles save_every{};
  const ResumePoint* resume = nullptr;  ///< goes on from there, instead of from start()
};

}  // namespace octosim::engine
