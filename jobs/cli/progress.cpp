#include "jobs/cli/progress.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace octosim::jobs::cli {

using namespace std::chrono_literals;

Progress::Progress(bool shown) : shown_{shown}, terminal_{isatty(STDERR_FILENO) == 1}, start_{Clock::now()} {
  next_ = start_ + (terminal_ ? 200ms : 10'000ms);
}

std::string Progress::line(const Situation& now, double seconds) const {
  std::string text = fmt::format("cycle {:.4g}", static_cast<double>(now.cycle));
  if (const double part = now.part; part > 0) {
    constexpr int kWidth = 24;
    if (terminal_) {
      const int full = static_cast<int>(part * kWidth);
      text = fmt::format("[{:#<{}}{:.<{}}] ", "", full, "", kWidth - full) + text;
    }
    text +=
        fmt::format(", frames {:.0f} of {} ({:.1f} %)", part * static_cast<double>(now.frames), now.frames, 100 * part);
    if (part > 0.001) text += fmt::format(", {:.0f} s left", seconds * (1 - part) / part);
  }
  return text + fmt::format(", {:.2f} M events/s", static_cast<double>(now.events) / seconds / 1e6);
}

void Progress::update(const Situation& situation) {
  if (!shown_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + (terminal_ ? 200ms : 10'000ms);
  const double seconds = std::chrono::duration<double>(now - start_).count();
  if (terminal_) {
    std::fprintf(stderr, "\r\033[K%s", line(situation, seconds).c_str());
    open_ = true;
  } else {
    std::fprintf(stderr, "octosim: %s\n", line(situation, seconds).c_str());
  }
  std::fflush(stderr);
}

void Progress::end() {
  if (open_) std::fprintf(stderr, "\r\033[K");
  open_ = false;
}

}  // namespace octosim::jobs::cli
