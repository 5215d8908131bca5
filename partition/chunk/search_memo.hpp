/// \file search_memo.hpp  The legal chunks of windows that were searched before.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "partition/chunk/cost.hpp"
#include "partition/chunk/search.hpp"
#include "partition/chunk/window.hpp"

namespace octosim::partition::chunk {

/// The legal chunks of a window that span a peak, and their costs.
struct PricedCandidates {
  std::vector<Chunk> chunks{};
  std::vector<double> costs{};
};

/// What a search finds depends on the order within its window, not on the rest of a plan: plans that differ elsewhere
/// share the result.  Kept until it has not been asked for in four rounds (chosen: the states of a beam reach a window
/// within as many rounds of each other).
class SearchMemo {
 public:
  /// Both must outlive it and not change.
  SearchMemo(const Tables& tables, const CostModel& costs) : tables_{&tables}, costs_{&costs} {}

  /// Chunks with `at` in their loop, of intervals that span `peak` in `window`, which overlaps no region of the plan.
  std::shared_ptr<const PricedCandidates> search(const Plan& plan, const Positions& peak, const Positions& window,
                                                 Node at);
  void next_round();
  /// Searches that were made, not remembered.
  std::uint64_t searches() const { return searches_; }

 private:
  struct Entry {
    std::shared_ptr<const PricedCandidates> found{};
    std::uint32_t used = 0;  ///< round
  };

  const Tables* tables_;
  const CostModel* costs_;
  std::map<std::vector<std::uint32_t>, Entry> entries_;
  std::uint32_t round_ = 0;
  std::uint64_t searches_ = 0;
};

}  // namespace octosim::partition::chunk
