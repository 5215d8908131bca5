#include "engine/kernel/event_queue.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

#include "engine/base/error.hpp"
#include "engine/base/time.hpp"

namespace octosim::engine {
namespace {
constexpr auto kLater = [](const auto& a, const auto& b) { return a.time > b.time; };
}

EventQueue::EventQueue() : slots_(kSlots, kEnd) {}

void EventQueue::push(const Event& event) {
  OCTOSIM_EXPECT(event.time >= base_);
  Index index = free_;
  if (index == kEnd) {
    index = static_cast<Index>(pool_.size());
    pool_.push_back(event);
    next_.push_back(kEnd);
  } else {
    free_ = next_[index];
    pool_[index] = event;
  }
  ++size_;
  if (event.time - base_ < kSlots) {
    link(index);
  } else {
    far_.push_back({event.time, index});
    std::push_heap(far_.begin(), far_.end(), kLater);
  }
}

void EventQueue::link(Index index) {
  const std::uint64_t slot = pool_[index].time % kSlots;
  next_[index] = slots_[slot];
  slots_[slot] = index;
  used_[slot / 64] |= 1ULL << (slot % 64);
  ++near_;
}

void EventQueue::bring_in_far() {
  while (!far_.empty() && far_.front().time - base_ < kSlots) {
    const Index index = far_.front().index;
    std::pop_heap(far_.begin(), far_.end(), kLater);
    far_.pop_back();
    link(index);
  }
}

std::uint64_t EventQueue::next_used(std::uint64_t offset) const {
  while (offset < kSlots) {
    const std::uint64_t slot = (base_ + offset) % kSlots;
    const std::uint64_t bits = used_[slot / 64] >> (slot % 64);
    if (bits != 0) return offset + static_cast<std::uint64_t>(std::countr_zero(bits));
    offset += 64 - slot % 64;
  }
  return kSlots;
}

std::uint64_t EventQueue::next_time() const {
  if (near_ == 0) return far_.empty() ? kNever.cycle : far_.front().time;
  return base_ + next_used(0);
}

std::span<const EventQueue::Index> EventQueue::pop_all(std::uint64_t time) {
  base_ = time;
  bring_in_far();
  const std::uint64_t slot = time % kSlots;
  popped_.clear();
  for (Index index = slots_[slot]; index != kEnd; index = next_[index]) popped_.push_back(index);
  slots_[slot] = kEnd;
  used_[slot / 64] &= ~(1ULL << (slot % 64));
  near_ -= popped_.size();
  if (popped_.size() > 1) {
    std::sort(popped_.begin(), popped_.end(), [this](Index a, Index b) {
      const Event &x = pool_[a], &y = pool_[b];
      return std::tie(x.target, x.port, x.nth) < std::tie(y.target, y.port, y.nth);
    });
  }
  return popped_;
}

}  // namespace octosim::engine
