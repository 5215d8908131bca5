#include "jobs/bench/phold.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/jobs/bench/sequential_context.hpp"

namespace octosim::jobs::bench {
namespace {

using test::Sent;
using test::SequentialContext;

PholdSettings small_phold() {
  return {
      .lps = 60, .population = 3, .remote = 0.3, .neighbors = 4, .lookahead = 4, .mean = 11, .until = 300, .seed = 5};
}

class Wired : public testing::TestWithParam<std::uint64_t> {};

/// 180 events are pending at the start, at the end, and nothing else was sent than one for each that was handled.
TEST_P(Wired, KeepsItsPopulation) {
  PholdSettings settings = small_phold();
  settings.neighbors = GetParam();
  const PholdModel model{settings};
  SequentialContext context{model};
  context.run(settings.until);
  EXPECT_EQ(context.pending.size(), 180U);
  EXPECT_EQ(context.sent.size(), 180U + context.handled);
  EXPECT_GT(context.handled, 1000U);
  EXPECT_EQ(context.too_early, 0U);
  std::uint64_t handled = 0;
  for (const auto& component : context.components) handled += dynamic_cast<const Phold&>(*component).handled();
  EXPECT_EQ(handled, context.handled);
}

/// Of about 4000 events: the remote part is 0.3 to 5 deviations, the mean delay 4 + 10.5 (floor of an exponential).
TEST_P(Wired, SendsTheRemotePartAfterTheMeanDelay) {
  PholdSettings settings = small_phold();
  settings.neighbors = GetParam();
  const PholdModel model{settings};
  SequentialContext context{model};
  context.run(settings.until);
  double remote = 0;
  double delay = 0;
  double count = 0;
  for (const Sent& sent : context.sent) {
    EXPECT_GE(sent.delay, settings.lookahead);
    if (sent.at_start) {
      EXPECT_EQ(sent.way, Sent::Way::kWake);
      continue;
    }
    const bool goes = sent.way != Sent::Way::kWake;
    EXPECT_EQ(sent.from != sent.to, goes);
    if (goes) {
      EXPECT_EQ(sent.way, settings.neighbors == 0 ? Sent::Way::kPost : Sent::Way::kLink);
    }
    remote += goes ? 1 : 0;
    delay += static_cast<double>(sent.delay);
    ++count;
  }
  EXPECT_NEAR(remote / count, 0.3, 5 * std::sqrt(0.3 * 0.7 / count));
  const double mean = 4 + 1 / std::expm1(1.0 / 11);  // of floor(X): a geometric distribution
  EXPECT_NEAR(delay / count, mean, 5 * 11 / std::sqrt(count));
}
INSTANTIATE_TEST_SUITE_P(Links, Wired, testing::Values(0, 1, 4, 64),
                         [](const auto& one) { return std::to_string(one.param) + "Neighbors"; });

/// Without links every other process is reached from one, in the long run, and never the process itself.
TEST(Phold, PostsToAnyOther) {
  PholdSettings settings = small_phold();
  settings.lps = 5;
  settings.neighbors = 0;
  settings.remote = 1;
  const PholdModel model{settings};
  EXPECT_TRUE(model.ports_of({}).posts);
  EXPECT_EQ(model.least_post_delay(), engine::Cycles{4});
  EXPECT_TRUE(model.links_from(engine::ComponentId{3}).empty());
  SequentialContext context{model};
  context.run(settings.until);
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const Sent& sent : context.sent) {
    if (!sent.at_start) pairs.emplace(sent.from, sent.to);
  }
  EXPECT_EQ(pairs.size(), 20U);
}

TEST(Phold, RemoteOfZeroAndOneAreExact) {
  for (const double remote : {0.0, 1.0}) {
    PholdSettings settings = small_phold();
    settings.remote = remote;
    const PholdModel model{settings};
    SequentialContext context{model};
    context.run(settings.until);
    for (const Sent& sent : context.sent) {
      if (sent.at_start) continue;
      EXPECT_EQ(sent.way, remote == 0 ? Sent::Way::kWake : Sent::Way::kLink);
    }
  }
}

/// Each link leads to another process; each input port of each process has exactly one.
TEST(Phold, LinksAreFourPermutations) {
  const PholdModel model{small_phold()};
  std::set<std::pair<std::uint32_t, std::uint32_t>> ends;
  for (std::uint32_t id = 0; id < 60; ++id) {
    for (const engine::Link& link : model.links_from(engine::ComponentId{id})) {
      EXPECT_NE(link.from, link.to);
      EXPECT_EQ(link.latency, engine::Cycles{4});
      ends.emplace(index(link.to), link.in_port);
    }
  }
  EXPECT_EQ(ends.size(), 240U);
}

TEST(Phold, FitsInto48Bytes) { EXPECT_LE(sizeof(Phold), 48U); }

/// The state shows the order, and work and its skew change it: only where they are.
TEST(Phold, WorkIsDoneWhereTheSkewIs) {
  const auto states = [](std::uint64_t work, double skew) {
    PholdSettings settings = small_phold();
    settings.remote = 0;
    settings.work = work;
    settings.skew = skew;
    const PholdModel model{settings};
    SequentialContext context{model};
    context.run(settings.until);
    std::vector<std::uint64_t> all;
    for (const auto& component : context.components) all.push_back(dynamic_cast<const Phold&>(*component).state());
    return all;
  };
  const auto even = states(2, 0);
  const auto skewed = states(2, 1.5);
  const auto more = states(5, 0);  // 2 x (1 + 1.5)
  for (std::size_t id = 0; id < 60; ++id) {
    EXPECT_EQ(skewed[id] == even[id], id >= 30) << id;
    EXPECT_EQ(skewed[id] == more[id], id < 30) << id;
  }
}

TEST(Phold, ArchiveRestoresTheState) {
  const PholdModel model{small_phold()};
  SequentialContext context{model};
  context.run(100);
  auto& original = dynamic_cast<Phold&>(*context.components[7]);
  std::vector<std::byte> bytes;
  auto saving = engine::Archive::saving(bytes);
  original.archive(saving);
  const auto copy = model.make(engine::ComponentId{7});
  auto loading = engine::Archive::loading(bytes);
  copy->archive(loading);
  EXPECT_EQ(loading.left(), 0U);
  EXPECT_GT(original.handled(), 0U);
  EXPECT_EQ(dynamic_cast<Phold&>(*copy).handled(), original.handled());
  EXPECT_EQ(dynamic_cast<Phold&>(*copy).state(), original.state());
}

engine::RunReport run_on(std::int32_t ranks, const PholdSettings& settings) {
  const PholdModel model{settings};
  engine::RunOptions options;
  options.stop = engine::SimTime{settings.until};
  return test::on_ranks(ranks, model, test::round_robin(ranks), options).reports[0];
}

TEST(Phold, HasTheDigestOfOneRankOnAll) {
  const auto alone = run_on(1, small_phold());
  EXPECT_EQ(alone.reason, engine::EndReason::kStopped);
  for (const std::int32_t ranks : {2, 3, 5}) {
    const auto run = run_on(ranks, small_phold());
    EXPECT_EQ(run.digest, alone.digest) << ranks;
    EXPECT_EQ(run.events, alone.events) << ranks;
  }
}

TEST(Phold, HandlesWhatASecondEngineHandles) {
  const PholdModel model{small_phold()};
  SequentialContext context{model};
  context.run(small_phold().until);
  EXPECT_EQ(run_on(1, small_phold()).events, context.handled);
}

TEST(Phold, DiffersBySeed) {
  PholdSettings other = small_phold();
  other.seed = 6;
  EXPECT_NE(run_on(1, other).digest, run_on(1, small_phold()).digest);
}

}  // namespace
}  // namespace octosim::jobs::bench
