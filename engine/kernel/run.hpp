/// \file run.hpp  Runs one rank's share of a model.
#pragma once
#include <functional>

#include "engine/comm/communicator.hpp"
#include "engine/kernel/run_options.hpp"
#include "engine/kernel/run_report.hpp"
#include "engine/model/blueprint.hpp"

namespace octosim::engine {

/// Events are handled for so long after the last release, or for the longest link latency of the model if that is
/// longer; a window is never wider.  Chosen: several times the hops of a window on a wafer.
inline constexpr Cycles kDrain{256};

/// Who owns which component: total, and the same on every rank.
using Partition = std::function<Rank(ComponentId)>;

/// Runs this rank's share, from start() or from RunOptions::resume, conservatively: no event is handled before it is
/// certain that none with an earlier time will come to its rank.  How ranks make certain is RunOptions::sync; see
/// window.cpp and neighbor.cpp.  Reports, records and digest do not depend on it, on the partition, or on a restart.
///
/// The run goes on to a fixed time after the last release (kDrain, or the longest link latency if that is longer),
/// the same instant under every partition.
/// \throws ModelError on every rank: a link under one cycle, an unknown component or port, two message kinds, two
/// links at one port.  \throws StallError on every rank: work is held but nothing happens, or no progress is made.
/// \throws LocalError on one rank only, for an exception of a handler, of the sink or of at_edge: names rank, cycle,
/// component and port; end the run with Communicator::abort.  Collective.
RunReport run(const Blueprint& model, const Partition& owner, Communicator& comm, const RunOptions& options = {});

}  // namespace octosim::engine
