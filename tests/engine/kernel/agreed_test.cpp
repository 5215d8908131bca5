#include "engine/kernel/agreed.hpp"

#include <gtest/gtest.h>

#include "engine/comm/self_communicator.hpp"
#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::ScriptedModel;

constexpr std::uint64_t kNone = kNever.cycle;

TEST(Bounds, SumsEndAtNever) {
  EXPECT_EQ(Bounds::sum(3, 4), 7U);
  EXPECT_EQ(Bounds::sum(kNone, 0), kNone);
  EXPECT_EQ(Bounds::sum(0, kNone), kNone);
  EXPECT_EQ(Bounds::sum(kNone, kNone), kNone);
  EXPECT_EQ(Bounds::sum(kNone - 5, 5), kNone);
  EXPECT_EQ(Bounds::sum(kNone - 5, 4), kNone - 1);
  EXPECT_EQ(Bounds::sum(5, ~0ULL), kNone);
}

TEST(Bounds, EndIsTheStopUnlessSomebodyHolds) {
  Bounds bounds{.stop = 1000, .watched = false, .drain = 50, .stall_limit = 200};
  EXPECT_EQ(bounds.end(10, 20), 1000U);
  bounds.watched = true;
  EXPECT_EQ(bounds.end(10, 20), 60U);
  EXPECT_EQ(bounds.end(500, 20), 221U);
  EXPECT_EQ(bounds.end(999, 999), 1000U);
  EXPECT_EQ(bounds.end(kNone, kNone), 1000U);
}

/// A simulator of one component that did `start`, and what it tells.
Agreed told_after(const std::function<void(Context&)>& start, Request request = Request::kNothing, bool quiet = true) {
  ScriptedModel model{1};
  model.scripts[0].start = start;
  SelfCommunicator comm;
  Share share = build_share(model, test::everything_on(0), comm);
  const RunOptions options;
  Simulator simulator{share, model, options, Rank{0}};
  simulator.start();
  return agreed_by(contribution(simulator, request, quiet));
}

TEST(AgreedBy, OneRankIsWhatItTold) {
  const auto idle = told_after([](Context&) {});
  EXPECT_EQ(idle.next, kNone);
  EXPECT_FALSE(idle.held);
  EXPECT_FALSE(idle.released) << "nobody ever held";
  EXPECT_TRUE(idle.stable);
  const auto holding = told_after([](Context& context) {
    context.hold();
    context.wake_after(9_cy);
  });
  EXPECT_EQ(holding.next, 9U);
  EXPECT_TRUE(holding.held);
  EXPECT_FALSE(holding.released);
  const auto released = told_after([](Context& context) {
    context.hold();
    context.release();
  });
  EXPECT_TRUE(released.held);
  EXPECT_TRUE(released.released);
}

TEST(AgreedBy, AsksForTheMostThatAnyAsksFor) {
  for (const Request request : {Request::kNothing, Request::kCheckpoint, Request::kCheckpointAndStop, Request::kStop}) {
    EXPECT_EQ(told_after([](Context&) {}, request).request, request);
  }
  Reduction one = Reduction{}, other = Reduction{};
  {
    ScriptedModel model{1};
    SelfCommunicator comm;
    Share share = build_share(model, test::everything_on(0), comm);
    const RunOptions options;
    const Simulator simulator{share, model, options, Rank{0}};
    one = contribution(simulator, Request::kCheckpoint, true);
    other = contribution(simulator, Request::kStop, false);
  }
  one.add(other);
  EXPECT_EQ(agreed_by(one).request, Request::kStop);
  EXPECT_FALSE(agreed_by(one).stable) << "one of them was not quiet";
}

TEST(AgreedBy, WithAnEventInFlightNothingIsStable) {
  Reduction words;
  words.least.fill(1);
  EXPECT_TRUE(agreed_by(words).stable);
  words.sum = {5, 4};
  EXPECT_FALSE(agreed_by(words).stable);
  words.sum = {5, 5};
  EXPECT_TRUE(agreed_by(words).stable);
}

}  // namespace
}  // namespace octosim::engine
