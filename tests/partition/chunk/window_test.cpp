#include "partition/chunk/window.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace octosim::partition::chunk {
namespace {

Estimate of(std::vector<std::int64_t> peaks, std::vector<std::uint32_t> live = {}) {
  Estimate estimate{.peaks = std::move(peaks), .live = std::move(live)};
  const auto greatest = std::max_element(estimate.peaks.begin(), estimate.peaks.end());
  estimate.at = static_cast<std::uint32_t>(greatest - estimate.peaks.begin());
  estimate.peak = *greatest;
  return estimate;
}

TEST(WindowTest, ThePeakRegionToleratesGapsCumulativeOnTheLeftConsecutiveOnTheRight) {
  EXPECT_EQ(peak_region(of({1, 9, 1}), {}), (Positions{1, 1}));
  // left of the 9: 5, below, 5, below, 5, below (the third one ends it), 5
  EXPECT_EQ(peak_region(of({5, 1, 5, 1, 5, 1, 5, 9}), 4), (Positions{2, 7}));
  // right of the 9: gaps of one and two do not end it, one of three does
  EXPECT_EQ(peak_region(of({9, 1, 5, 1, 1, 5, 1, 1, 1, 5}), 4), (Positions{0, 5}));
  EXPECT_EQ(peak_region(of({4, 9, 4}), 4), (Positions{1, 1})) << "above, not at";
}

TEST(WindowTest, EndsAtTheNearestOfTheFewestLiveTensors) {
  const Estimate estimate = of({1, 1, 1, 1, 9, 1, 1, 1, 1}, {1, 2, 1, 3, 4, 3, 2, 2, 3});
  EXPECT_EQ(search_window(estimate, {4, 4}, {}), (Positions{2, 6}));
  EXPECT_EQ(search_window(estimate, {4, 4}, {}, 1), (Positions{3, 5}));
  EXPECT_EQ(reachable_window(estimate, {4, 4}, {}), (Positions{0, 8}));
  EXPECT_EQ(reachable_window(estimate, {4, 4}, {}, 3), (Positions{1, 7}));
}

TEST(WindowTest, IsCutAtRegionsAndEmptyInOne) {
  const Estimate estimate = of({1, 1, 1, 1, 9, 1, 1, 1, 1}, {1, 2, 1, 3, 4, 3, 2, 2, 3});
  const auto region = [](std::uint32_t first, std::uint32_t last) {
    Chunk chunk;
    chunk.begin = chunk.first = first;
    chunk.last = last;
    return chunk;
  };
  EXPECT_EQ(search_window(estimate, {4, 4}, {region(1, 2), region(6, 8)}), (Positions{3, 5}));
  EXPECT_EQ(search_window(estimate, {4, 4}, {region(3, 5)}), std::nullopt);
  EXPECT_EQ(search_window(estimate, {4, 4}, {region(2, 4)}), std::nullopt);
  EXPECT_TRUE(search_window(estimate, {4, 4}, {region(4, 5)})) << "the region's first node does not count";
}

}  // namespace
}  // namespace octosim::partition::chunk
