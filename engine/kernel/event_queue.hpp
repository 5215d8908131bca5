/// \file event_queue.hpp  Pending events of one rank: a timing wheel for the near future, a heap for the far.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/kernel/event.hpp"

namespace octosim::engine {

/// Events live in a pool and are moved by index; push and pop of near events are O(1), of far ones O(log far).
class EventQueue {
 public:
  using Index = std::uint32_t;

  EventQueue();

  /// \pre event.time >= the last time that was popped
  void push(const Event& event);

  /// Least pending time; kNever's cycle when empty.  O(wheel / 64) at worst.
  std::uint64_t next_time() const;

  /// Least of (time + `reach(target)`) over the pending events, each at least time + `least_reach`; far events count
  /// with `least_reach`.  O(events in the stretch that can matter).
  template <class Reach>
  std::uint64_t earliest(const Reach& reach, std::uint64_t least_reach) const;

  /// Removes every event of `time` and returns them ordered by (target, port, nth); valid until the next call.
  /// \pre time == next_time().  Free each with release() once handled.
  std::span<const Index> pop_all(std::uint64_t time);
  const Event& at(Index index) const { return pool_[index]; }
  void release(Index index) {
    next_[index] = free_;
    free_ = index;
    --size_;
  }

  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint64_t kSlots = 1U << 15U;  ///< cycles the wheel covers; chosen: above one packet's work
  static constexpr Index kEnd = 0xFFFF'FFFFU;
  struct Far {
    std::uint64_t time;
    Index index;
  };

  /// First used slot at or after `offset` cycles from base_, as such an offset; kSlots if there is none.
  std::uint64_t next_used(std::uint64_t offset) const;
  void link(Index index);
  void bring_in_far();

  std::vector<Event> pool_;
  std::vector<Index> next_;
  Index free_ = kEnd;
  std::size_t size_ = 0;
  std::uint64_t base_ = 0;  ///< wheel covers [base_, base_ + kSlots)
  std::vector<Index> slots_;
  std::array<std::uint64_t, kSlots / 64> used_{};
  std::size_t near_ = 0;
  std::vector<Far> far_;  ///< heap, least time first
  std::vector<Index> popped_;
};

template <class Reach>
std::uint64_t EventQueue::earliest(const Reach& reach, std::uint64_t least_reach) const {
  if (least_reach >= kNever.cycle) return kNever.cycle;
  std::uint64_t best = far_.empty() ? kNever.cycle : far_.front().time + least_reach;
  for (std::uint64_t offset = next_used(0); offset < kSlots; offset = next_used(offset + 1)) {
    const std::uint64_t time = base_ + offset;
    if (time + least_reach >= best) break;
    for (Index index = slots_[time % kSlots]; index != kEnd; index = next_[index]) {
      const std::uint64_t within = reach(pool_[index].target);
      if (within < kNever.cycle) best = std::min(best, time + within);
    }
  }
  return best;
}

}  // namespace octosim::engine
