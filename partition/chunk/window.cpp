#include "partition/chunk/window.hpp"

#include <algorithm>

namespace octosim::partition::chunk {
namespace {

constexpr int kGap = 3;  // nodes below the budget that end a peak region.  Source: released ColossalAI code

/// The positions at most `reach` nodes away.
Positions around(const Estimate& estimate, const Positions& peak, std::uint32_t reach) {
  const auto nodes = static_cast<std::uint32_t>(estimate.peaks.size());
  return {peak.first - std::min(peak.first, reach), peak.last + std::min(nodes - 1 - peak.last, reach)};
}

/// Cuts `window` at the regions; empty if the peak lies in one.
std::optional<Positions> cut_at_regions(Positions window, const Positions& peak, const std::vector<Chunk>& chunks) {
  for (const Chunk& chunk : chunks) {
    if (chunk.first < peak.first && peak.first <= chunk.last) return {};
    if (chunk.last < peak.first) window.first = std::max(window.first, chunk.last + 1);
    if (chunk.first > peak.last) window.last = std::min(window.last, chunk.first - 1);
  }
  return window;
}

}  // namespace

Positions peak_region(const Estimate& estimate, std::optional<std::int64_t> budget) {
  Positions region{estimate.at, estimate.at};
  if (!budget) return region;
  int below = 0;
  for (std::uint32_t i = estimate.at; i-- > 0 && below < kGap;) {
    if (estimate.peaks[i] > *budget) {
      region.first = i;
    } else {
      ++below;
    }
  }
  below = 0;
  for (std::uint32_t i = estimate.at + 1; i < estimate.peaks.size() && below < kGap; ++i) {
    if (estimate.peaks[i] > *budget) {
      region.last = i;
      below = 0;
    } else {
      ++below;
    }
  }
  return region;
}

std::optional<Positions> search_window(const Estimate& estimate, const Positions& peak,
                                       const std::vector<Chunk>& chunks, std::uint32_t reach) {
  const Positions limits = around(estimate, peak, reach);
  Positions window = peak;
  for (std::uint32_t i = peak.first; i-- > limits.first;) {
    if (estimate.live[i] < estimate.live[window.first]) window.first = i;
  }
  for (std::uint32_t i = peak.last + 1; i <= limits.last; ++i) {
    if (estimate.live[i] < estimate.live[window.last]) window.last = i;
  }
  return cut_at_regions(window, peak, chunks);
}

std::optional<Positions> reachable_window(const Estimate& estimate, const Positions& peak,
                                          const std::vector<Chunk>& chunks, std::uint32_t reach) {
  return cut_at_regions(around(estimate, peak, reach), peak, chunks);
}

}  // namespace octosim::partition::chunk
