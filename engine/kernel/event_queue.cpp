#include "engine/kernel/event_queue.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace octosim::engine {
namespace {
constexpr auto kBefore = [](const EventQueue::Due& a, const EventQueue::Due& b) {
  return a.key != b.key ? a.key < b.key : a.event->nth < b.event->nth;
};
EventQueue::Due due_of(const EventRecord& event) { return {std::uint64_t{event.target} << 16U | event.port, &event}; }
}  // namespace

EventQueue::EventQueue() : slots_(kSlots, nullptr) {}

void EventQueue::bring_in_far(std::uint64_t end) {
  end_ = end;
  far_.bring_in(end, [this](std::uint64_t time, const EventRecord& event) { put(time, event, event.message()); });
}

std::span<const EventQueue::Due> EventQueue::open(std::uint64_t time) {
  base_ = time;
  if (const std::uint64_t end = end_of(time); end != end_) bring_in_far(end);
  const std::uint64_t slot = time % kSlots;
  open_ = slots_[slot];
  slots_[slot] = nullptr;
  used_.erase(slot);
  const auto& first = *reinterpret_cast<const EventRecord*>(open_->next->data());
  if (open_->used == first.size() && open_->next == open_) {
    lone_ = due_of(first);
    due_ = {&lone_, 1};
  } else {
    sorted_.clear();
    for_list(open_, [&](const std::byte* at) {
      const auto& event = *reinterpret_cast<const EventRecord*>(at);
      sorted_.push_back(due_of(event));
      return event.size();
    });
    sort();
    due_ = sorted_;
  }
  near_ -= due_.size();
  next_ = near_ > 0 ? base_ + used_.next(base_, 0) : far_.least();
  return due_;
}

void EventQueue::sort() {
  constexpr std::size_t kFew = 64;  // measured: below, comparing is faster than counting
  if (sorted_.size() <= kFew) {
    std::sort(sorted_.begin(), sorted_.end(), kBefore);
    return;
  }
  sort_by_target();
  for (auto first = sorted_.begin(); first != sorted_.end();) {
    auto last = first + 1;
    while (last != sorted_.end() && last->target() == first->target()) ++last;
    if (last - first > 1) std::sort(first, last, kBefore);
    first = last;
  }
}

/// Counting sort by the digits of the target, least first: stable, and linear.
void EventQueue::sort_by_target() {
  constexpr unsigned kMostDigit = 11;
  std::uint64_t all = 0;
  for (const Due& due : sorted_) all |= due.key;
  const auto bits = static_cast<unsigned>(std::bit_width(all >> 16U));
  if (bits == 0) return;
  const unsigned passes = (bits + kMostDigit - 1) / kMostDigit;
  const unsigned digit = (bits + passes - 1) / passes;
  std::array<std::uint32_t, 1U << kMostDigit> counts{};
  scratch_.resize(sorted_.size());
  for (unsigned pass = 0; pass < passes; ++pass) {
    const unsigned shift = 16 + pass * digit;
    const std::uint64_t mask = (1ULL << digit) - 1;
    std::fill_n(counts.begin(), mask + 1, 0U);
    for (const Due& due : sorted_) ++counts[due.key >> shift & mask];
    std::uint32_t start = 0;
    for (std::size_t k = 0; k <= mask; ++k) {
      const std::uint32_t count = counts[k];
      counts[k] = start;
      start += count;
    }
    for (const Due& due : sorted_) scratch_[counts[due.key >> shift & mask]++] = due;
    sorted_.swap(scratch_);
  }
}

}  // namespace octosim::engine
