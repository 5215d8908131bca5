/// \file rival_queues.hpp  What the engine's event queue is measured against: three queues from textbooks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <queue>
#include <tuple>
#include <vector>

#include "engine/kernel/event.hpp"

namespace octosim::jobs::bench {

/// The order that every queue here keeps, which is the engine's.
struct Earlier {
  bool operator()(const engine::Event& a, const engine::Event& b) const {
    return std::tie(a.time, a.target, a.port, a.nth) < std::tie(b.time, b.target, b.port, b.nth);
  }
};

/// std::priority_queue: a binary heap of whole events.
class BinaryHeap {
 public:
  void push(const engine::Event& event) { heap_.push(event); }
  engine::Event pop() {
    const engine::Event event = heap_.top();
    heap_.pop();
    return event;
  }

 private:
  struct Later {
    bool operator()(const engine::Event& a, const engine::Event& b) const { return Earlier{}(b, a); }
  };
  std::priority_queue<engine::Event, std::vector<engine::Event>, Later> heap_;
};

/// A heap of whole events with four children a node (D. B. Johnson, 1975): half the levels of a binary one.
class FourHeap {
 public:
  void push(const engine::Event& event);
  engine::Event pop();

 private:
  std::vector<engine::Event> heap_;
};

/// R. Brown, "Calendar queues: a fast O(1) priority queue implementation", CACM 31(10), 1988.  Each day is kept
/// sorted.  The number of days follows the number of events, by halves and doubles; their width is three times the
/// mean distance of the next events in time, measured when it is resized.
class CalendarQueue {
 public:
  CalendarQueue() : days_(2) {}
  void push(const engine::Event& event);
  engine::Event pop();

 private:
  std::size_t day_of(std::uint64_t time) const { return (time / width_) & (days_.size() - 1); }
  /// The day that holds the least event, with now_ moved to it.  \pre size_ > 0
  std::size_t least_day();
  void insert(const engine::Event& event);
  void resize(std::size_t days);

  std::vector<std::vector<engine::Event>> days_;  ///< each with the least event at its back; a power of two of them
  std::uint64_t width_ = 1;                       ///< cycles of a day
  std::uint64_t now_ = 0;                         ///< no event is earlier
  std::size_t size_ = 0;
};

}  // namespace octosim::jobs::bench
