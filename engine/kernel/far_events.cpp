#include "engine/kernel/far_events.hpp"

#include <algorithm>

namespace octosim::engine {
namespace {
constexpr auto kLater = [](const auto& a, const auto& b) { return a.time > b.time; };
}  // namespace

void FarEvents::push_beyond(std::uint64_t time, const EventRecord& head, const void* message) {
  Chunk* only = nullptr;
  write(pool_.append(only, sizeof time + head.size()), time, head, message);
  beyond_.push_back({time, only});
  std::push_heap(beyond_.begin(), beyond_.end(), kLater);
}

void FarEvents::pop_beyond() {
  pool_.give_list(beyond_.front().event);
  std::pop_heap(beyond_.begin(), beyond_.end(), kLater);
  beyond_.pop_back();
}

void FarEvents::find_least() {
  least_ = beyond_.empty() ? kNever.cycle : beyond_.front().time;
  const std::uint64_t next = used_.next(first_, 0);
  if (next < kStretches) least_ = std::min(least_, stretches_[(first_ + next) % kStretches].least);
}

}  // namespace octosim::engine
