/// \file greedy.hpp  Selection of the released code: the shortest region that fits, then the largest slices that fit.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/estimate.hpp"
#include "partition/chunk/search.hpp"

namespace octosim::partition::chunk {

/// What a way of selection gives.
struct Selection {
  Plan plan{};
  Estimate estimate{};                    ///< of the plan
  bool fits = false;                      ///< estimate.peak < budget; without a budget: no step found anything better
  double cost = 0;                        ///< of all chunks, where the way has one
  std::vector<std::size_t> candidates{};  ///< by step of a greedy way, legal chunks that were compared
};

struct GreedySettings {
  Strictness strictness = Strictness::kRelaxed;
  Accounting accounting = Accounting::kAliased;
  std::uint32_t window = 100;  ///< nodes on each side of the peak.  Source: released ColossalAI code
};

/// The released code's rules: kStrict and kReleased.
GreedySettings released_settings();

/// While the peak is `budget` bytes or more: of the legal chunks that span the peak region, those whose region fits
/// with slices of 1; of these the one with the fewest nodes in its interval, views included, the first of several; its
/// size is the largest with which the region still fits.  Does not look back: where it ends without a fit, the plan so
/// far is returned.  Source: released ColossalAI code, its bisection of the size replaced by an exact one.
Selection select_greedy(const Tables& tables, std::int64_t budget, const GreedySettings& settings = {});

/// Without a budget: at each step the chunk, with slices of 1, that leaves the lowest peak over the hull of all
/// candidates, until the peak lies in a region or nothing lowers it.  Source: released ColossalAI code ("min memory").
Selection select_least_memory(const Tables& tables, const GreedySettings& settings = {});

/// The legal chunk, alone and with slices of `size`, that leaves the lowest peak; of several the one with the fewest
/// loop nodes, then the first.  Looks at every interval of the order.
struct BestChunk {
  Chunk chunk;  ///< hoisted
  std::int64_t peak = 0;
  std::size_t legal = 0;  ///< chunks that were compared
};
std::optional<BestChunk> best_chunk(const Tables& tables, std::int64_t size, const GreedySettings& settings = {});

}  // namespace octosim::partition::chunk
