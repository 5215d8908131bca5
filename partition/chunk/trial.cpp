#include "partition/chunk/trial.hpp"

#include <algorithm>

namespace octosim::partition::chunk {

Trial::Trial(const Tables& tables, const Estimator& estimator, const Estimate& now)
    : now_{&now}, sweep_{tables, estimator} {}

void Trial::apply(const Chunk& chunk) {
  begin_ = chunk.begin;
  first_ = chunk.begin + static_cast<std::uint32_t>(chunk.hoisted.size());
  last_ = chunk.last;
  extent_ = chunk.extent;
  sweep_.run(chunk);
}

std::int64_t Trial::peak_at(std::uint32_t position, std::int64_t size) const {
  if (position >= begin_ && position <= last_) return sweep_.inside()[position - begin_].at(size);
  const bool changed = position > last_ && position <= sweep_.reach();
  return now_->peaks[position] + (changed ? sweep_.change_at(position) : 0);
}

std::int64_t Trial::region_peak(std::int64_t size) const { return peak_between(first_, last_, size); }

std::int64_t Trial::peak(std::int64_t size) const {
  return peak_between(0, static_cast<std::uint32_t>(now_->peaks.size()) - 1, size);
}

std::int64_t Trial::peak_between(std::uint32_t first, std::uint32_t last, std::int64_t size) const {
  std::int64_t peak = 0;
  for (std::uint32_t i = first; i <= last; ++i) peak = std::max(peak, peak_at(i, size));
  return peak;
}

std::uint32_t Trial::nodes_over(std::int64_t budget, std::int64_t size) {
  const auto nodes = static_cast<std::uint32_t>(now_->peaks.size());
  if (counted_ != budget) {
    counted_ = budget;
    over_.assign(nodes + 1, 0);
    for (std::uint32_t i = 0; i < nodes; ++i) over_[i + 1] = over_[i] + (now_->peaks[i] >= budget ? 1 : 0);
  }
  std::uint32_t over = over_[begin_] + over_[nodes] - over_[sweep_.reach() + 1];
  for (std::uint32_t i = begin_; i <= sweep_.reach(); ++i) over += peak_at(i, size) >= budget ? 1 : 0;
  return over;
}

std::optional<std::int64_t> Trial::largest_size(std::int64_t budget) const {
  std::int64_t size = extent_;
  for (std::uint32_t i = first_; i <= last_; ++i) {
    const Line& line = sweep_.inside()[i - begin_];
    const std::int64_t room = budget - 1 - line.fixed;
    if (room < line.each) return {};
    if (line.each > 0) size = std::min(size, room / line.each);
  }
  return size;
}

}  // namespace octosim::partition::chunk
