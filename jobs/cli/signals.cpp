#include "jobs/cli/signals.hpp"

#include <array>
#include <csignal>

namespace octosim::jobs::cli {
namespace {
volatile std::sig_atomic_t caught = 0;
void remember(int signal) { caught = signal; }
}  // namespace

void catch_signals() {
  for (const int signal : std::array{SIGINT, SIGTERM, SIGUSR1}) {
    struct sigaction action {};
    action.sa_handler = remember;
    sigaction(signal, &action, nullptr);
  }
}

int caught_signal() { return caught; }

}  // namespace octosim::jobs::cli
