/// \file event_queue.hpp  Pending events of one rank: a timing wheel for the near future, a heap for the far.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/time.hpp"
#include "engine/kernel/chunk_pool.hpp"
#include "engine/kernel/event_record.hpp"

namespace octosim::engine {

/// The events of a cycle lie in chunks, by value, in the order they came: a push writes at the end of the last chunk,
/// and opening a cycle reads them through once and sorts references to them.  No allocation per event. Push is O(1)
/// near, O(log far) beyond the wheel; opening n events is O(n) when n is large, O(n log n) when small.
class EventQueue {
 public:
  /// An event of the open cycle.
  struct Due {
    std::uint64_t key;  ///< target, port
    const EventRecord* event;
    std::uint32_t target() const { return static_cast<std::uint32_t>(key >> 16U); }
  };

  EventQueue();

  /// \pre time >= the last time that was opened, and not that of the open cycle
  void push(std::uint64_t time, const EventRecord& head, const void* message) {
    OCTOSIM_EXPECT(time >= base_);
    ++size_;
    if (time - base_ < kSlots) {
      put(time % kSlots, head, message);
    } else {
      push_far(time, head, message);
    }
  }

  /// Least pending time; kNever's cycle when empty.  O(wheel / 64) at worst.
  std::uint64_t next_time() const {
    if (near_ == 0) return far_.empty() ? kNever.cycle : far_.front().time;
    return base_ + next_used(0);
  }

  /// Least of (time + `reach(target, time)`) over the pending events, each at least time + `least_reach`; far events
  /// count with `least_reach`.  O(events in the stretch that can matter).
  template <class Reach>
  std::uint64_t earliest(const Reach& reach, std::uint64_t least_reach) const;

  /// The events of `time`, ordered by (target, port, nth).  They stay where they are until close(); other cycles may be
  /// pushed to meanwhile.  \pre time == next_time(); none is open
  std::span<const Due> open(std::uint64_t time);
  /// Forgets the events of the open cycle.
  void close();

  std::size_t size() const { return size_; }

  /// Calls visit(time, const EventRecord&) for every pending event, in no special order.  \pre none is open
  template <class Visit>
  void for_each(const Visit& visit) const;

  /// \pre it is empty.  The wheel begins at `time`.
  void begin_at(std::uint64_t time) { base_ = time; }

 private:
  static constexpr std::uint64_t kSlots = 1U << 15U;  ///< cycles the wheel covers; chosen: above one packet's work
  using Cell = std::array<std::byte, sizeof(EventRecord) + kMessageBytes>;
  struct Far {
    std::uint64_t time;
    std::uint32_t cell;
  };

  void put(std::uint64_t slot, const EventRecord& head, const void* message) {
    Chunk* last = slots_[slot];
    const std::size_t size = head.size();
    if (last == nullptr || last->used + size > ChunkPool::room_of(last->size_class)) last = add_chunk(slot);
    put_event(last->data() + last->used, head, message);
    last->used += static_cast<std::uint32_t>(size);
    ++near_;
  }
  Chunk* add_chunk(std::uint64_t slot);
  void push_far(std::uint64_t time, const EventRecord& head, const void* message);
  void bring_in_far();
  /// First used slot at or after `offset` cycles from base_, as such an offset; kSlots if there is none.
  std::uint64_t next_used(std::uint64_t offset) const;
  void sort();
  void sort_by_target();

  /// Calls visit(const EventRecord&) for each event of a slot, as long as it returns true.
  template <class Visit>
  void for_slot(std::uint64_t slot, const Visit& visit) const;

  ChunkPool pool_;
  std::vector<Chunk*> slots_;  ///< last chunk of each, whose `next` is the first; nullptr: empty
  std::array<std::uint64_t, kSlots / 64> used_{};
  std::uint64_t base_ = 0;  ///< the wheel covers [base_, base_ + kSlots)
  std::size_t near_ = 0, size_ = 0;
  std::vector<Far> far_;  ///< heap, least time first
  std::vector<Cell> cells_;
  std::vector<std::uint32_t> free_cells_;
  std::vector<Due> due_, scratch_;
  Chunk* open_ = nullptr;  ///< last chunk of the open cycle
};

template <class Visit>
void EventQueue::for_slot(std::uint64_t slot, const Visit& visit) const {
  const Chunk* last = slots_[slot];
  if (last == nullptr) return;
  const Chunk* chunk = last;
  do {
    chunk = chunk->next;
    for (std::uint32_t at = 0; at < chunk->used;) {
      const auto* event = reinterpret_cast<const EventRecord*>(chunk->data() + at);
      if (!visit(*event)) return;
      at += static_cast<std::uint32_t>(event->size());
    }
  } while (chunk != last);
}

template <class Reach>
std::uint64_t EventQueue::earliest(const Reach& reach, std::uint64_t least_reach) const {
  if (least_reach >= kNever.cycle) return kNever.cycle;
  std::uint64_t best = far_.empty() ? kNever.cycle : far_.front().time + least_reach;
  for (std::uint64_t offset = next_used(0); offset < kSlots; offset = next_used(offset + 1)) {
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
  for (std::uint64_t offset = next_used(0); offset < kSlots; offset = next_used(offset + 1)) {
    for_slot((base_ + offset) % kSlots, [&](const EventRecord& event) {
      visit(base_ + offset, event);
      return true;
    });
  }
  for (const Far& far : far_) visit(far.time, *reinterpret_cast<const EventRecord*>(cells_[far.cell].data()));
}

}  // namespace octosim::engine
