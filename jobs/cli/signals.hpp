/// \file signals.hpp  SIGINT, SIGTERM and SIGUSR1 only set a flag; ranks agree at the next edge of a window.
#pragma once

namespace octosim::jobs::cli {

/// Call after MPI is initialised: it may install handlers of its own.
void catch_signals();
/// The signal that came, or 0.
int caught_signal();

}  // namespace octosim::jobs::cli
