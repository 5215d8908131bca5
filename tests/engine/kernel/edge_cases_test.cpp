#include <functional>
#include <string>
#include <utility>
#include <vector>

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

/// On one rank, and on two with either synchroniser.
std::vector<std::pair<std::int32_t, Sync>> places() {
  return {{1, Sync::kAuto}, {2, Sync::kWindow}, {2, Sync::kNeighbor}};
}
RunReport run_at(const ScriptedModel& model, const std::pair<std::int32_t, Sync>& place) {
  RunOptions options;
  options.sync = place.second;
  return test::on_ranks(place.first, model, test::round_robin(place.first), options).reports[0];
}

/// Component 0 does `what` at cycle 10; it may post and has a link of 5 cycles to component 1.
ScriptedModel does(const std::function<void(Context&)>& what) {
  ScriptedModel model{2};
  model.least_post = 5_cy;
  model.scripts[0].posts = true;
  model.link(0, 0, 1, 0, 5);
  model.scripts[0].start = [](Context& context) { context.wake_after(10_cy); };
  model.scripts[0].wake = [what](Context& context, std::uint32_t tag) {
    if (tag == 0) what(context);
  };
  return model;
}

const auto kBeyond = ThrowsMessage<LocalError>(AllOf(HasSubstr("cycle 10, component 0"), HasSubstr("end of time")));

TEST(EndOfTime, ASendBeyondItIsRefused) {
  for (const auto& place : places()) {
    EXPECT_THAT([&] { run_at(does([](Context& context) { send(context, 0, Note{}, {kNever.cycle}); }), place); },
                kBeyond);
    EXPECT_THAT([&] { run_at(does([](Context& context) { send(context, 0, Note{}, {~0ULL - 3}); }), place); }, kBeyond);
  }
}

TEST(EndOfTime, APostBeyondItIsRefused) {
  for (const auto& place : places()) {
    const auto with = [](std::uint64_t delay) {
      return does([delay](Context& context) { post(context, ComponentId{1}, 0, Note{}, {delay}); });
    };
    EXPECT_THAT([&] { run_at(with(kNever.cycle), place); }, kBeyond);
    EXPECT_THAT([&] { run_at(with(~0ULL - 3), place); }, kBeyond);
  }
}

TEST(EndOfTime, AWakeBeyondItIsRefused) {
  for (const auto& place : places()) {
    EXPECT_THAT([&] { run_at(does([](Context& context) { context.wake_after({kNever.cycle}, 1); }), place); }, kBeyond);
    EXPECT_THAT([&] { run_at(does([](Context& context) { context.wake_after({~0ULL - 3}, 1); }), place); }, kBeyond);
  }
}

/// Wherever the component with the greatest number is, the poster is named.
TEST(Posts, ToAComponentThatIsNotThereAreRefused) {
  const auto model = does([](Context& context) { post(context, ComponentId{9}, 0, Note{}, 5_cy); });
  for (const auto& place : places()) {
    EXPECT_THAT([&] { run_at(model, place); },
                ThrowsMessage<LocalError>(AllOf(HasSubstr("component 0 (poster)"), HasSubstr("component 9"))));
  }
}

/// A promise that others have counted on cannot be taken back: either it is refused, or it does no harm; and the same
/// on every partition.
TEST(Silence, MayNotBeTakenBack) {
  ScriptedModel model{2};
  model.link(0, 0, 1, 0, 1);
  model.link(1, 0, 0, 0, 1);
  for (std::uint32_t id = 0; id < 2; ++id) {
    model.scripts[id].start = [](Context& context) {
      context.silent_until(SimTime{1000});
      context.wake_after(1_cy);
    };
    model.scripts[id].wake = [id](Context& context, std::uint32_t) {
      if (id == 0 && context.now().cycle == 10) context.silent_until(SimTime{0});
      if (id == 0 && context.now().cycle == 20) send(context, 0, Note{});
      if (context.now().cycle < 500) context.wake_after(1_cy);
    };
  }
  std::vector<std::string> said;
  for (const auto& place : places()) {
    try {
      said.push_back("handled " + std::to_string(run_at(model, place).events));
    } catch (const LocalError& error) {
      const std::string what = error.what();
      said.emplace_back(what.substr(what.find("cycle")));
    }
  }
  EXPECT_THAT(said, testing::Each(said[0]));
}

/// "Whatever arrives": a promise of silence is worth as much between neighbours, which could answer, as in a window.
TEST(Silence, SparesPromisesBetweenNeighbours) {
  const auto batches = [](bool promise) {
    ScriptedModel model{2};
    for (std::uint32_t id = 0; id < 2; ++id) {
      model.link(id, 0, 1 - id, 0, 1);
      model.scripts[id].start = [promise](Context& context) {
        if (promise) context.silent_until(SimTime{100});
        context.wake_after(1_cy);
      };
      model.scripts[id].wake = [promise](Context& context, std::uint32_t) {
        const std::uint64_t now = context.now().cycle;
        if (now % 100 == 0) {
          send(context, 0, Note{});
          if (promise) context.silent_until(SimTime{now + 100});
        }
        if (now < 2000) context.wake_after(1_cy);
      };
    }
    return run_at(model, {2, Sync::kNeighbor}).mine.batches_sent;
  };
  EXPECT_LT(batches(true) * 4, batches(false));
}

/// A thousand wakes are pending at the start.
TEST(MostPending, IsOfAnyTime) {
  for (const auto& place : places()) {
    ScriptedModel model{2};
    model.scripts[0].start = [](Context& context) {
      for (std::uint32_t k = 1; k <= 1000; ++k) context.wake_after({k});
    };
    EXPECT_EQ(run_at(model, place).mine.most_pending, 1000U) << place.first;
  }
}

/// Rank 0 asks for a checkpoint at every edge; rank 1 asks once to stop.  The greatest that any asks for is done.
TEST(Requests, OneToStopIsNotLostAmongOthers) {
  for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
    int stopped = 0, wished = 0;
    constexpr int kTries = 20;
    for (int k = 0; k < kTries; ++k) {
      ScriptedModel model{2};
      for (std::uint32_t id = 0; id < 2; ++id) {
        model.link(id, 0, 1 - id, 0, 4);
        model.scripts[id].start = [](Context& context) { context.wake_after(1_cy); };
        model.scripts[id].wake = [](Context& context, std::uint32_t) {
          if (context.now().cycle < 20'000) context.wake_after(1_cy);
        };
      }
      std::vector<EndReason> reasons(2);
      on_thread_ranks(2, [&](Communicator& comm) {
        RunOptions options;
        options.sync = sync;
        options.edge_ns = 0;
        int asked = 0;
        options.at_edge = [&](const Edge&) {
          if (index(comm.rank()) == 0) return Request::kCheckpoint;
          if (++asked != 20 + k) return Request::kNothing;
          ++wished;
          return Request::kStop;
        };
        options.save = [](const Image&) {};
        reasons[static_cast<std::size_t>(index(comm.rank()))] = run(model, test::round_robin(2), comm, options).reason;
      });
      if (reasons[0] == EndReason::kInterrupted && reasons[1] == EndReason::kInterrupted) ++stopped;
    }
    EXPECT_EQ(stopped, wished) << (sync == Sync::kWindow ? "window" : "neighbor");
  }
}

}  // namespace
}  // namespace octosim::engine
