#include "jobs/cli/signals.hpp"

#include <csignal>

namespace octosim::jobs::cli {
namespace {

volatile std::sig_atomic_t stop = 0;
volatile std::sig_atomic_t save = 0;

void remember(int signal) {
  if (signal == SIGINT) {
    stop = 1;
  } else {
    save = 1;
  }
}

void set_handler(int signal, int flags) {
  struct sigaction action {};
  action.sa_handler = remember;
  action.sa_flags = flags;
  sigaction(signal, &action, nullptr);
}

}  // namespace

void catch_signals() {
  // A system call that a signal cuts short goes on: files are being written.
  set_handler(SIGINT, SA_RESTART | static_cast<int>(SA_RESETHAND));
  set_handler(SIGTERM, SA_RESTART);
  set_handler(SIGUSR1, SA_RESTART);
}

engine::Request asked_by_signals() {
  if (stop != 0) return engine::Request::kStop;
  if (save != 0) return engine::Request::kCheckpointAndStop;
  return engine::Request::kNothing;
}

}  // namespace octosim::jobs::cli
