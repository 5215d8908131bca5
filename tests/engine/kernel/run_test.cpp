#include "engine/kernel/run.hpp"

#include <array>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>

#include "engine/base/hash.hpp"
#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/support/relay_model.hpp"

namespace octosim::engine {
namespace {

using test::RelayModel;
using test::RelaySettings;

struct Case {
  std::string name;
  RelaySettings settings;
};
void PrintTo(const Case& which, std::ostream* out) { *out << which.name; }
constexpr std::size_t kCaseCount = 5;
const std::array<Case, kCaseCount>& cases() {
  static const std::array<Case, kCaseCount> kCases{{
      {"DenseTies", {.shape = RelaySettings::Shape::kTorus, .tokens = 3, .latency = 1, .service = 0}},
      {"DenseTiesRandom", {.shape = RelaySettings::Shape::kRandom, .tokens = 3, .latency = 2, .service = 0, .seed = 5}},
      {"LongLinks",
       {.shape = RelaySettings::Shape::kTorus, .tokens = 2, .latency = 7, .spread = 6, .service = 3, .seed = 9}},
      {"SlowService",
       {.shape = RelaySettings::Shape::kRandom, .tokens = 2, .hops = 10, .latency = 3, .service = 40, .seed = 2}},
      {"BeyondTheWheel",
       {.shape = RelaySettings::Shape::kRandom, .hops = 4, .latency = 500, .spread = 90'000, .seed = 3}},
  }};
  return kCases;
}

enum class Cut : std::uint8_t { kBlocks, kRoundRobin, kRandom, kAllOnLast };

Partition partition_of(Cut cut, std::int32_t ranks, std::uint32_t components) {
  const auto count = static_cast<std::uint64_t>(ranks);
  switch (cut) {
    case Cut::kBlocks:
      return [=](ComponentId id) { return Rank{static_cast<std::int32_t>(index(id) * count / components)}; };
    case Cut::kRoundRobin:
      return test::round_robin(ranks);
    case Cut::kRandom:
      return [=](ComponentId id) { return Rank{static_cast<std::int32_t>(mix(31, index(id)) % count)}; };
    default:
      return test::everything_on(ranks - 1);
  }
}

class EveryPartition : public testing::TestWithParam<std::tuple<std::size_t, std::int32_t, Cut, Sync>> {};

/// Digest, events, end and every record at every level equal those of one rank.
TEST_P(EveryPartition, GivesTheRunOfOneRank) {
  const auto [which, ranks, cut, sync] = GetParam();
  const RelayModel model{cases()[which].settings};
  RunOptions options;
  options.sample_interval = {cases()[which].settings.latency * 5};
  options.level = Level::kEvent;
  const auto alone = test::on_ranks(1, model, test::everything_on(0), options);
  options.sync = sync;
  const auto run = test::on_ranks(ranks, model, partition_of(cut, ranks, model.component_count()), options);
  for (const RunReport& report : run.reports) {
    EXPECT_EQ(report.digest, alone.reports[0].digest);
    EXPECT_EQ(report.events, alone.reports[0].events);
    EXPECT_EQ(report.end, alone.reports[0].end);
    EXPECT_EQ(report.reason, EndReason::kReleased);
  }
  EXPECT_TRUE(run.written == alone.written) << run.written.size() << " records, " << alone.written.size();
}

/// Stopped half way: neither more nor less than what comes before the stop is handled and recorded.
TEST_P(EveryPartition, StopsWhereOneRankStops) {
  const auto [which, ranks, cut, sync] = GetParam();
  const RelayModel model{cases()[which].settings};
  RunOptions options;
  options.level = Level::kEvent;
  const auto whole = test::on_ranks(1, model, test::everything_on(0), options);
  options.stop = SimTime{whole.reports[0].end.cycle / 3};
  options.sample_interval = {options.stop.cycle / 4};
  const auto alone = test::on_ranks(1, model, test::everything_on(0), options);
  ASSERT_EQ(alone.reports[0].reason, EndReason::kStopped);
  ASSERT_LT(alone.reports[0].events, whole.reports[0].events);
  options.sync = sync;
  const auto run = test::on_ranks(ranks, model, partition_of(cut, ranks, model.component_count()), options);
  for (const RunReport& report : run.reports) {
    EXPECT_EQ(report.digest, alone.reports[0].digest);
    EXPECT_EQ(report.events, alone.reports[0].events);
    EXPECT_EQ(report.end, options.stop);
    EXPECT_EQ(report.reason, EndReason::kStopped);
  }
  EXPECT_TRUE(run.written == alone.written) << run.written.size() << " records, " << alone.written.size();
}

std::string name_of_partition(const testing::TestParamInfo<EveryPartition::ParamType>& test) {
  static constexpr std::array kCuts{"Blocks", "RoundRobin", "Random", "AllOnLast"};
  const auto [which, ranks, cut, sync] = test.param;
  return cases()[which].name + std::to_string(ranks) + kCuts[static_cast<std::size_t>(cut)] +
         (sync == Sync::kWindow ? "Window" : "Neighbor");
}

INSTANTIATE_TEST_SUITE_P(Relay, EveryPartition,
                         testing::Combine(testing::Range(std::size_t{0}, kCaseCount), testing::Values(1, 2, 3, 5, 8),
                                          testing::Values(Cut::kBlocks, Cut::kRoundRobin, Cut::kRandom,
                                                          Cut::kAllOnLast),
                                          testing::Values(Sync::kWindow, Sync::kNeighbor)),
                         name_of_partition);

class EveryCase : public testing::TestWithParam<Case> {};

/// Every relay sees the same tokens at the same times in the same order as in an engine written only from the
/// documentation.
TEST_P(EveryCase, DeliversAsTheReferenceDoes) {
  const RelayModel model{GetParam().settings};
  test::ReferenceSimulator reference{model};
  reference.run();
  RunOptions options;
  options.level = Level::kEvent;
  const auto run = test::on_ranks(2, model, test::round_robin(2), options);
  EXPECT_GT(reference.events, 200U);
  EXPECT_EQ(run.reports[0].events, reference.events);
  EXPECT_EQ(run.reports[0].end.cycle, reference.last_release);
  EXPECT_TRUE(run.written == reference.written) << run.written.size() << ", " << reference.written.size();
}

/// The digest would not notice much if few events met; here most share their cycle and relay with another.
TEST_P(EveryCase, ChangesItsDigestWithTheSeed) {
  RelaySettings other = GetParam().settings;
  other.seed += 100;
  const auto a = test::on_ranks(1, RelayModel{GetParam().settings}, test::everything_on(0));
  const auto b = test::on_ranks(1, RelayModel{other}, test::everything_on(0));
  EXPECT_NE(a.reports[0].digest, b.reports[0].digest);
}

INSTANTIATE_TEST_SUITE_P(Relay, EveryCase, testing::ValuesIn(cases()),
                         [](const testing::TestParamInfo<Case>& test) { return test.param.name; });

TEST(RelayModel, HasDenseTies) {
  RunOptions options;
  options.level = Level::kEvent;
  const auto run = test::on_ranks(1, RelayModel{cases()[0].settings}, test::everything_on(0), options);
  std::size_t ties = 0, arrivals = 0;
  const test::Written* before = nullptr;
  for (const test::Written& written : run.written) {
    if (written.type != test::Relay::kArrival) continue;
    ++arrivals;
    if (before != nullptr && before->time == written.time && before->component == written.component) ++ties;
    before = &written;
  }
  EXPECT_GT(ties * 5, arrivals) << ties << " of " << arrivals;
}

TEST(Run, RecordsWhatTheLevelAllows) {
  const RelayModel model{cases()[0].settings};
  std::vector<std::set<std::uint32_t>> types;
  for (const Level level : {Level::kSummary, Level::kInterval, Level::kEvent}) {
    RunOptions options;
    options.level = level;
    options.sample_interval = 2_cy;
    std::set<std::uint32_t> seen;
    for (const auto& written : test::on_ranks(2, model, test::round_robin(2), options).written) {
      seen.insert(written.type);
    }
    types.push_back(seen);
  }
  using test::Relay;
  EXPECT_THAT(types, testing::ElementsAre(testing::ElementsAre(Relay::kTotal),
                                          testing::ElementsAre(Relay::kSample, Relay::kTotal),
                                          testing::ElementsAre(Relay::kArrival, Relay::kSample, Relay::kTotal)));
}

TEST(Run, ReportsItsCosts) {
  const RelayModel model{cases()[2].settings};
  const auto run = test::on_ranks(3, model, test::round_robin(3));
  RankStatistics total;
  for (const RunReport& report : run.reports) {
    EXPECT_EQ(report.mine.rounds, run.reports[0].mine.rounds);
    EXPECT_LE(report.mine.idle_rounds, report.mine.rounds);
    EXPECT_EQ(report.lookahead.count, run.reports[0].lookahead.count);
    total.events += report.mine.events;
    total.components += report.mine.components;
    total.links += report.mine.links;
    EXPECT_EQ(report.mine.bytes_sent, 40 * report.mine.messages_sent + sizeof(Reduction) * report.mine.batches_sent)
        << "time, header and token of each; the words of each window";
    EXPECT_GT(report.mine.messages_sent, 0U);
    EXPECT_GT(report.mine.cross_links, 0U);
  }
  EXPECT_EQ(total.events, run.reports[0].events);
  EXPECT_EQ(total.components, model.component_count());
  EXPECT_EQ(total.links, model.component_count() * test::Relay::kPorts);
  EXPECT_GE(run.reports[0].lookahead.count, 7U);
  EXPECT_LE(run.reports[0].lookahead.count, 13U);
}

TEST(Run, LooksNoFurtherAheadThanTheLeastCrossingLink) {
  const RelayModel model{cases()[2].settings};
  const auto owner = test::round_robin(3);
  std::uint64_t least = kNever.cycle;
  for (std::uint32_t id = 0; id < model.component_count(); ++id) {
    for (const Link& link : model.links_from(ComponentId{id})) {
      if (owner(link.from) != owner(link.to)) least = std::min(least, link.latency.count);
    }
  }
  EXPECT_EQ(test::on_ranks(3, model, owner).reports[0].lookahead.count, least);
  EXPECT_EQ(test::on_ranks(3, model, test::everything_on(1)).reports[0].lookahead.count, 0U);
}

}  // namespace
}  // namespace octosim::engine
