/// \file rival_queues.hpp  What the engine's event queue is measured against: three queues from textbooks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <queue>
#include <tuple>
#include <vector>

#include "jobs/bench/hold_event.hpp"

namespace octosim::jobs::bench {

/// The order that every queue here keeps, which is the engine's.
struct Earlier {
  bool operator()(const HoldEvent& a, const HoldEvent& b) const {
    return std::tie(a.time, a.target, a.port, a.nth) < std::tie(b.time, b.target, b.port, b.nth);
  }
};

/// std::priority_queue: a binary heap of whole events.
class BinaryHeap {
 public:
  void push(const HoldEvent& event) { heap_.push(event); }
  HoldEvent pop() {
    const HoldEvent event = heap_.top();
    heap_.pop();
    return event;
  }

 private:
  struct Later {
    bool operator()(const HoldEvent& a, const HoldEvent& b) const { return Earlier{}(b, a); }
  };
  std::priority_queue<HoldEvent, std::vector<HoldEvent>, Later> heap_;
};

/// A heap of whole events with four children a node (D. B. Johnson, 1975): half the levels of a binary one.
class FourHeap {
 public:
  void push(const HoldEvent& event);
  HoldEvent pop();

 private:
  std::vector<HoldEvent> heap_;
};

/// R. Brown, "Calendar queues: a fast O(1) priority queue implementation", CACM 31(10), 1988.  Each day is kept
/// sorted.  The number of days follows the number of events, by halves and doubles; their width is three times the
/// mean distance of the next events in time, measured when it is resized.
class CalendarQueue {
 public:
  CalendarQueue() : days_(2) {}
  void push(const HoldEvent& event);
  HoldEvent pop();

 private:
  std::size_t day_of(std::uint64_t time) const { return (time / width_) & (days_.size() - 1); }
  /// The day that holds the least event, with now_ moved to it.  \pre size_ > 0
  std::size_t least_day();
  void insert(const HoldEvent& event);
  void resize(std::size_t days);

  std::vector<std::vector<HoldEvent>> days_;  ///< each with the least event at its back; a power of two of them
  std::uint64_t width_ = 1;                   ///< cycles of a day
  std::uint64_t now_ = 0;                     ///< no event is earlier
  std::size_t size_ = 0;
};

}  // namespace octosim::jobs::bench
