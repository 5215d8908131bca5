#include "models/workload/settings.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace octosim::models::workload {
namespace {

std::uint64_t frames(double minutes, double rate) {
  WorkloadSettings settings;
  settings.minutes = minutes;
  settings.rate = rate;
  return settings.frames(1, 0);
}

TEST(WorkloadSettingsTest, FramesAreMinutesTimesRateButAtLeastOne) {
  EXPECT_EQ(frames(30, 30), 54'000U);
  EXPECT_EQ(frames(0.02, 30), 36U);
  EXPECT_EQ(frames(0, 30), 1U);
  EXPECT_EQ(frames(1e-9, 30), 1U);
  EXPECT_EQ(frames(1, 0.5), 30U);
}

TEST(WorkloadSettingsTest, FramesAreRoundedToTheNearest) {
  EXPECT_EQ(frames(2.4 / 60, 1), 2U);
  EXPECT_EQ(frames(2.6 / 60, 1), 3U);
  for (std::uint64_t count = 1; count < 200; ++count) {
    EXPECT_EQ(frames(static_cast<double>(count) / 30 / 60, 30), count) << "whole frames survive floating point";
  }
}

/// The paper: 3 to 30 minutes at 30 frames per second.
TEST(WorkloadSettingsTest, LengthsAreUniformBetweenTwo) {
  WorkloadSettings settings;
  settings.minutes = 3;
  settings.minutes_most = 30;
  EXPECT_EQ(settings.least_frames(), 5'400U);
  EXPECT_EQ(settings.most_frames(), 54'000U);
  EXPECT_EQ(settings.expected_frames(), 29'700);
  constexpr std::uint64_t kStreams = 10'000;
  std::vector<int> tenths(10, 0);
  double mean = 0;
  for (std::uint64_t stream = 0; stream < kStreams; ++stream) {
    const std::uint64_t frames = settings.frames(7, stream);
    ASSERT_GE(frames, 5'400U);
    ASSERT_LE(frames, 54'000U);
    ++tenths[(frames - 5'400) * 10 / 48'601];
    mean += static_cast<double>(frames) / kStreams;
  }
  EXPECT_NEAR(mean, settings.expected_frames(), 4 * 48'600 / std::sqrt(12.0 * kStreams));
  for (const int tenth : tenths) EXPECT_NEAR(tenth, 1000, 120);
  EXPECT_EQ(settings.frames(7, 5), settings.frames(7, 5));
  EXPECT_NE(settings.frames(7, 5), settings.frames(8, 5));
}

TEST(WorkloadSettingsTest, WithoutAnUpperEndAllAreAsLong) {
  WorkloadSettings settings;
  settings.minutes = 2;
  for (const double most : {0.0, 2.0}) {
    settings.minutes_most = most;
    for (std::uint64_t stream = 0; stream < 10; ++stream) EXPECT_EQ(settings.frames(stream, stream), 3'600U);
    EXPECT_EQ(settings.most_frames(), 3'600U);
  }
}

TEST(WorkloadSettingsTest, ItsDefaultsLieInTheirRanges) {
  int rows = 0;
  engine::for_each_setting<WorkloadSettings>([&](const auto& row) {
    ++rows;
    EXPECT_FALSE(row.help.empty()) << row.key;
    if (row.unit == engine::Unit::kText) return;
    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(WorkloadSettings{}.*row.member)>>) {
      const auto value = static_cast<double>(WorkloadSettings{}.*row.member);
      EXPECT_GE(value, row.least) << row.key;
      EXPECT_LE(value, row.most) << row.key;
    }
  });
  EXPECT_EQ(rows, 8);
}

}  // namespace
}  // namespace octosim::models::workload
