#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"
#include "tests/support/relay_model.hpp"

namespace octosim::engine {
namespace {

using test::Note;
using test::ScriptedModel;

/// Eight settings of the three switches; bit 0: hops, 1: pairs, 2: silence.
Lookahead switches(unsigned bits) { return {(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0}; }
constexpr unsigned kAll = 7;

Partition blocks(std::int32_t ranks, std::uint32_t components) {
  return [=](ComponentId id) {
    return Rank{static_cast<std::int32_t>(index(id) * static_cast<std::uint32_t>(ranks) / components)};
  };
}

/// A ring of 24 over links of 2 cycles.  Every eighth ticks 300 times, and at each 50th tick sends a note right round;
/// until then it is silent.  In blocks of eight, it is four links from either border.
constexpr std::uint32_t kRing = 24;
ScriptedModel tickers() {
  ScriptedModel model{kRing};
  for (std::uint32_t id = 0; id < kRing; ++id) {
    model.link(id, 0, (id + 1) % kRing, 0, 2);
    model.scripts[id].note = [](Context& context, std::uint32_t, std::uint64_t left) {
      if (left > 0) send(context, 0, Note{left - 1});
    };
    if (id % 8 != 4) continue;
    model.scripts[id].start = [](Context& context) {
      context.hold();
      context.wake_after(1_cy, 1);
    };
    model.scripts[id].wake = [](Context& context, std::uint32_t tick) {
      if (tick % 50 == 0) send(context, 0, Note{kRing});
      if (tick == 300) return context.release();
      context.wake_after(1_cy, tick + 1);
    };
  }
  return model;
}

RunReport run_tickers(unsigned bits, Sync sync, std::int32_t ranks) {
  RunOptions options;
  options.sync = sync;
  options.lookahead = switches(bits);
  const ScriptedModel model = tickers();
  return test::on_ranks(ranks, model, blocks(ranks, kRing), options).reports[0];
}

TEST(Lookahead, ChangesNoResult) {
  const auto alone = run_tickers(kAll, Sync::kWindow, 1);
  const test::RelayModel relays{
      {.shape = test::RelaySettings::Shape::kRandom, .latency = 2, .spread = 5, .service = 3}};
  const auto relays_alone = test::on_ranks(1, relays, test::everything_on(0));
  for (unsigned bits = 0; bits <= kAll; ++bits) {
    for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
      const auto run = run_tickers(bits, sync, 3);
      EXPECT_EQ(run.digest, alone.digest) << bits;
      EXPECT_EQ(run.events, alone.events) << bits;
      RunOptions options;
      options.sync = sync;
      options.lookahead = switches(bits);
      const auto relay_run = test::on_ranks(3, relays, test::round_robin(3), options);
      EXPECT_EQ(relay_run.reports[0].digest, relays_alone.reports[0].digest) << bits;
      EXPECT_TRUE(relay_run.written == relays_alone.written) << bits;
    }
  }
}

/// The hops to the border make a window some times as long; no switch that is on makes more windows.
TEST(Lookahead, MakesNoMoreWindows) {
  std::vector<std::uint64_t> rounds;
  for (unsigned bits = 0; bits <= kAll; ++bits) rounds.push_back(run_tickers(bits, Sync::kWindow, 3).mine.rounds);
  for (unsigned bits = 0; bits <= kAll; ++bits) {
    for (const unsigned one : {1U, 2U, 4U}) {
      if ((bits & one) == 0) {
        EXPECT_LE(rounds[bits | one], rounds[bits] + 1) << bits << ", " << one;
      }
    }
  }
  EXPECT_LT(rounds[kAll] * 2, rounds[0]);
}

/// What an event here cannot reach soon need not be promised often.
TEST(Lookahead, MakesFewerPromises) {
  const auto batches = [](unsigned bits) { return run_tickers(bits, Sync::kNeighbor, 3).mine.batches_sent; };
  EXPECT_LT(batches(kAll), batches(0));
}

}  // namespace
}  // namespace octosim::engine
