/// \file event_queue.hpp  Pending events of one rank: a timing wheel for the near future, a coarser one for the far.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/time.hpp"
#include "engine/kernel/chunk_pool.hpp"
#include "engine/kernel/event_record.hpp"
#include "engine/kernel/far_events.hpp"
#include "engine/kernel/slot_set.hpp"

namespace octosim::engine {

/// The events of a cycle lie in chunks, by value, in the order they came: a push writes at the end of the last chunk,
/// and opening a cycle reads them through once and sorts references to them.  No allocation per event. Push is O(1),
/// O(log far) beyond both wheels; opening n events is O(n) when n is large, O(n log n) when small.
class EventQueue {
 public:
  /// An event of the open cycle.
  struct Due {
    std::uint64_t key;  ///< target, port
    const EventRecord* event;
    std::uint32_t target() const { return static_cast<std::uint32_t>(key >> 16U); }
  };

  EventQueue();
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;
  ~EventQueue() = default;

  /// \pre time >= the last time that was opened, and not that of the open cycle
  void push(std::uint64_t time, const EventRecord& head, const void* message) {
    OCTOSIM_EXPECT(time >= base_);
    ++size_;
    next_ = std::min(next_, time);
    if (time < end_) {
      put(time, head, message);
    } else {
      far_.push(time, head, message);
    }
  }

  /// Least pending time; kNever's cycle when empty.
  std::uint64_t next_time() const { return next_; }

  /// Of the events of the next time the one that came first; nullptr if it is beyond the wheel, or there is none.
  const EventRecord* next_event() const {
    if (next_ >= end_) return nullptr;
    return reinterpret_cast<const EventRecord*>(slots_[next_ % kSlots]->next->data());
  }

  /// Least of (time + `reach(target, time)`) over the pending events, each at least time + `least_reach`; far events
  /// count with `least_reach`.  O(events in the stretch that can matter).
  template <class Reach>
  std::uint64_t earliest(const Reach& reach, std::uint64_t least_reach) const;

  /// The events of `time`, ordered by (target, port, nth).  They stay where they are until close(); other cycles may be
  /// pushed to meanwhile.  O(wheel / 64) at worst, besides.  \pre time == next_time(); none is open
  std::span<const Due> open(std::uint64_t time);
  /// Forgets the events of the open cycle.
  void close() {
    size_ -= due_.size();
    pool_.give_list(open_);
    open_ = nullptr;
  }

  std::size_t size() const { return size_; }

  /// Calls visit(time, const EventRecord&) for every pending event, in no special order.  \pre none is open
  template <class Visit>
  void for_each(const Visit& visit) const;

  /// \pre it is empty.  The wheel begins at `time`.
  void begin_at(std::uint64_t time) {
    base_ = time;
    end_ = end_of(time);
    far_.start_at(end_);
  }

 private:
  /// Cycles the wheel covers: two stretches of the far one, so that it always covers what is left of this one and all
  /// of the next.  Chosen: its slots, and the chunks in use, stay in a first-level cache.
  static constexpr std::uint64_t kSlots = 2 * FarEvents::kStretch;
  static constexpr std::uint64_t end_of(std::uint64_t base) {
    return ((base >> FarEvents::kStretchBits) + 2) << FarEvents::kStretchBits;
  }

  void put(std::uint64_t time, const EventRecord& head, const void* message) {
    const std::uint64_t slot = time % kSlots;
    used_.insert(slot);
    put_event(pool_.append(slots_[slot], head.size()), head, message);
    ++near_;
  }
  void bring_in_far(std::uint64_t end);
  void sort();
  void sort_by_target();

  /// Calls visit(const EventRecord&) for each event of a slot, as long as it returns true.
  template <class Visit>
  void for_slot(std::uint64_t slot, const Visit& visit) const {
    for_list(slots_[slot], [&](const std::byte* at) {
      const auto& event = *reinterpret_cast<const EventRecord*>(at);
      return visit(event) ? event.size() : 0;
    });
  }

  ChunkPool pool_;
  std::vector<Chunk*> slots_;  ///< lists of chunks
  SlotSet<kSlots> used_;
  std::uint64_t base_ = 0, end_ = kSlots;  ///< the wheel covers [base_, end_)
  std::uint64_t next_ = kNever.cycle;
  std::size_t near_ = 0, size_ = 0;
  FarEvents far_{pool_};
  std::vector<Due> sorted_, scratch_;
  std::span<const Due> due_;
  Due lone_{};             ///< of a cycle with one event
  Chunk* open_ = nullptr;  ///< list of the open cycle
};

template <class Reach>
std::uint64_t EventQueue::earliest(const Reach& reach, std::uint64_t least_reach) const {
  if (least_reach >= kNever.cycle) return kNever.cycle;
  std::uint64_t best = far_.least() < kNever.cycle ? far_.least() + least_reach : kNever.cycle;
  for (std::uint64_t offset = used_.next(base_, 0); offset < kSlots; offset = used_.next(base_, offset + 1)) {
    const std::uint64_t time = base_ + offset;
    if (time + least_reach >= best) break;
    for_slot(time % kSlots, [&](const EventRecord& event) {
      const std::uint64_t within = reach(event.target, time);
      if (within < kNever.cycle) best = std::min(best, time + within);
      return best > time + least_reach;
    });
  }
  return best;
}

template <class Visit>
void EventQueue::for_each(const Visit& visit) const {
  for (std::uint64_t offset = used_.next(base_, 0); offset < kSlots; offset = used_.next(base_, offset + 1)) {
    for_slot((base_ + offset) % kSlots, [&](const EventRecord& event) {
      visit(base_ + offset, event);
      return true;
    });
  }
  far_.for_each(visit);
}

}  // namespace octosim::engine
