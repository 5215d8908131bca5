#include "partition/quality/forecast.hpp"

#include <gtest/gtest.h>

namespace octosim::partition::quality {
namespace {

Quality four_ranks(double imbalance, std::uint64_t lookahead) {
  Quality quality;
  quality.ranks = 4;
  quality.imbalance = imbalance;
  if (lookahead > 0) quality.borders = {{0, 1, 1, {lookahead}}};
  quality.lookahead = {lookahead};
  return quality;
}

TEST(ForecastTest, IsWorkOverTheMostLoadedRankAndTheSynchronisation) {
  const Forecast result = forecast(four_ranks(1.25, 10), {.event_ns = 100, .sync_ns = 500, .events_per_cycle = 1.9});
  EXPECT_DOUBLE_EQ(result.events_per_window, 20);
  EXPECT_DOUBLE_EQ(result.speedup, 2000 / (2000 * 1.25 / 4 + 500));
  EXPECT_DOUBLE_EQ(result.efficiency, result.speedup / 4);
}

TEST(ForecastTest, WiderWindowsAndBetterBalanceHelp) {
  const CostModel costs;
  EXPECT_GT(forecast(four_ranks(1, 20), costs).efficiency, forecast(four_ranks(1, 10), costs).efficiency);
  EXPECT_GT(forecast(four_ranks(1, 10), costs).efficiency, forecast(four_ranks(1.5, 10), costs).efficiency);
}

TEST(ForecastTest, WithoutBordersOnlyTheBalanceCounts) {
  EXPECT_DOUBLE_EQ(forecast(four_ranks(2, 0), {}).efficiency, 0.5);
  EXPECT_DOUBLE_EQ(forecast({}, {}).efficiency, 1);
}

TEST(ForecastTest, WorkThatCostsNothingIsNotDividedByZero) {
  EXPECT_EQ(forecast(four_ranks(1, 10), {.event_ns = 0, .sync_ns = 0, .events_per_cycle = 0}).speedup, 0);
}

}  // namespace
}  // namespace octosim::partition::quality
