/// \file trial.hpp  What a plan would be like with one more chunk.
#pragma once
#include <cstdint>
#include <optional>

#include "partition/chunk/estimate.hpp"

namespace octosim::partition::chunk {

/// Applies chunks to a plan one at a time and takes them back; the plan itself does not change.
class Trial {
 public:
  /// The plan must outlive it and not change.
  Trial(const Tables& tables, Estimator& estimator, const Plan& plan);

  /// Hoists `chunk`, a candidate of the plan's search, and sweeps.  The members below speak of the last one tried.
  void apply(const Chunk& chunk);

  /// Greatest peak over the loop with slices of `size`.
  std::int64_t region_peak(std::int64_t size) const;
  /// Greatest peak over the whole order.
  std::int64_t peak(std::int64_t size) const;
  /// The same from position `first` to `last`.
  std::int64_t peak_between(std::uint32_t first, std::uint32_t last, std::int64_t size) const;
  /// Nodes whose peak is `budget` or more.
  std::uint32_t nodes_over(std::int64_t budget, std::int64_t size) const;
  /// The largest size, at most the extent, with a region peak below `budget`.  Exact: peaks grow linearly with the
  /// size.
  std::optional<std::int64_t> largest_size(std::int64_t budget) const;
  /// The chunk, hoisted.
  const Chunk& chunk() const { return chunk_; }

 private:
  const Tables* tables_;
  Estimator* estimator_;
  const Plan* plan_;
  std::vector<Node> order_;
  Chunk chunk_;
  const std::vector<Line>* region_ = nullptr;
};

}  // namespace octosim::partition::chunk
