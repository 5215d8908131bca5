/// \file start_mark.hpp  When the event loop of this process began.
#pragma once
#include <atomic>
#include <chrono>
#include <optional>

namespace octosim::jobs::bench {

/// A benchmark's components press it in start(): after the last one the model is built, and events are handled.
/// What is between is the loop; the clock reaches no result.  Ranks that are threads share one.
class StartMark {
 public:
  using Clock = std::chrono::steady_clock;

  /// About 30 ns.
  void press() { at_.store(Clock::now().time_since_epoch().count(), std::memory_order_relaxed); }
  /// Of the last press; nothing before the first, as on a rank that owns no component.
  std::optional<Clock::time_point> last() const {
    const Clock::rep at = at_.load(std::memory_order_relaxed);
    if (at == 0) return std::nullopt;
    return Clock::time_point{Clock::duration{at}};
  }
  void reset() { at_.store(0, std::memory_order_relaxed); }

 private:
  std::atomic<Clock::rep> at_{0};
};

}  // namespace octosim::jobs::bench
