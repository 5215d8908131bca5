#include "jobs/project/projection.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "jobs/project/poisson_maximum.hpp"

namespace octosim::jobs::project {
namespace {

using testing::HasSubstr;

/// 2 ranks, 1000 windows, a million events of 100 ns, even; 10,000 messages of 64 bytes, packed in 50 ns each.
MeasuredRun measured() {
  MeasuredRun run;
  run.name = "two.json";
  run.ranks = 2;
  run.wall_seconds = 0.06;
  run.rounds = 1000;
  run.reductions = 1000;
  run.events = 1e6;
  run.most_events = 5e5;
  run.compute_seconds = 0.1;
  run.messages = 1e4;
  run.bytes = 64e4;
  run.send_seconds = 5e-4;
  run.cross_links = 40;
  run.topology = Topology::kRandom;
  return run;
}

Machine machine() {
  Machine m;
  m.latency = 1e-6;
  m.overhead = 0.5e-6;
  m.gap = 0;
  m.bandwidth = 1e9;
  m.reduce_latency = 2e-6;
  return m;
}

/// By hand, at the 2 ranks of the measurement.  500 events a round and rank: 100 ns x M(500, 2) x 1000; one peer:
/// 1000 x (1 + 2 x 0.5) us, and 5000 messages a rank, each 64 ns on the wire and 50 ns to pack; one step of 3 us.
TEST(Projection, IsTheExampleByHand) {
  const Projected row = Projection{measured(), machine()}.at(2);
  // The greater of two normals is 1 / sqrt(pi) deviations above the mean.
  EXPECT_NEAR(row.busiest, 500 + std::sqrt(500 / M_PI), 0.01);
  EXPECT_NEAR(row.compute, 1e-4 * row.busiest, 1e-9);
  EXPECT_NEAR(row.exchange, 2e-3 + 5000 * 114e-9, 1e-12);
  EXPECT_NEAR(row.reduction, 3e-3, 1e-12);
  EXPECT_NEAR(row.seconds, row.compute + row.exchange + row.reduction, 1e-15);
  EXPECT_NEAR(row.speed_up, 0.1 / row.seconds, 1e-9);
  EXPECT_NEAR(row.efficiency, row.speed_up / 2, 1e-12);
  EXPECT_EQ(row.peers, 1);
}

/// At 4 ranks, random: 3/4 of the traffic crosses instead of 1/2: 60 links, 15,000 messages; a rank has 30 link ends
/// on 3 others, of which (2/3)^30 are missed; each peer after the first takes 2 x 0.5 us.  Two steps of reduction.
TEST(Projection, GrowsARandomCut) {
  const Projected row = Projection{measured(), machine()}.at(4);
  const double peers = 3 * (1 - std::pow(2.0 / 3, 30));
  EXPECT_NEAR(row.peers, peers, 1e-9);
  EXPECT_NEAR(row.exchange, 1e-3 * (2 + (peers - 1)) + 15'000 / 4.0 * 114e-9, 1e-12);
  EXPECT_NEAR(row.reduction, 6e-3, 1e-12);
}

/// A mesh at 4 ranks has borders of 2 (sqrt(4) - 1): 1 / (sqrt(2) - 1) times those at 2; each rank has 2 neighbours.
TEST(Projection, GrowsAMeshByItsBorders) {
  MeasuredRun run = measured();
  run.topology = Topology::kMesh;
  const Projected row = Projection{run, machine()}.at(4);
  EXPECT_NEAR(row.peers, 2, 1e-9);
  EXPECT_NEAR(row.exchange, 1e-3 * 3 + 1e4 / (std::sqrt(2) - 1) / 4 * 114e-9, 1e-12);
}

TEST(Projection, OneRankOnlyComputes) {
  const Projected row = Projection{measured(), machine()}.at(1);
  EXPECT_NEAR(row.seconds, 0.1, 1e-12);
  EXPECT_EQ(row.exchange, 0);
  EXPECT_EQ(row.reduction, 0);
  EXPECT_NEAR(row.efficiency, 1, 1e-12);
}

/// Efficiency falls; computing falls to one event a window; then reductions rule and more ranks cost more.
TEST(Projection, FallsToTheCostOfAWindow) {
  const Projection projection{measured(), machine()};
  double efficiency = 1;
  double compute = 1;
  for (const double ranks : {2.0, 8.0, 64.0, 1024.0, 1e5, 1e7}) {
    const Projected row = projection.at(ranks);
    EXPECT_LT(row.efficiency, efficiency) << ranks;
    EXPECT_LE(row.compute, compute) << ranks;
    EXPECT_GE(row.busiest, row.events);
    efficiency = row.efficiency;
    compute = row.compute;
  }
  EXPECT_GE(projection.at(1e7).seconds, 1000 * 24 * 3e-6);
  EXPECT_GT(projection.at(1e7).reduction, projection.at(1e3).reduction);
}

/// Without latencies, on a machine for free, computing alone is left.
TEST(Projection, AFreeMachineLeavesTheBusiestRank) {
  MeasuredRun run = measured();
  run.send_seconds = 0;
  const Machine free{.latency = 0, .overhead = 0, .gap = 0, .bandwidth = 1e18, .reduce_latency = 0};
  const Projected row = Projection{run, free}.at(100);
  EXPECT_NEAR(row.seconds, 1e-4 * poisson_maximum(10, 100), 1e-9);
}

TEST(Projection, ImbalanceAndBurstsCost) {
  MeasuredRun uneven = measured();
  uneven.most_events = 6e5;
  EXPECT_GT(Projection(uneven, machine()).at(64).compute, 1.15 * Projection(measured(), machine()).at(64).compute);
  EXPECT_GT(Projection(measured(), machine(), 4).at(64).compute, Projection(measured(), machine()).at(64).compute);
}

TEST(Projection, PostsReachEveryRank) {
  MeasuredRun run = measured();
  run.cross_links = 0;
  EXPECT_EQ(Projection(run, machine()).at(50).peers, 49);
  run.messages = 0;
  EXPECT_EQ(Projection(run, machine()).at(50).peers, 0);
}

TEST(Projection, RefusesARunOfOneRank) {
  MeasuredRun run = measured();
  run.ranks = 1;
  try {
    const Projection projection{run, machine()};
    FAIL();
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("two.json: ranks = 1 (must be 2 or more"));
  }
}

TEST(Projection, TextHasARowForEach) {
  const std::string text = to_text(Projection{measured(), machine()}, {64, 10'000});
  EXPECT_THAT(text, HasSubstr("two.json: 2 ranks"));
  EXPECT_THAT(text, HasSubstr("\n         64 "));
  EXPECT_THAT(text, HasSubstr("\n      10000 "));
}

TEST(Compare, PrintsTheErrorInPercent) {
  const Projection projection{measured(), machine()};
  MeasuredRun other = measured();
  other.name = "four.json";
  other.ranks = 4;
  other.wall_seconds = projection.at(4).seconds * 2;
  EXPECT_THAT(compare(projection, {other}), HasSubstr(" -50.0%  four.json"));
  other.events = 7;
  EXPECT_THROW(compare(projection, {other}), engine::ModelError);
}

}  // namespace
}  // namespace octosim::jobs::project
