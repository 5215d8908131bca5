#include <atomic>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engine/kernel/run.hpp"
#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::ScriptedModel;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;

/// Wakes every `period` cycles, `times` times in all (the first at `period`).
struct Ticking {
  std::uint64_t period = 1, times = 1;
};

/// Components that tick on their own; component k is linked to the next over `latency` cycles (0: no links).
/// Component k holds until its tick `held[k]` (0: never holds).
ScriptedModel ticking(const std::vector<Ticking>& ticks, const std::vector<std::uint64_t>& held,
                      std::uint64_t latency) {
  ScriptedModel model{ticks.size()};
  for (std::uint32_t id = 0; id < ticks.size(); ++id) {
    const auto [period, times] = ticks[id];
    const std::uint64_t until = held[id];
    model.scripts[id].start = [=](Context& context) {
      if (until > 0) context.hold();
      context.wake_after({period}, 1);
    };
    model.scripts[id].wake = [=](Context& context, std::uint32_t nth) {
      if (nth == until) context.release();
      if (nth < times) context.wake_after({period}, nth + 1);
    };
    if (latency > 0) model.link(id, 0, (id + 1) % static_cast<std::uint32_t>(ticks.size()), 0, latency);
  }
  return model;
}

/// Each partition of two or three components over up to three ranks.
std::vector<std::pair<std::int32_t, Partition>> partitions() {
  return {{1, test::everything_on(0)}, {2, test::round_robin(2)},
          {3, test::round_robin(3)},   {2, test::everything_on(1)},
          {3, test::everything_on(1)}, {3, [](ComponentId id) {
                                                                       return Rank{index(id) == 0 ? 2 : 0}; }}};
}

/// Runs on every partition and expects the same reason, end and events of all; returns the first.
RunReport same_everywhere(const ScriptedModel& model, const RunOptions& options = {}) {
  RunReport first;
  bool is_first = true;
  int which = 0;
  for (const auto& [ranks, owner] : partitions()) {
    for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
      RunOptions mine = options;
      mine.sync = sync;
      for (const RunReport& report : test::on_ranks(ranks, model, owner, mine).reports) {
        if (is_first) first = report;
        is_first = false;
        EXPECT_EQ(report.reason, first.reason) << "partition " << which;
        EXPECT_EQ(report.end, first.end) << "partition " << which;
        EXPECT_EQ(report.events, first.events) << "partition " << which;
        EXPECT_EQ(report.digest, first.digest) << "partition " << which;
      }
    }
    ++which;
  }
  return first;
}

/// What each rank says when it throws StallError, on every partition, one after the other.
std::vector<std::string> stalls(const ScriptedModel& model, const RunOptions& options) {
  std::vector<std::string> all;
  for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
    RunOptions mine = options;
    mine.sync = sync;
    for (const auto& [ranks, owner] : partitions()) {
      std::vector<std::string> said(static_cast<std::size_t>(ranks), "no stall");
      const Partition& cut = owner;
      on_thread_ranks(ranks, [&](Communicator& comm) {
        try {
          run(model, cut, comm, mine);
        } catch (const StallError& error) {
          said[static_cast<std::size_t>(index(comm.rank()))] = error.what();
        }
      });
      all.insert(all.end(), said.begin(), said.end());
    }
  }
  return all;
}

TEST(RunEnd, IsTheLastReleaseAndHandlesTheDrainMore) {
  // Last release at cycle 30 (component 1); then 256 cycles of ticks of component 0, and none of component 1.
  const auto report = same_everywhere(ticking({{1, 1000}, {10, 3}}, {5, 3}, 7));
  EXPECT_EQ(report.reason, EndReason::kReleased);
  EXPECT_EQ(report.end, SimTime{30});
  EXPECT_EQ(report.drained, SimTime{30 + 256});
  EXPECT_EQ(report.events, 286U + 3U);
}

TEST(RunEnd, HandlesOneLongestLinkMoreIfThatIsLonger) {
  const auto report = same_everywhere(ticking({{1, 1000}, {10, 3}}, {5, 3}, 700));
  EXPECT_EQ(report.drained, SimTime{730});
  EXPECT_EQ(report.events, 730U + 3U);
}

/// Ranks that share no link have no lookahead to bound their windows, yet none may run past the end.
TEST(RunEnd, IsTheSameWhenNoLinkCrosses) {
  const auto report = same_everywhere(ticking({{1, 1000}, {10, 3}}, {5, 3}, 0));
  EXPECT_EQ(report.end, SimTime{30});
  EXPECT_EQ(report.events, 286U + 3U);
}

TEST(RunEnd, StopsAComponentThatWouldTickForEver) {
  std::atomic<std::uint64_t> ticks{0};
  ScriptedModel model = ticking({{1, 1}, {10, 3}}, {0, 3}, 2);
  model.scripts[0].wake = [&](Context& context, std::uint32_t) {
    if (++ticks > 1'000'000) throw LogicError{"ran on long after the end"};
    context.wake_after(1_cy);
  };
  EXPECT_EQ(same_everywhere(model).end, SimTime{30});
}

TEST(RunEnd, IsAtTheStartWhenAllIsReleasedThere) {
  ScriptedModel model = ticking({{1, 1000}, {2, 1000}}, {0, 0}, 4);
  const auto start = model.scripts[1].start;
  model.scripts[1].start = [start](Context& context) {
    start(context);
    context.hold();
    context.release();
  };
  const auto report = same_everywhere(model);
  EXPECT_EQ(report.reason, EndReason::kReleased);
  EXPECT_EQ(report.end, SimTime{0});
  EXPECT_EQ(report.events, 256U + 128U);
}

TEST(RunEnd, IsTheLastEventWhenNothingWasEverHeld) {
  const auto report = same_everywhere(ticking({{1, 20}, {10, 3}, {7, 2}}, {0, 0, 0}, 3));
  EXPECT_EQ(report.reason, EndReason::kOutOfEvents);
  EXPECT_EQ(report.end, SimTime{30});
  EXPECT_EQ(report.events, 25U);
}

TEST(RunEnd, IsAtZeroForAModelWithoutEvents) {
  EXPECT_EQ(same_everywhere(ScriptedModel{0}).events, 0U);
  EXPECT_EQ(same_everywhere(ScriptedModel{3}).reason, EndReason::kOutOfEvents);
}

TEST(RunEnd, StopIsExclusive) {
  const ScriptedModel model = ticking({{10, 100}, {5, 100}}, {90, 90}, 3);
  RunOptions options;
  options.stop = SimTime{50};
  EXPECT_EQ(same_everywhere(model, options).events, 4U + 9U);
  options.stop = SimTime{51};
  const auto report = same_everywhere(model, options);
  EXPECT_EQ(report.events, 5U + 10U);
  EXPECT_EQ(report.reason, EndReason::kStopped);
  EXPECT_EQ(report.end, SimTime{51});
  options.stop = SimTime{0};
  EXPECT_EQ(same_everywhere(model, options).events, 0U);
}

/// Sampled at 40, 80 ... 280 before the events of those cycles; 320 is beyond the end (release at 30, 256 more).
TEST(RunEnd, SamplesUpToTheEndOnEveryPartition) {
  for (const auto& [ranks, owner] : partitions()) {
    ScriptedModel model = ticking({{1, 1000}, {10, 1000}}, {5, 3}, 1);
    std::vector<std::vector<std::uint64_t>> sampled(2);
    for (std::size_t id = 0; id < 2; ++id) {
      const auto wake = model.scripts[id].wake;
      auto seen = std::make_shared<std::uint64_t>(0);
      model.scripts[id].wake = [wake, seen](Context& context, std::uint32_t tag) {
        *seen = context.now().cycle;
        wake(context, tag);
      };
      model.scripts[id].sample = [&sampled, id, seen](Context& context) {
        sampled[id].push_back(context.now().cycle);
        EXPECT_LT(*seen, context.now().cycle);
        if (id == 0) {
          EXPECT_EQ(*seen + 1, context.now().cycle);
        }
      };
    }
    RunOptions options;
    options.sample_interval = 40_cy;
    test::on_ranks(ranks, model, owner, options);
    EXPECT_THAT(sampled, Each(testing::ElementsAre(40, 80, 120, 160, 200, 240, 280)));
  }
}

/// Events lie 1,000,000 cycles apart and links are 1 cycle long: windows follow the events, not the cycles.
TEST(RunWindows, JumpOverIdleTime) {
  const ScriptedModel model = ticking({{1'000'000, 20}, {1'500'000, 10}}, {20, 10}, 1);
  const auto run = test::on_ranks(2, model, test::round_robin(2));
  EXPECT_EQ(run.reports[0].end, SimTime{20'000'000});
  EXPECT_GE(run.reports[0].mine.rounds, 20U);
  EXPECT_LE(run.reports[0].mine.rounds, 31U);
}

/// The window is the least crossing latency: 8 times the latency, an eighth of the windows.
TEST(RunWindows, AreAsLongAsTheLookahead) {
  const auto windows = [](std::uint64_t latency) {
    return test::on_ranks(2, ticking({{1, 400}, {1, 400}}, {400, 400}, latency), test::round_robin(2))
        .reports[0]
        .mine.rounds;
  };
  EXPECT_NEAR(static_cast<double>(windows(1)), 400, 3);
  EXPECT_NEAR(static_cast<double>(windows(8)), 50, 3);
}

/// Nothing crosses, and one rank holds to the end: its windows need no end (of 5,256 cycles, 256 of them the drain).
/// The other has a few events, and holds nothing.
TEST(RunWindows, HaveNoEndForTheOneRankThatHolds) {
  const ScriptedModel model = ticking({{1, 10'000}, {10, 20}}, {5'000, 0}, 0);
  const auto run = test::on_ranks(2, model, test::round_robin(2));
  EXPECT_EQ(run.reports[0].end, SimTime{5'000});
  EXPECT_EQ(run.reports[0].events, 5'256U + 20U);
  EXPECT_LE(run.reports[0].mine.rounds, 5U);
}

/// Six components in a row, links of 5 cycles, cut in the middle.  Only the first ticks, three links from the other
/// rank: a window is 15 cycles, not 5.
TEST(RunWindows, CountTheHopsBeforeTheBoundary) {
  ScriptedModel model{6};
  model.scripts[0].start = [](Context& context) {
    context.hold();
    context.wake_after(1_cy, 1);
  };
  model.scripts[0].wake = [](Context& context, std::uint32_t nth) {
    if (nth == 600) return context.release();
    context.wake_after(1_cy, nth + 1);
  };
  for (std::uint32_t id = 0; id + 1 < 6; ++id) model.link(id, 0, id + 1, 0, 5);
  const auto halves = [](ComponentId id) { return Rank{index(id) < 3 ? 0 : 1}; };
  const auto run = test::on_ranks(2, model, halves);
  EXPECT_EQ(run.reports[0].lookahead, 5_cy);
  EXPECT_EQ(run.reports[0].events, 600U);
  EXPECT_NEAR(static_cast<double>(run.reports[0].mine.rounds), 600 / 15, 2);
}

TEST(RunStall, IsThrownOnAllRanksWhenNothingIsPendingAndNamesTheHolder) {
  // Component 1 never reaches its tick 9.
  const auto said = stalls(ticking({{1, 20}, {10, 3}}, {20, 9}, 3), {});
  EXPECT_THAT(said, Each(AllOf(HasSubstr("nothing is pending"), HasSubstr("component 1 (scripted) holds 1"),
                               testing::Not(HasSubstr("component 0")))));
}

TEST(RunStall, IsThrownOnAllRanksAtTheLimitAndNamesTheHolders) {
  RunOptions options;
  options.stall_limit = 1000_cy;
  const auto said = stalls(ticking({{10, 1'000'000}, {10, 1'000'000}}, {999'999, 999'999}, 3), options);
  EXPECT_THAT(said, Each(AllOf(HasSubstr("no progress since cycle 0"), HasSubstr("component 0 (scripted) holds 1"),
                               HasSubstr("component 1 (scripted) holds 1"))));
}

/// Progress at cycles 1000 k keeps a limit of 1000 from being passed, but not one of 999.
TEST(RunStall, IsPutOffByProgress) {
  ScriptedModel model = ticking({{10, 1'000'000}, {1000, 8}}, {0, 8}, 3);
  const auto wake = model.scripts[1].wake;
  model.scripts[1].wake = [wake](Context& context, std::uint32_t tag) {
    context.progress();
    wake(context, tag);
  };
  RunOptions options;
  options.stall_limit = 1000_cy;
  EXPECT_EQ(same_everywhere(model, options).end, SimTime{8000});
  options.stall_limit = 999_cy;
  EXPECT_THAT(stalls(model, options), Each(HasSubstr("no progress since cycle 0")));
}

/// Whether a run stalls is a fact of the model, not of how many events fit between two looks at the clock.
TEST(RunStall, IsTheSameWhenProgressComesTooLateByAFewEvents) {
  const ScriptedModel model = ticking({{10, 1'000'000}, {1500, 1}}, {0, 1}, 700);  // released, at 1500
  RunOptions options;
  options.stall_limit = 1000_cy;
  EXPECT_THAT(stalls(model, options), Each(HasSubstr("no progress since cycle 0")));
}

TEST(RunStall, DoesNotConcernARunThatHoldsNothing) {
  RunOptions options;
  options.stall_limit = 10_cy;
  EXPECT_EQ(same_everywhere(ticking({{100, 5}, {300, 2}}, {0, 0}, 3), options).end, SimTime{600});
}

TEST(RunInterrupt, EndsAllRanksWhenOneAsks) {
  const ScriptedModel model = ticking({{1, 1'000'000}, {1, 1'000'000}}, {1'000'000, 1'000'000}, 1);
  for (const std::int32_t asking : {0, 1, 2}) {
    std::vector<RunReport> reports(3);
    on_thread_ranks(3, [&](Communicator& comm) {
      RunOptions options;
      options.at_edge = [&](const Edge& edge) {
        EXPECT_EQ(edge.events, index(comm.rank()) == 2 ? 0 : edge.now.cycle);
        return index(comm.rank()) == asking && edge.now.cycle >= (asking == 2 ? 0U : 100U) ? Request::kStop
                                                                                           : Request::kNothing;
      };
      reports[static_cast<std::size_t>(index(comm.rank()))] = run(model, test::round_robin(2), comm, options);
    });
    for (const RunReport& report : reports) {
      EXPECT_EQ(report.reason, EndReason::kInterrupted);
      EXPECT_EQ(report.end, reports[0].end);
      EXPECT_EQ(report.digest, reports[0].digest);
      EXPECT_LT(report.end.cycle, 400U);
    }
  }
}

TEST(RunInterrupt, EndsARunOfOneRank) {
  const ScriptedModel model = ticking({{1, 1'000'000}}, {1'000'000}, 1);
  int asked = 0;
  RunOptions options;
  options.at_edge = [&](const Edge&) { return ++asked == 3 ? Request::kStop : Request::kNothing; };
  const auto run = test::on_ranks(1, model, test::everything_on(0), options);
  EXPECT_EQ(run.reports[0].reason, EndReason::kInterrupted);
  EXPECT_LT(run.reports[0].events, 100'000U);
  EXPECT_GT(run.reports[0].events, 0U);
}

}  // namespace
}  // namespace octosim::engine
