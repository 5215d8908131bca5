#include "jobs/cli/reading.hpp"

#include <array>
#include <csignal>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/error.hpp"
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

/// While it lives, a crash is one line and exit status 2.
class CrashGuard {
 public:
  explicit CrashGuard(const std::string& files) {
    last_words() = fmt::format("octosim: error: {}: so damaged that reading it crashed\n", files);
    struct sigaction action {};
    action.sa_handler = end_of_reading;
    sigemptyset(&action.sa_mask);
    for (std::size_t k = 0; k < kSignals.size(); ++k) sigaction(kSignals[k], &action, &before_[k]);
  }
  ~CrashGuard() {
    for (std::size_t k = 0; k < kSignals.size(); ++k) sigaction(kSignals[k], &before_[k], nullptr);
  }
  CrashGuard(const CrashGuard&) = delete;
  CrashGuard& operator=(const CrashGuard&) = delete;

 private:
  static constexpr std::array kSignals{SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
  std::array<struct sigaction, kSignals.size()> before_{};
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
