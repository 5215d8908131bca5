/// \file hold.hpp  The hold model: take the least event out, put one in that is later, again and again.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/hash.hpp"
#include "jobs/bench/hold_event.hpp"

namespace octosim::jobs::bench {

/// D. W. Jones, "An empirical comparison of priority-queue and event-set implementations", CACM 29(4), 1986: how much
/// later.  All in cycles, at least 1; the parameters are chosen for the engine's models.
enum class Increment : std::uint8_t {
  kExponential,  ///< 10 + exponential of mean 90: as PHOLD
  kUniform,      ///< 1 to 2000
  kBimodal,      ///< 9 of 10: 1 to 20; else 100,000 to 200,000, farther than the engine's wheel
};
inline constexpr std::array kIncrements{std::pair{std::string_view{"exponential"}, Increment::kExponential},
                                        std::pair{std::string_view{"uniform"}, Increment::kUniform},
                                        std::pair{std::string_view{"bimodal"}, Increment::kBimodal}};

/// 2^16 draws of `increment`, a function of `seed`; used over and over, so that drawing costs nothing where it counts.
std::vector<std::uint64_t> draw_increments(Increment increment, std::uint64_t seed);

/// A queue with a constant number of pending events.  Equal sequences of events come out of every queue that keeps the
/// engine's order.
template <class Queue>
class Hold {
 public:
  /// `increments`: outlives it; a power of two of them.
  Hold(std::uint64_t pending, const std::vector<std::uint64_t>& increments) : increments_{increments} {
    for (std::uint64_t k = 0; k < pending; ++k) push_after(0);
  }

  void run(std::uint64_t holds) {
    for (std::uint64_t k = 0; k < holds; ++k) {
      const HoldEvent event = queue_.pop();
      seen_ = engine::mix(seen_, event.time ^ event.nth);
      push_after(event.time);
    }
  }
  /// Of all that came out, in order.
  std::uint64_t seen() const { return seen_; }

 private:
  void push_after(std::uint64_t time) {
    HoldEvent event;
    event.nth = next_++;
    event.target = static_cast<std::uint32_t>(event.nth * 0x9E3779B97F4A7C15ULL >> 44U);  // spreads over 2^20 targets
    event.time = time + increments_[event.nth & (increments_.size() - 1)];
    queue_.push(event);
  }

  const std::vector<std::uint64_t>& increments_;
  Queue queue_;
  std::uint64_t next_ = 0;
  std::uint64_t seen_ = 0;
};

}  // namespace octosim::jobs::bench
