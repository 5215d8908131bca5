/// \file simulation.hpp  Runs a prepared experiment and writes what came of it.
#pragma once
#include <filesystem>

#include "engine/comm/communicator.hpp"
#include "jobs/cli/prepared.hpp"

namespace octosim::jobs::cli {

/// Writes rank files while it runs, then DIR/trace.h5 and DIR/summary.json, and prints the summary on rank 0.
/// Returns the exit status.  \throws ModelError, SystemError, StallError on every rank.  An error inside a handler
/// leaves the rank files as of their last flush, says so, and ends all ranks with Communicator::abort.  Collective.
int simulate(const Prepared& prepared, const std::filesystem::path& directory, engine::Communicator& comm);

}  // namespace octosim::jobs::cli
