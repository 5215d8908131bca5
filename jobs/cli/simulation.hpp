/// \file simulation.hpp  Runs a prepared experiment and writes what came of it.
#pragma once
#include <filesystem>
#include <string>

#include "engine/comm/communicator.hpp"
#include "engine/kernel/run_options.hpp"
#include "jobs/cli/checkpoint_interval.hpp"
#include "jobs/cli/prepared.hpp"
#include "jobs/cli/resumption.hpp"

namespace octosim::jobs::cli {

/// How to run; no result depends on it.
struct HowToRun {
  std::filesystem::path directory;          ///< of the output
  engine::Sync sync = engine::Sync::kAuto;  ///< the synchroniser
  engine::Lookahead lookahead;              ///< what ranks may count on
  bool profile = false;                     ///< print what each class of components cost
  CheckpointInterval checkpoints;           ///< besides those that a signal asks for
  const Resumption* resumption = nullptr;   ///< go on from there
  std::string options;                      ///< for the command that goes on: these, as they were given
};

/// Writes rank files while it runs, then DIR/trace.h5 and DIR/summary.json, and prints the summary on rank 0.  A run
/// that was stopped early keeps its checkpoint, if there is one, and the rank files with it; one that ended removes
/// them. Returns the exit status.  \throws ModelError, SystemError, StallError on every rank.  An error inside a
/// handler leaves the rank files as of their last flush, says so, and ends all ranks with Communicator::abort.
/// Collective.
int simulate(const Prepared& prepared, const HowToRun& how, engine::Communicator& comm);

}  // namespace octosim::jobs::cli
