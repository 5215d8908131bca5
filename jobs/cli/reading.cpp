#include "jobs/cli/reading.hpp"

#include <array>
#include <atomic>
#include <csignal>

#include <fmt/format.h>
#include <sys/time.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/trace/hdf5.hpp"
#include "jobs/cli/exit_status.hpp"

namespace octosim::jobs::cli {
namespace {

/// What the handler writes: made before, since a handler may not make anything.
std::string& last_words() {
  static std::string words;
  return words;
}

void end_of_reading(int /*signal*/) {
  const std::string& words = last_words();
  if (::write(STDERR_FILENO, words.data(), words.size()) < 0) ::_exit(kFailed);
  ::_exit(kBadInput);
}

/// The text that HDF5 was reading at the last tick, if it was.
std::atomic<std::uint64_t> reading_text{0};

/// Every few seconds of processor time: no text takes that long.
void look(int signal) {
  const std::uint64_t now = io::trace::h5::text_reads();
  if (now % 2 == 1 && now == reading_text) end_of_reading(signal);
  reading_text = now;
}

/// While it lives, a crash, or a text that is read for ever, is one line and exit status 2.
class CrashGuard {
 public:
  explicit CrashGuard(const std::string& files) {
    last_words() = fmt::format("octosim: error: {}: so damaged that it cannot be read\n", files);
    struct sigaction action {};
    action.sa_handler = end_of_reading;
    sigemptyset(&action.sa_mask);
    for (std::size_t k = 0; k < kSignals.size(); ++k) sigaction(kSignals[k], &action, &before_[k]);
    action.sa_handler = look;
    action.sa_flags = SA_RESTART;
    sigaction(SIGPROF, &action, &before_look_);
    tick(kTickSeconds);
  }
  ~CrashGuard() {
    tick(0);
    sigaction(SIGPROF, &before_look_, nullptr);
    for (std::size_t k = 0; k < kSignals.size(); ++k) sigaction(kSignals[k], &before_[k], nullptr);
  }
  CrashGuard(const CrashGuard&) = delete;
  CrashGuard& operator=(const CrashGuard&) = delete;

 private:
  static constexpr time_t kTickSeconds = 2;  // of processor time in this process; chosen

  static void tick(time_t seconds) {
    const itimerval every{.it_interval = {.tv_sec = seconds, .tv_usec = 0},
                          .it_value = {.tv_sec = seconds, .tv_usec = 0}};
    setitimer(ITIMER_PROF, &every, nullptr);
  }

  static constexpr std::array kSignals{SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
  std::array<struct sigaction, kSignals.size()> before_{};
  struct sigaction before_look_ {};
};

}  // namespace

void on_first_rank(Launch& launch, const std::function<void()>& body) {
  engine::agree(launch.comm(), [&] {
    if (launch.comm().rank() == engine::Rank{0}) body();
  });
}

void read_on_first_rank(Launch& launch, const std::string& files, const std::function<void()>& body) {
  on_first_rank(launch, [&] {
    const CrashGuard guard{files};
    try {
      body();
    } catch (const engine::SystemError& error) {
      const std::string why = error.what();
      throw engine::ModelError{why.find(files) == std::string::npos ? fmt::format("{}: {}", files, why) : why};
    }
  });
}

}  // namespace octosim::jobs::cli
