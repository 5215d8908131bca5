#include "jobs/bench/ring.hpp"

#include <gtest/gtest.h>

#include "tests/engine/kernel/on_ranks.hpp"

namespace octosim::jobs::bench {
namespace {

using Kind = RingSettings::Kind;

engine::RunReport run_ring(std::int32_t ranks, const RingSettings& settings, std::uint64_t stop) {
  const Ring ring{settings};
  engine::RunOptions options;
  options.stop = engine::SimTime{stop};
  const auto report = test::on_ranks(ranks, ring, test::round_robin(ranks), options).reports[0];
  EXPECT_GT(report.loop_ns, 0U);
  return report;
}

/// 5 nodes wake at 10, 20, ..., 90.
TEST(Ring, WakesEveryNodeOnceALatency) {
  for (const std::int32_t ranks : {1, 2, 5}) {
    EXPECT_EQ(run_ring(ranks, {.nodes = 5, .latency = 10}, 100).events, 45U) << ranks;
  }
}

TEST(Ring, OneTokenAddsOneEventALatency) {
  for (const std::int32_t ranks : {1, 2, 5}) {
    EXPECT_EQ(run_ring(ranks, {.nodes = 5, .latency = 10, .kind = Kind::kToken}, 100).events, 54U) << ranks;
  }
}

TEST(Ring, IdleHasTwoEvents) {
  for (const std::int32_t ranks : {1, 2, 3}) {
    const auto report = run_ring(ranks, {.nodes = 12, .kind = Kind::kIdle}, engine::kNever.cycle);
    EXPECT_EQ(report.events, 2U) << ranks;
    EXPECT_EQ(report.end.cycle, RingSettings::kIdleCycles) << ranks;
  }
}

TEST(Ring, LinksOfIdleAreOneToTenCycles) {
  const Ring ring{{.nodes = 25, .kind = Kind::kIdle}};
  for (std::uint32_t id = 0; id < 25; ++id) {
    for (const engine::Link& link : ring.links_from(engine::ComponentId{id}))
      EXPECT_EQ(link.latency.count, 1 + id % 10);
  }
}

}  // namespace
}  // namespace octosim::jobs::bench
