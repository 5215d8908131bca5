#include "jobs/bench/noc/noc_model.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/jobs/bench/noc/noc_on_ranks.hpp"
#include "tests/support/archive_audit.hpp"

namespace octosim::jobs::bench::noc {
namespace {

using engine::Sync;
using models::network::flit::kPipelines;
using models::network::flit::Routing;
using models::network::flit::Switching;

/// The figures that may depend on nothing but the settings of the traffic and the routers.
std::string figures(const NocRun& run) {
  return std::to_string(run.digest) + " packets " + std::to_string(run.packets) + " latency " +
         std::to_string(run.latency) + " network " + std::to_string(run.network_latency) + " max " +
         std::to_string(run.most) + " accepted " + std::to_string(run.accepted) + " flit hops " +
         std::to_string(run.flit_hops);
}

struct Case {
  std::string name;
  NocBench bench;
};
std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& [name, pipeline] : kPipelines) {
    Case one{std::string{name}, test::small_noc(5, 0.4)};
    one.bench.noc.pipeline = pipeline;
    one.bench.noc.packet_flits = 3;
    one.bench.noc.vc_buffer = 3;
    all.push_back(one);
  }
  all.push_back({"adaptive", test::small_noc(5, 0.5)});
  all.back().bench.noc.routing = Routing::kMinimalAdaptive;
  all.back().bench.noc.packet_flits = 2;
  all.push_back({"cut_through", test::small_noc(4, 0.4)});
  all.back().bench.noc.switching = Switching::kCutThrough;
  all.back().bench.noc.packet_flits = 4;
  all.push_back({"concentrated", test::small_noc(4, 0.2)});
  all.back().bench.noc.locals = 3;
  all.back().bench.noc.link_latency = 3;
  all.push_back({"hot", test::small_noc(4, 0.5)});
  all.back().bench.noc.traffic = {.pattern = Pattern::kHotSpot, .hot = {3, 8}, .hot_share = 0.4};
  return all;
}

class NocModelTest : public testing::TestWithParam<Case> {};

/// Tiles of every size, on one to four ranks, with both synchronisers.
TEST_P(NocModelTest, TheCutDecidesNothing) {
  NocBench bench = GetParam().bench;
  bench.noc.tile = bench.noc.k;
  const std::string alone = figures(test::noc_on_ranks(bench).runs.at(0));
  std::int32_t ranks = 1;
  for (std::uint32_t tile = 0; tile < bench.noc.k; ++tile) {
    for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
      ranks = ranks % 4 + 1;
      bench.noc.tile = tile;
      bench.sync = sync;
      EXPECT_EQ(figures(test::noc_on_ranks(bench, ranks).runs.at(0)), alone) << "tiles of " << tile << ", " << ranks;
    }
  }
  bench.noc.tile = 0;
  bench.noc.seed = 2;
  EXPECT_NE(figures(test::noc_on_ranks(bench).runs.at(0)), alone);
}

/// Every component saved, made anew and loaded again and again, in the middle of traffic.
TEST_P(NocModelTest, ArchivesHoldEverything) {
  NocSettings settings = GetParam().bench.noc;
  settings.tile = 2;
  for (const std::int32_t ranks : {1, 2}) {
    const auto audit = test::audit_archives(NocModel{settings}, 5, 300, {}, ranks);
    EXPECT_EQ(audit.fault, "");
    EXPECT_GT(audit.restored, 50U);
  }
}

INSTANTIATE_TEST_SUITE_P(Settings, NocModelTest, testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

/// Nothing is in anybody's way: the mean is that of the hops, exactly, at any load and for any cut.
TEST(NocModelFidelities, IdealTakesTheTimeOfAPacketAlone) {
  for (const auto& [name, pipeline] : kPipelines) {
    NocBench bench = test::small_noc(5, 0.9);
    bench.noc.fidelity = Fidelity::kIdeal;
    bench.noc.pipeline = pipeline;
    bench.noc.packet_flits = 3;
    bench.noc.link_latency = 2;
    const NocRun run = test::noc_on_ranks(bench).runs.at(0);
    // the last hop is to the terminal, over one cycle
    EXPECT_NEAR(run.latency, 2 + pipeline.hop(2) * run.hops - 1 + 2, 1e-9) << name;
    const std::string alone = figures(run);
    for (const std::uint32_t tile : {1U, 2U, 4U}) {
      bench.noc.tile = tile;
      EXPECT_EQ(figures(test::noc_on_ranks(bench, 3).runs.at(0)), alone) << name << ", tiles of " << tile;
    }
  }
}

/// Where hardly anything meets, all three have the same packets and nearly the same mean.
TEST(NocModelFidelities, AgreeWhereNothingMeets) {
  NocBench bench = test::small_noc(4, 0.004);
  bench.noc.packet_flits = 2;
  bench.noc.period = 4000;
  const NocRun flit = test::noc_on_ranks(bench).runs.at(0);
  EXPECT_GT(flit.packets, 100U);
  for (const Fidelity fidelity : {Fidelity::kPacket, Fidelity::kIdeal}) {
    bench.noc.fidelity = fidelity;
    const NocRun run = test::noc_on_ranks(bench, 2).runs.at(0);
    EXPECT_EQ(run.packets, flit.packets);
    EXPECT_EQ(run.hops, flit.hops);
    EXPECT_NEAR(run.latency, flit.latency, 0.01 * flit.latency);
  }
}

TEST(NocModelFidelities, PacketRoutersHaveOneTerminal) {
  NocSettings settings;
  settings.fidelity = Fidelity::kPacket;
  settings.locals = 2;
  EXPECT_THROW(NocModel{settings}, engine::ModelError);
}

}  // namespace
}  // namespace octosim::jobs::bench::noc
