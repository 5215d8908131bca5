/// \file engine_queue.hpp  The engine's event queue, as the queue benchmarks see every queue.
#pragma once
#include <cstddef>
#include <cstring>
#include <span>

#include "engine/kernel/event_queue.hpp"
#include "jobs/bench/hold_event.hpp"

namespace octosim::jobs::bench {

/// Opens whole cycles, as the kernel does, and hands their events on one by one.
class EngineQueue {
 public:
  void push(const HoldEvent& event) {
    queue_.push(event.time, {event.target, event.port, event.bytes, event.nth}, &event.message);
  }
  /// \pre not empty; what is pushed from now on is later than what is returned
  HoldEvent pop() {
    if (next_ == due_.size()) {
      if (!due_.empty()) queue_.close();
      time_ = queue_.next_time();
      due_ = queue_.open(time_);
      next_ = 0;
    }
    const engine::EventRecord& one = *due_[next_++].event;
    HoldEvent event{time_, one.nth, one.target, one.port, one.bytes, 0};
    std::memcpy(&event.message, one.message(), sizeof event.message);
    return event;
  }

 private:
  engine::EventQueue queue_;
  std::span<const engine::EventQueue::Due> due_;
  std::size_t next_ = 0;
  std::uint64_t time_ = 0;
};

}  // namespace octosim::jobs::bench
