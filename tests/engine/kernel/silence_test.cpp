#include <functional>
#include <string>

#include <gmock/gmock.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::Note;
using test::ScriptedModel;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::uint64_t kPeriod = 100, kRuns = 20;

/// Two components, linked both ways over one cycle, that wake each cycle and write to the other each kPeriod; if
/// `promise`, they say so.
ScriptedModel talkers(bool promise) {
  ScriptedModel model{2};
  for (std::uint32_t id = 0; id < 2; ++id) {
    model.link(id, 0, 1 - id, 0, 1);
    model.scripts[id].start = [promise](Context& context) {
      context.hold();
      if (promise) context.silent_until(SimTime{kPeriod});
      context.wake_after(1_cy);
    };
    model.scripts[id].wake = [promise](Context& context, std::uint32_t) {
      const std::uint64_t now = context.now().cycle;
      if (now % kPeriod == 0) {
        send(context, 0, Note{now});
        if (promise) context.silent_until(SimTime{now + kPeriod});
      }
      if (now == kPeriod * kRuns) return context.release();
      context.wake_after(1_cy);
    };
  }
  return model;
}

RunReport run_talkers(bool promise, Sync sync, bool use) {
  RunOptions options;
  options.sync = sync;
  options.lookahead.silence = use;
  return test::on_ranks(2, talkers(promise), test::round_robin(2), options).reports[0];
}

/// A window of one cycle without the promise, of kPeriod with it.
TEST(Silence, WidensTheWindows) {
  const auto with = run_talkers(true, Sync::kWindow, true);
  const auto without = run_talkers(false, Sync::kWindow, true);
  const auto unused = run_talkers(true, Sync::kWindow, false);
  EXPECT_EQ(with.digest, without.digest);
  EXPECT_EQ(with.digest, unused.digest);
  EXPECT_EQ(with.end, without.end);
  EXPECT_GE(without.mine.rounds, kPeriod * kRuns);
  EXPECT_EQ(unused.mine.rounds, without.mine.rounds);
  EXPECT_LE(with.mine.rounds, 3 * kRuns + 10);
}

TEST(Silence, GivesTheRunOfOneRank) {
  const auto alone = test::on_ranks(1, talkers(true), test::everything_on(0)).reports[0];
  for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
    const auto run = run_talkers(true, sync, true);
    EXPECT_EQ(run.digest, alone.digest);
    EXPECT_EQ(run.events, alone.events);
  }
}

/// One component that is silent until cycle 50 does `what` at cycle 10; links and posts take 5 cycles at least.
ScriptedModel breaks_silence(const std::function<void(Context&)>& what) {
  ScriptedModel model{2};
  model.least_post = 5_cy;
  model.scripts[0].posts = true;
  model.link(0, 0, 1, 0, 5);
  model.scripts[0].start = [](Context& context) {
    context.silent_until(SimTime{50});
    context.wake_after(10_cy);
  };
  model.scripts[0].wake = [what](Context& context, std::uint32_t) { what(context); };
  return model;
}

/// What departs before the promised cycle is refused, on one rank as on two; what departs then is not.
TEST(Silence, IsHeld) {
  const auto broken = ThrowsMessage<LocalError>(
      AllOf(HasSubstr("cycle 10, component 0 (poster), wake"), HasSubstr("departs at cycle"), HasSubstr("until 50")));
  for (const std::int32_t ranks : {1, 2}) {
    for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
      RunOptions options;
      options.sync = sync;
      const auto run_it = [&](const std::function<void(Context&)>& what) {
        return test::on_ranks(ranks, breaks_silence(what), test::round_robin(ranks), options).reports[0].events;
      };
      EXPECT_THAT([&] { run_it([](Context& context) { send(context, 0, Note{}); }); }, broken);
      EXPECT_THAT([&] { run_it([](Context& context) { send(context, 0, Note{}, 39_cy); }); }, broken);
      EXPECT_EQ(run_it([](Context& context) { send(context, 0, Note{}, 40_cy); }), 2U);
      EXPECT_THAT([&] { run_it([](Context& context) { post(context, ComponentId{1}, 0, Note{}, 44_cy); }); }, broken);
      EXPECT_EQ(run_it([](Context& context) { post(context, ComponentId{1}, 0, Note{}, 45_cy); }), 2U);
    }
  }
}

}  // namespace
}  // namespace octosim::engine
