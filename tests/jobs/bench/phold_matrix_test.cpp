#include <array>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "jobs/bench/choose_owner.hpp"
#include "jobs/bench/phold.hpp"
#include "tests/engine/kernel/cut_run.hpp"

namespace octosim::jobs::bench {
namespace {

using engine::EndReason;
using engine::Partition;
using engine::RunReport;
using engine::Sync;

constexpr std::array<std::int32_t, 6> kRanks{1, 2, 3, 4, 6, 8};

/// PHOLD over links, or by posts, of which the digest of one rank is known.
struct Known {
  explicit Known(std::uint64_t neighbors)
      : settings{.lps = 60,
                 .population = 3,
                 .remote = 0.3,
                 .neighbors = neighbors,
                 .lookahead = 4,
                 .mean = 11,
                 .until = 1500,
                 .seed = 5},
        model{settings} {
    options.stop = engine::SimTime{settings.until};
    alone = test::on_ranks(1, model, test::everything_on(0), options).reports[0];
  }

  PholdSettings settings;
  PholdModel model;
  engine::RunOptions options;
  RunReport alone;
};
Known& known(bool posts) {
  static Known links{4}, posted{0};
  return posts ? posted : links;
}

/// The owners that `cut` chooses; decided before the run, by one rank.
Partition owners(Cut cut, const PholdModel& model, std::int32_t ranks) {
  Partition chosen;
  engine::on_thread_ranks(ranks, [&](engine::Communicator& comm) {
    const Partition mine = choose_owner(cut, model, comm, 3);
    if (index(comm.rank()) == 0) chosen = mine;
  });
  return chosen;
}

class PholdMatrix : public testing::TestWithParam<std::tuple<bool, std::size_t, std::size_t, Sync>> {
 protected:
  Known& here() const { return known(std::get<0>(GetParam())); }
  std::size_t place() const { return std::get<1>(GetParam()); }
  std::size_t cut() const { return std::get<2>(GetParam()); }
  Sync sync() const { return std::get<3>(GetParam()); }
  void expect_same(const RunReport& report) const {
    EXPECT_EQ(report.digest, here().alone.digest);
    EXPECT_EQ(report.events, here().alone.events);
    EXPECT_EQ(report.end, here().alone.end);
    EXPECT_EQ(report.reason, EndReason::kStopped);
  }
};

TEST_P(PholdMatrix, HasOneDigest) {
  const std::int32_t ranks = kRanks.at(place());
  engine::RunOptions options = here().options;
  options.sync = sync();
  const auto owner = owners(kCuts.at(cut()).second, here().model, ranks);
  for (const RunReport& report : test::on_ranks(ranks, here().model, owner, options).reports) expect_same(report);
}

/// Saved on its way and stopped, resumed on another number of ranks by the other synchroniser and cut.
TEST_P(PholdMatrix, HasItAfterARestartElsewhere) {
  const std::int32_t ranks = kRanks.at(place()), others = kRanks.at((place() + 2) % kRanks.size());
  const Sync other_sync = sync() == Sync::kWindow ? Sync::kNeighbor : Sync::kWindow;
  const std::uint64_t cut_at = here().alone.events / 6 / static_cast<std::uint64_t>(ranks);
  const auto before = test::run_with_cuts(here().model, {ranks, sync()}, here().options, {cut_at}, true, nullptr,
                                          owners(kCuts.at(cut()).second, here().model, ranks));
  ASSERT_EQ(before.run.reports[0].reason, EndReason::kCheckpointed);
  const auto owner = owners(kCuts.at((cut() + 1) % kCuts.size()).second, here().model, others);
  const auto after =
      test::run_with_cuts(here().model, {others, other_sync}, here().options, {}, false, &before.saved.at(0), owner);
  for (const RunReport& report : after.run.reports) expect_same(report);
}

std::string name_of(const testing::TestParamInfo<PholdMatrix::ParamType>& test) {
  const auto [posts, place, cut, sync] = test.param;
  return (posts ? "posts_" : "links_") + std::string{kCuts.at(cut).first} + std::to_string(kRanks.at(place)) +
         (sync == Sync::kWindow ? "Window" : "Neighbor");
}

INSTANTIATE_TEST_SUITE_P(Phold, PholdMatrix,
                         testing::Combine(testing::Bool(), testing::Range(std::size_t{0}, kRanks.size()),
                                          testing::Range(std::size_t{0}, kCuts.size()),
                                          testing::Values(Sync::kWindow, Sync::kNeighbor)),
                         name_of);

}  // namespace
}  // namespace octosim::jobs::bench
