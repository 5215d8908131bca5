#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "partition/methods/blueprint_ranks.hpp"
#include "tests/engine/kernel/cut_run.hpp"
#include "tests/support/relay_model.hpp"

namespace octosim {
namespace {

using engine::ComponentId;
using engine::EndReason;
using engine::Partition;
using engine::Rank;
using engine::RunOptions;
using engine::Sync;

constexpr std::array<std::int32_t, 6> kRanks{1, 2, 3, 4, 6, 8};
constexpr std::array kMethods{"block", "bisect", "scotch", "metis", "hash"};

/// By one of kMethods; made before there are ranks, for METIS is not for several threads at once.
Partition dealt(const engine::Blueprint& model, const std::string& name, std::int32_t ranks) {
  if (name == "hash") return test::scattered(ranks);
  auto owners = partition::methods::partition_blueprint(model, ranks, partition::methods::method_named(name).value());
  return [owners = std::move(owners)](ComponentId id) { return Rank{owners[index(id)]}; };
}

/// Tokens on random links; a relay's state depends on the order of all it saw.
const test::RelayModel& model() {
  static const test::RelayModel kModel{{.shape = test::RelaySettings::Shape::kRandom,
                                        .width = 8,
                                        .tokens = 12,
                                        .hops = 30,
                                        .latency = 2,
                                        .spread = 6,
                                        .service = 5,
                                        .seed = 11}};
  return kModel;
}
RunOptions options() {
  RunOptions all;
  all.level = engine::Level::kEvent;
  all.sample_interval = {20};
  return all;
}
const test::RanksRun& alone() {
  static const test::RanksRun kAlone = test::on_ranks(1, model(), test::everything_on(0), options());
  return kAlone;
}

void expect_same(const engine::RunReport& report) {
  EXPECT_EQ(report.digest, alone().reports[0].digest);
  EXPECT_EQ(report.events, alone().reports[0].events);
  EXPECT_EQ(report.end, alone().reports[0].end);
  EXPECT_EQ(report.reason, EndReason::kReleased);
}

class DigestMatrix : public testing::TestWithParam<std::tuple<std::size_t, std::size_t, Sync>> {
 protected:
  std::size_t place() const { return std::get<0>(GetParam()); }
  std::string method() const { return kMethods.at(std::get<1>(GetParam())); }
  Sync sync() const { return std::get<2>(GetParam()); }
};

TEST_P(DigestMatrix, HasOneDigestAndOneTrace) {
  const std::int32_t ranks = kRanks.at(place());
  RunOptions mine = options();
  mine.sync = sync();
  const auto run = test::on_ranks(ranks, model(), dealt(model(), method(), ranks), mine);
  for (const auto& report : run.reports) expect_same(report);
  EXPECT_TRUE(run.written == alone().written) << run.written.size() << ", " << alone().written.size();
}

/// Saved on its way and stopped, resumed on another number of ranks by the other synchroniser and method.
TEST_P(DigestMatrix, HasThemAfterARestartElsewhere) {
  const std::int32_t ranks = kRanks.at(place()), others = kRanks.at((place() + 2) % kRanks.size());
  const std::string other_method = kMethods.at((std::get<1>(GetParam()) + 1) % kMethods.size());
  const Sync other_sync = sync() == Sync::kWindow ? Sync::kNeighbor : Sync::kWindow;
  const std::uint64_t cut = alone().reports[0].events / 6 / static_cast<std::uint64_t>(ranks);
  const auto before =
      test::run_with_cuts(model(), {ranks, sync()}, options(), {cut}, true, nullptr, dealt(model(), method(), ranks));
  ASSERT_EQ(before.saved.size(), 1U);
  ASSERT_EQ(before.run.reports[0].reason, EndReason::kCheckpointed);
  const auto after = test::run_with_cuts(model(), {others, other_sync}, options(), {}, false, &before.saved[0],
                                         dealt(model(), other_method, others));
  for (const auto& report : after.run.reports) expect_same(report);
  auto written = before.run.written;
  written.insert(written.end(), after.run.written.begin(), after.run.written.end());
  std::sort(written.begin(), written.end());
  EXPECT_TRUE(written == alone().written) << written.size() << ", " << alone().written.size();
}

std::string name_of_case(const testing::TestParamInfo<DigestMatrix::ParamType>& test) {
  const auto [place, method, sync] = test.param;
  return std::string{kMethods.at(method)} + std::to_string(kRanks.at(place)) +
         (sync == Sync::kWindow ? "Window" : "Neighbor");
}

INSTANTIATE_TEST_SUITE_P(Relay, DigestMatrix,
                         testing::Combine(testing::Range(std::size_t{0}, kRanks.size()),
                                          testing::Range(std::size_t{0}, kMethods.size()),
                                          testing::Values(Sync::kWindow, Sync::kNeighbor)),
                         name_of_case);

}  // namespace
}  // namespace octosim
