#include "jobs/cli/summary.hpp"

#include <gtest/gtest.h>

namespace octosim::jobs::cli {
namespace {

TEST(SummaryTest, WhatDependsOnTheHostSaysSoInTheTrace) {
  const io::trace::Summary summary{{"digest", std::string{"0"}},
                                   {"ranks", std::uint64_t{2}},
                                   {"wall_seconds", 1.5},
                                   {"events", std::uint64_t{9}},
                                   {"rounds", std::uint64_t{3}}};
  const io::trace::Summary renamed = for_trace(summary);
  ASSERT_EQ(renamed.size(), summary.size());
  EXPECT_EQ(renamed[0].first, "digest");
  EXPECT_EQ(renamed[1].first, "host_ranks");
  EXPECT_EQ(renamed[2].first, "host_wall_seconds");
  EXPECT_EQ(renamed[3].first, "events");
  EXPECT_EQ(renamed[4].first, "host_rounds");
  for (std::size_t k = 0; k < summary.size(); ++k) EXPECT_EQ(renamed[k].second, summary[k].second);
}

TEST(SummaryTest, ControlBytesAreNamedByKind) {
  Totals totals;
  totals.control_messages = 7;
  totals.control_bytes[3] = 96'000;
  io::trace::Summary summary;
  add_control(summary, totals);
  ASSERT_EQ(summary.size(), 3U + totals.control_bytes.size());
  EXPECT_EQ(summary[0].first, "control_messages");
  EXPECT_EQ(summary[0].second, io::trace::SummaryValue{std::uint64_t{7}});
  EXPECT_EQ(summary[6].first, "control_bytes_configuration");
  EXPECT_EQ(summary[6].second, io::trace::SummaryValue{std::uint64_t{96'000}});
}

}  // namespace
}  // namespace octosim::jobs::cli
