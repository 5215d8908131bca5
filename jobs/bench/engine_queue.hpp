/// \file engine_queue.hpp  The engine's event queue, as the queue benchmarks see every queue.
#pragma once
#include <cstddef>
#include <span>

#include "engine/kernel/event_queue.hpp"

namespace octosim::jobs::bench {

/// Takes out whole cycles, as the kernel does, and hands them on one by one.
class EngineQueue {
 public:
  void push(const engine::Event& event) { queue_.push(event); }
  /// \pre not empty; what is pushed from now on is later than what is returned
  engine::Event pop() {
    if (next_ == due_.size()) {
      due_ = queue_.pop_all(queue_.next_time());
      next_ = 0;
    }
    const auto place = due_[next_++];
    const engine::Event event = queue_.at(place);
    queue_.release(place);
    return event;
  }

 private:
  engine::EventQueue queue_;
  std::span<const engine::EventQueue::Index> due_;
  std::size_t next_ = 0;
};

}  // namespace octosim::jobs::bench
