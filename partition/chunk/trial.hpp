/// \file trial.hpp  What a plan would be like with one more chunk.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "partition/chunk/local_sweep.hpp"

namespace octosim::partition::chunk {

/// Tries chunks on a plan, one at a time; the plan itself does not change.
class Trial {
 public:
  /// `now` is what `estimator` said last, of the plan.  All must outlive it and not change, nor the estimator be asked
  /// for another plan.
  Trial(const Tables& tables, const Estimator& estimator, const Estimate& now);

  /// `chunk`, a candidate of the plan's search, not hoisted.  The members below speak of the last one tried, as the
  /// estimate of the plan with it would.  Time of its interval, not of the order.
  void apply(const Chunk& chunk);

  /// Greatest peak over the loop with slices of `size`.
  std::int64_t region_peak(std::int64_t size) const;
  /// The same from position `first` to `last`.
  std::int64_t peak_between(std::uint32_t first, std::uint32_t last, std::int64_t size) const;
  /// The same over the whole order.
  std::int64_t peak(std::int64_t size) const;
  /// Nodes whose peak is `budget` or more.  Fast while the budget is the same.
  std::uint32_t nodes_over(std::int64_t budget, std::int64_t size);
  /// The largest size, at most the extent, with a region peak below `budget`.  Exact: peaks grow linearly with the
  /// size.
  std::optional<std::int64_t> largest_size(std::int64_t budget) const;

 private:
  std::int64_t peak_at(std::uint32_t position, std::int64_t size) const;

  const Estimate* now_;
  LocalSweep sweep_;
  std::uint32_t begin_ = 0, first_ = 0, last_ = 0;  // positions of the interval, and of its first loop node
  std::int64_t extent_ = 0;
  std::optional<std::int64_t> counted_;  // the budget of
  std::vector<std::uint32_t> over_;      // by position, nodes before it whose peak is that or more
};

}  // namespace octosim::partition::chunk
