#include "models/workload/settings.hpp"

#include <gtest/gtest.h>

namespace octosim::models::workload {
namespace {

std::uint64_t frames(double minutes, double rate) {
  WorkloadSettings settings;
  settings.minutes = minutes;
  settings.rate = rate;
  return settings.frames();
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
  EXPECT_EQ(rows, 7);
}

}  // namespace
}  // namespace octosim::models::workload
