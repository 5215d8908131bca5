#include "jobs/bench/rival_queues.hpp"

#include <algorithm>
#include <limits>

namespace octosim::jobs::bench {
namespace {
constexpr Earlier kEarlier;
}

void FourHeap::push(const HoldEvent& event) {
  std::size_t at = heap_.size();
  heap_.push_back(event);
  while (at > 0) {
    const std::size_t parent = (at - 1) / 4;
    if (!kEarlier(event, heap_[parent])) break;
    heap_[at] = heap_[parent];
    at = parent;
  }
  heap_[at] = event;
}

HoldEvent FourHeap::pop() {
  const HoldEvent top = heap_.front();
  const HoldEvent last = heap_.back();
  heap_.pop_back();
  if (heap_.empty()) return top;
  std::size_t at = 0;
  while (true) {
    const std::size_t first = 4 * at + 1;
    if (first >= heap_.size()) break;
    std::size_t least = first;
    for (std::size_t child = first + 1; child < std::min(first + 4, heap_.size()); ++child) {
      if (kEarlier(heap_[child], heap_[least])) least = child;
    }
    if (!kEarlier(heap_[least], last)) break;
    heap_[at] = heap_[least];
    at = least;
  }
  heap_[at] = last;
  return top;
}

void CalendarQueue::insert(const HoldEvent& event) {
  auto& day = days_[day_of(event.time)];
  const auto later = [](const HoldEvent& a, const HoldEvent& b) { return kEarlier(b, a); };
  day.insert(std::upper_bound(day.begin(), day.end(), event, later), event);
}

void CalendarQueue::push(const HoldEvent& event) {
  now_ = size_ == 0 ? event.time : std::min(now_, event.time);
  insert(event);
  if (++size_ > 2 * days_.size()) resize(2 * days_.size());
}

std::size_t CalendarQueue::least_day() {
  // One year, day by day: an event of this year in its day is the least.
  std::uint64_t end = (now_ / width_ + 1) * width_;
  std::size_t day = day_of(now_);
  for (std::size_t k = 0; k < days_.size(); ++k) {
    if (!days_[day].empty() && days_[day].back().time < end) {
      now_ = days_[day].back().time;
      return day;
    }
    day = (day + 1) & (days_.size() - 1);
    end += width_;
  }
  // Nothing in a year: the least of all days.
  std::size_t least = days_.size();
  for (std::size_t k = 0; k < days_.size(); ++k) {
    if (days_[k].empty()) continue;
    if (least == days_.size() || kEarlier(days_[k].back(), days_[least].back())) least = k;
  }
  now_ = days_[least].back().time;
  return least;
}

HoldEvent CalendarQueue::pop() {
  auto& day = days_[least_day()];
  const HoldEvent event = day.back();
  day.pop_back();
  --size_;
  if (days_.size() > 2 && 2 * size_ < days_.size()) resize(days_.size() / 2);
  return event;
}

void CalendarQueue::resize(std::size_t days) {
  constexpr std::size_t kSample = 25;  // Brown's number
  std::vector<HoldEvent> all;
  all.reserve(size_);
  for (const auto& day : days_) all.insert(all.end(), day.begin(), day.end());
  const std::size_t sample = std::min(kSample, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(sample), all.end(), kEarlier);
  if (sample > 1) {
    const std::uint64_t stretch = all[sample - 1].time - all[0].time;
    width_ = std::max<std::uint64_t>(1, 3 * stretch / (sample - 1));
  }
  days_.assign(days, {});
  for (const HoldEvent& event : all) insert(event);
}

}  // namespace octosim::jobs::bench
