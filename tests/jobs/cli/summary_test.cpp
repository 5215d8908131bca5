#include "jobs/cli/summary.hpp"

#include <set>

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

TEST(SummaryTest, AnEngineRowHasEveryCounterOnce) {
  engine::RankStatistics statistics;
  statistics.events = 1;
  statistics.rounds = 2;
  statistics.idle_rounds = 3;
  statistics.messages_sent = 4;
  statistics.bytes_sent = 5;
  statistics.compute_ns = 6;
  statistics.synchronise_ns = 7;
  statistics.components = 8;
  statistics.links = 9;
  statistics.cross_links = 10;
  std::set<std::uint64_t> values;
  for (const auto& [name, value] : engine_row(statistics).values) values.insert(value);
  EXPECT_EQ(values, (std::set<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

}  // namespace
}  // namespace octosim::jobs::cli
