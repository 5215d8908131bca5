#include "jobs/bench/noc/noc_bench.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "jobs/bench/noc/endpoints.hpp"
#include "tests/jobs/bench/noc/noc_on_ranks.hpp"

namespace octosim::jobs::bench::noc {
namespace {

using test::noc_on_ranks;
using test::small_noc;

/// A packet starts in a cycle with probability load / flits: in 16 terminals x cycles, 4 deviations.
TEST(NocBenchTest, TerminalsMakePacketsAtTheLoad) {
  for (const std::uint32_t flits : {1U, 4U}) {
    for (const double load : {0.02, 0.3}) {
      NocBench bench = small_noc(4, load);
      bench.noc.packet_flits = flits;
      bench.noc.period = 2000;
      const NocRun run = noc_on_ranks(bench).runs.at(0);
      ASSERT_EQ(run.status, NocStatus::kStable);
      const double p = load / flits, trials = 16.0 * static_cast<double>(run.measured_cycles);
      EXPECT_NEAR(static_cast<double>(run.packets), trials * p, 4 * std::sqrt(trials * p * (1 - p)));
    }
  }
}

/// Load 1 and one flit: a packet each cycle, to its own terminal.  That of cycle 0 enters in cycle 1, and so all later
/// ones find one before them: 2 + 2 + 1.
TEST(NocBenchTest, AFullLoadIsAPacketEachCycle) {
  NocBench bench = small_noc(1, 1);
  bench.noc.pipeline = models::network::flit::kPipelines[4].second;
  const NocRun run = noc_on_ranks(bench).runs.at(0);
  EXPECT_EQ(run.status, NocStatus::kStable);
  EXPECT_EQ(run.packets, run.measured_cycles);
  EXPECT_EQ(run.latency, 5);
  EXPECT_EQ(run.most, 5U);
  EXPECT_NEAR(run.accepted, 1, 1e-9);
}

/// One flit of two routers: transpose keeps (0, 0) and (1, 1) at home, 2 + 5, and swaps the others, 2 + 15.
TEST(NocBenchTest, MeansAndQuantilesOfTwoKindsOfPackets) {
  NocBench bench = small_noc(2, 0.01);
  bench.noc.traffic.pattern = Pattern::kTranspose;
  bench.noc.period = 3000;
  const NocRun run = noc_on_ranks(bench, 2).runs.at(0);
  EXPECT_NEAR(run.latency, 2 + 5 * run.hops, 0.05);
  EXPECT_TRUE(run.p50 == 7 || run.p50 == 17) << run.p50;
  EXPECT_GE(run.p99, 17U);
  EXPECT_GE(run.most, run.p99);
  EXPECT_LE(run.network_latency, run.latency);
}

TEST(NocBenchTest, StatusSaysHowItEnded) {
  NocBench bench = small_noc(4, 1);
  bench.noc.vcs = 1;
  bench.noc.latency_limit = 40;
  EXPECT_EQ(noc_on_ranks(bench, 2).runs.at(0).status, NocStatus::kUnstable);
  bench.noc.latency_limit = 1e9;
  bench.noc.most_drain = 1;
  EXPECT_EQ(noc_on_ranks(bench, 2).runs.at(0).status, NocStatus::kUndrained);
  bench.noc.mode = Mode::kThroughput;
  const NocRun run = noc_on_ranks(bench).runs.at(0);
  EXPECT_EQ(run.status, NocStatus::kMeasured);
  EXPECT_GT(run.accepted, run.least_accepted);
  EXPECT_LT(run.accepted, 0.4) << "one VC passes a third at most";
}

TEST(NocBenchTest, ASweepIsItsRunsOneByOne) {
  NocBench bench = small_noc(4, 0.2);
  const NocRun alone = noc_on_ranks(bench).runs.at(0);
  bench.sweep = {0.1, 0.2};
  const NocResult swept = noc_on_ranks(bench);
  ASSERT_EQ(swept.runs.size(), 2U);
  EXPECT_EQ(swept.runs[1].digest, alone.digest);
  EXPECT_NE(swept.runs[0].digest, alone.digest);
  bench.sweep = {0.1, 2};
  EXPECT_THROW(noc_on_ranks(bench), engine::ModelError);
}

/// R5 with one VC passes a third of a flit at most, of a bound of 1: a sharp end.
TEST(NocBenchTest, TheSearchEndsBetweenAStableAndAnUnstableLoad) {
  NocBench bench = small_noc(2, 0.1);
  bench.noc.vcs = 1;
  bench.noc.period = 500;
  bench.noc.latency_limit = 50;
  bench.saturation = true;
  const NocResult result = noc_on_ranks(bench, 2);
  EXPECT_GT(result.saturation, 0.25);
  EXPECT_LT(result.saturation, 0.36);
  double unstable = 2;
  for (const NocRun& run : result.runs) {
    if (run.status != NocStatus::kStable) unstable = std::min(unstable, run.load);
  }
  EXPECT_GT(unstable, result.saturation);
  EXPECT_LE(unstable - result.saturation, kSaturationStep);
}

TEST(NocBenchTest, StagesReplaceThoseOfTheRouter) {
  NocBench bench = small_noc(3, 0.01);
  bench.noc.period = 2000;
  const NocRun before = noc_on_ranks(bench).runs.at(0);
  bench.stages.emplace_back(&models::network::flit::Pipeline::route, 4);
  const NocRun after = noc_on_ranks(bench).runs.at(0);
  EXPECT_NEAR(after.latency - before.latency, 3 * before.hops, 0.1);
}

TEST(NocBenchTest, TextAndJsonHoldTheFigures) {
  const NocResult result = noc_on_ranks(small_noc());
  EXPECT_THAT(to_text(result), testing::HasSubstr("4 x 4 mesh, R5, 4 VCs x 8 flits"));
  const auto json = to_json(result);
  const auto& run = json.at("runs").at(0);
  EXPECT_EQ(json.at("settings").at("k"), 4);
  EXPECT_EQ(run.at("packets"), result.runs[0].packets);
  EXPECT_EQ(run.at("packet_latency").at("mean"), result.runs[0].latency);
  EXPECT_EQ(run.at("status"), "stable");
}

}  // namespace
}  // namespace octosim::jobs::bench::noc
