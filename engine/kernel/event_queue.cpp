#include "engine/kernel/event_queue.hpp"

#include <algorithm>
#include <bit>

namespace octosim::engine {
namespace {
constexpr auto kLater = [](const auto& a, const auto& b) { return a.time > b.time; };
constexpr auto kBefore = [](const EventQueue::Due& a, const EventQueue::Due& b) {
  return a.key != b.key ? a.key < b.key : a.event->nth < b.event->nth;
};
}  // namespace

EventQueue::EventQueue() : slots_(kSlots, nullptr) {}

Chunk* EventQueue::add_chunk(std::uint64_t slot) {
  Chunk* last = slots_[slot];
  if (last == nullptr) {
    Chunk* only = pool_.take(0);
    only->next = only;
    slots_[slot] = only;
    used_[slot / 64] |= 1ULL << (slot % 64);
    return only;
  }
  const auto larger = static_cast<std::uint16_t>(std::min(last->size_class + 1, ChunkPool::kClasses - 1));
  Chunk* chunk = pool_.take(larger);
  chunk->next = last->next;
  last->next = chunk;
  slots_[slot] = chunk;
  return chunk;
}

void EventQueue::push_far(std::uint64_t time, const EventRecord& head, const void* message) {
  if (free_cells_.empty()) {
    free_cells_.push_back(static_cast<std::uint32_t>(cells_.size()));
    cells_.emplace_back();
  }
  const std::uint32_t cell = free_cells_.back();
  free_cells_.pop_back();
  put_event(cells_[cell].data(), head, message);
  far_.push_back({time, cell});
  std::push_heap(far_.begin(), far_.end(), kLater);
}

void EventQueue::bring_in_far() {
  while (!far_.empty() && far_.front().time - base_ < kSlots) {
    const auto [time, cell] = far_.front();
    std::pop_heap(far_.begin(), far_.end(), kLater);
    far_.pop_back();
    const auto* event = reinterpret_cast<const EventRecord*>(cells_[cell].data());
    put(time % kSlots, *event, event->message());
    free_cells_.push_back(cell);
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

std::span<const EventQueue::Due> EventQueue::open(std::uint64_t time) {
  base_ = time;
  if (!far_.empty()) bring_in_far();
  const std::uint64_t slot = time % kSlots;
  due_.clear();
  for_slot(slot, [&](const EventRecord& event) {
    due_.push_back({std::uint64_t{event.target} << 16U | event.port, &event});
    return true;
  });
  open_ = slots_[slot];
  slots_[slot] = nullptr;
  used_[slot / 64] &= ~(1ULL << (slot % 64));
  near_ -= due_.size();
  sort();
  return due_;
}

void EventQueue::close() {
  size_ -= due_.size();
  Chunk* chunk = open_->next;
  while (chunk != open_) {
    Chunk* next = chunk->next;
    pool_.give(chunk);
    chunk = next;
  }
  pool_.give(open_);
  open_ = nullptr;
}

void EventQueue::sort() {
  constexpr std::size_t kFew = 64;  // measured: below, comparing is faster than counting
  if (due_.size() <= kFew) {
    std::sort(due_.begin(), due_.end(), kBefore);
    return;
  }
  sort_by_target();
  for (auto first = due_.begin(); first != due_.end();) {
    auto last = first + 1;
    while (last != due_.end() && last->target() == first->target()) ++last;
    if (last - first > 1) std::sort(first, last, kBefore);
    first = last;
  }
}

/// Counting sort by the digits of the target, least first: stable, and linear.
void EventQueue::sort_by_target() {
  constexpr unsigned kMostDigit = 11;
  std::uint64_t all = 0;
  for (const Due& due : due_) all |= due.key;
  const auto bits = static_cast<unsigned>(std::bit_width(all >> 16U));
  if (bits == 0) return;
  const unsigned passes = (bits + kMostDigit - 1) / kMostDigit;
  const unsigned digit = (bits + passes - 1) / passes;
  std::array<std::uint32_t, 1U << kMostDigit> counts{};
  scratch_.resize(due_.size());
  for (unsigned pass = 0; pass < passes; ++pass) {
    const unsigned shift = 16 + pass * digit;
    const std::uint64_t mask = (1ULL << digit) - 1;
    std::fill_n(counts.begin(), mask + 1, 0U);
    for (const Due& due : due_) ++counts[due.key >> shift & mask];
    std::uint32_t start = 0;
    for (std::size_t k = 0; k <= mask; ++k) {
      const std::uint32_t count = counts[k];
      counts[k] = start;
      start += count;
    }
    for (const Due& due : due_) scratch_[counts[due.key >> shift & mask]++] = due;
    due_.swap(scratch_);
  }
}

}  // namespace octosim::engine
