/// \file signals.hpp  Signals only set a flag; ranks agree on what to do at the next edge of a window.
#pragma once
#include "engine/kernel/run_options.hpp"

namespace octosim::jobs::cli {

/// SIGTERM and SIGUSR1 ask for a checkpoint and an end, SIGINT for an end.  What was asked for stays asked for, however
/// many signals come.  A second SIGINT has its usual effect: it ends the process at once.
/// Call after MPI is initialised: it may install handlers of its own.
void catch_signals();

/// The greatest of what the signals so far asked for.
engine::Request asked_by_signals();

}  // namespace octosim::jobs::cli
