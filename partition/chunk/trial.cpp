#include "partition/chunk/trial.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "partition/chunk/hoist.hpp"

namespace octosim::partition::chunk {

Trial::Trial(const Tables& tables, Estimator& estimator, const Plan& plan)
    : tables_{&tables}, estimator_{&estimator}, plan_{&plan}, order_{plan.order} {}

void Trial::apply(const Chunk& chunk) {
  chunk_ = chunk;
  hoist(*tables_, order_, chunk_);
  region_ = &estimator_->region_peaks(order_, plan_->chunks, chunk_);
  restore(order_, plan_->order, chunk_);
}

std::int64_t Trial::region_peak(std::int64_t size) const {
  std::int64_t peak = 0;
  for (const Line& line : *region_) peak = std::max(peak, line.at(size));
  return peak;
}

std::int64_t Trial::peak(std::int64_t size) const {
  return peak_between(0, static_cast<std::uint32_t>(order_.size()) - 1, size);
}

std::int64_t Trial::peak_between(std::uint32_t first, std::uint32_t last, std::int64_t size) const {
  const std::vector<std::int64_t>& others = estimator_->outside_peaks();
  std::int64_t peak = 0;
  for (std::uint32_t i = first; i <= last; ++i) {
    const bool inside = i >= chunk_.first && i <= chunk_.last;
    peak = std::max(peak, inside ? (*region_)[i - chunk_.first].at(size) : others[i]);
  }
  return peak;
}

std::uint32_t Trial::nodes_over(std::int64_t budget, std::int64_t size) const {
  const std::vector<std::int64_t>& others = estimator_->outside_peaks();
  std::uint32_t over = 0;
  for (std::uint32_t i = 0; i < others.size(); ++i) {
    if ((i < chunk_.first || i > chunk_.last) && others[i] >= budget) ++over;
  }
  for (const Line& line : *region_) over += line.at(size) >= budget ? 1 : 0;
  return over;
}

std::optional<std::int64_t> Trial::largest_size(std::int64_t budget) const {
  std::int64_t size = chunk_.extent;
  for (const Line& line : *region_) {
    const std::int64_t room = budget - 1 - line.fixed;
    if (room < line.each) return {};
    if (line.each > 0) size = std::min(size, room / line.each);
  }
  return size;
}

}  // namespace octosim::partition::chunk
