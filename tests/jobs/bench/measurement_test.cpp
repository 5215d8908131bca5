#include "jobs/bench/measurement.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace octosim::jobs::bench {
namespace {

Measurement two_ranks() {
  Measurement m;
  m.report.events = 1000;
  m.report.digest = 0xABC;
  m.ranks.resize(2);
  m.ranks[0].loop_seconds = 0.5;
  m.ranks[1].loop_seconds = 2;
  m.ranks[0].build_seconds = 3;
  m.ranks[0].statistics.rounds = 7;
  m.ranks[1].statistics.rounds = 5;
  m.ranks[1].statistics.compute_ns = 1'500'000'000;
  m.ranks[1].peak_rss_bytes = 99;
  return m;
}

TEST(Measurement, TakesTheSlowestAndTheGreatest) {
  const Measurement m = two_ranks();
  EXPECT_EQ(m.wall_seconds(), 2);
  EXPECT_EQ(m.build_seconds(), 3);
  EXPECT_EQ(m.events_per_second(), 500);
  EXPECT_EQ(m.rounds(), 7U);
  EXPECT_EQ(m.peak_rss_bytes(), 99U);
}

TEST(Measurement, JsonIsInSecondsAndHex) {
  const auto json = to_json(two_ranks());
  EXPECT_EQ(json["digest"], "0x0000000000000abc");
  EXPECT_EQ(json["per_rank"]["compute_seconds"][1], 1.5);
  EXPECT_EQ(json["per_rank"]["rounds"], (std::vector<int>{7, 5}));
}

}  // namespace
}  // namespace octosim::jobs::bench
