/// \file far_events.hpp  Pending events beyond the wheel of the near future.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/kernel/chunk_pool.hpp"
#include "engine/kernel/event_record.hpp"
#include "engine/kernel/slot_set.hpp"

namespace octosim::engine {

/// A wheel of stretches of time, each with its events in the order they came; beyond it a heap.  A push is O(1) into
/// the wheel, O(log) beyond.
class FarEvents {
 public:
  static constexpr unsigned kStretchBits = 10;
  static constexpr std::uint64_t kStretch = 1ULL << kStretchBits;  ///< cycles; chosen with EventQueue::kSlots
  static constexpr std::uint64_t kStretches = 1ULL << 12U;         ///< chosen: above 4 million cycles, a task's work

  /// `pool` outlives it.
  explicit FarEvents(ChunkPool& pool) : pool_{pool}, stretches_(kStretches) {}

  /// \pre time >= `end` of bring_in(), or of start_at()
  void push(std::uint64_t time, const EventRecord& head, const void* message) {
    if (time < least_) least_ = time;
    const std::uint64_t stretch = time >> kStretchBits;
    if (stretch - first_ >= kStretches) return push_beyond(time, head, message);
    Stretch& one = stretches_[stretch % kStretches];
    if (one.last == nullptr) {
      used_.insert(stretch % kStretches);
      one.least = time;
    } else if (time < one.least) {
      one.least = time;
    }
    write(pool_.append(one.last, sizeof time + head.size()), time, head, message);
  }
  /// Least time; kNever's cycle when empty.
  std::uint64_t least() const { return least_; }
  /// Gives what is before `end` to put(time, const EventRecord&).  \pre `end` begins a stretch, or is kNever's cycle
  template <class Put>
  void bring_in(std::uint64_t end, const Put& put);
  /// \pre it is empty, and `end` is as in bring_in()
  void start_at(std::uint64_t end) { first_ = end >> kStretchBits; }
  /// Calls visit(time, const EventRecord&) for each, in no special order.
  template <class Visit>
  void for_each(const Visit& visit) const;

 private:
  struct Stretch {
    Chunk* last = nullptr;  ///< of the list of its events, each behind its time
    std::uint64_t least = 0;
  };
  struct Beyond {
    std::uint64_t time;
    Chunk* event;
  };

  static void write(std::byte* to, std::uint64_t time, const EventRecord& head, const void* message) {
    std::memcpy(to, &time, sizeof time);
    put_event(to + sizeof time, head, message);
  }
  template <class Visit>
  static void for_stretch(const Chunk* last, const Visit& visit) {
    for_list(last, [&](const std::byte* at) {
      std::uint64_t time = 0;
      std::memcpy(&time, at, sizeof time);
      const auto& event = *reinterpret_cast<const EventRecord*>(at + sizeof time);
      visit(time, event);
      return sizeof time + event.size();
    });
  }
  void push_beyond(std::uint64_t time, const EventRecord& head, const void* message);
  void pop_beyond();
  void find_least();

  ChunkPool& pool_;
  std::vector<Stretch> stretches_;
  SlotSet<kStretches> used_;
  std::uint64_t first_ = 0;  ///< stretch that the wheel begins with
  std::uint64_t least_ = kNever.cycle;
  std::vector<Beyond> beyond_;  ///< heap, least time first
};

template <class Put>
void FarEvents::bring_in(std::uint64_t end, const Put& put) {
  const std::uint64_t stop = end >> kStretchBits;
  if (least_ >= end) {
    first_ = stop;
    return;
  }
  for (std::uint64_t next = used_.next(first_, 0); next < kStretches && first_ + next < stop;
       next = used_.next(first_, next + 1)) {
    const std::uint64_t slot = (first_ + next) % kStretches;
    Chunk* last = stretches_[slot].last;
    stretches_[slot].last = nullptr;
    used_.erase(slot);
    for_stretch(last, put);
    pool_.give_list(last);
  }
  for (; !beyond_.empty() && beyond_.front().time < end; pop_beyond()) for_stretch(beyond_.front().event, put);
  first_ = stop;
  find_least();
}

template <class Visit>
void FarEvents::for_each(const Visit& visit) const {
  for (const Stretch& one : stretches_) for_stretch(one.last, visit);
  for (const Beyond& one : beyond_) for_stretch(one.event, visit);
}

}  // namespace octosim::engine
