#include <functional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::Note;
using test::ScriptedModel;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;

/// Three components in a ring that tick 300 times each and write to the next at every tick.
ScriptedModel busy() {
  ScriptedModel model{3};
  for (std::uint32_t id = 0; id < 3; ++id) {
    model.link(id, 0, (id + 1) % 3, 0, 2);
    model.scripts[id].start = [](Context& context) {
      context.hold();
      context.wake_after(1_cy, 1);
    };
    model.scripts[id].wake = [](Context& context, std::uint32_t tick) {
      send(context, 0, Note{tick});
      if (tick == 300) return context.release();
      context.wake_after(1_cy, tick + 1);
    };
  }
  return model;
}

class Failures : public testing::TestWithParam<std::tuple<Sync, std::int32_t>> {
 protected:
  /// Rank `ill` must throw a LocalError with `words`; the others must come out too, with the hub's echo.
  template <class Matcher>
  void expect_failure(const ScriptedModel& model, const Matcher& words,
                      const std::function<void(RunOptions&, bool ill)>& change = {}) {
    const auto [sync, ill] = GetParam();
    std::vector<std::string> said(3, "came to its end");
    std::vector<int> local(3);  // not bool: each rank writes its own
    try {
      on_thread_ranks(3, [&, sync = sync, ill = ill](Communicator& comm) {
        const auto me = static_cast<std::size_t>(index(comm.rank()));
        RunOptions options;
        options.sync = sync;
        options.edge_ns = 0;
        if (change) change(options, index(comm.rank()) == ill);
        try {
          run(model, test::round_robin(3), comm, options);
        } catch (const std::exception& error) {
          said[me] = error.what();
          local[me] = dynamic_cast<const LocalError*>(&error) != nullptr ? 1 : 0;
          throw;
        }
      });
      FAIL() << "nothing was thrown";
    } catch (const std::exception&) {  // seen on its rank
    }
    const auto at = static_cast<std::size_t>(ill);
    EXPECT_THAT(said[at], words);
    EXPECT_EQ(local[at], 1) << said[at];
    for (std::size_t rank = 0; rank < 3; ++rank) {
      if (rank != at) {
        EXPECT_THAT(said[rank], HasSubstr("another rank failed"));
      }
    }
  }
  std::uint32_t ill() const { return static_cast<std::uint32_t>(std::get<1>(GetParam())); }
  std::string named() const {
    return "rank " + std::to_string(ill()) + ", cycle 100, component " + std::to_string(ill()) + " (scripted)";
  }
};

TEST_P(Failures, OfAWake) {
  ScriptedModel model = busy();
  const auto wake = model.scripts[ill()].wake;
  model.scripts[ill()].wake = [wake](Context& context, std::uint32_t tick) {
    if (tick == 100) throw std::runtime_error{"broken"};
    wake(context, tick);
  };
  expect_failure(model, AllOf(HasSubstr(named()), HasSubstr("wake 100: broken")));
}

TEST_P(Failures, OfADelivery) {
  ScriptedModel model = busy();
  model.scripts[ill()].note = [](Context& context, std::uint32_t, std::uint64_t) {
    if (context.now().cycle == 100) throw ModelError{"broken"};
  };
  expect_failure(model, AllOf(HasSubstr(named()), HasSubstr("port in0 (note)"), HasSubstr(": broken")));
}

TEST_P(Failures, OfASettle) {
  ScriptedModel model = busy();
  model.scripts[ill()].note = [](Context& context, std::uint32_t, std::uint64_t) {
    if (context.now().cycle == 100) context.settle();
  };
  model.scripts[ill()].settle = [](Context&) { throw LogicError{"broken"}; };
  expect_failure(model, HasSubstr(named() + ": broken"));
}

TEST_P(Failures, OfAStart) {
  ScriptedModel model = busy();
  model.scripts[ill()].start = [](Context&) { throw std::runtime_error{"broken"}; };
  expect_failure(model, AllOf(HasSubstr("cycle 0, component " + std::to_string(ill())), HasSubstr(": broken")));
}

TEST_P(Failures, OfAFinish) {
  ScriptedModel model = busy();
  model.scripts[ill()].finish = [](Context&) { throw std::runtime_error{"broken"}; };
  expect_failure(model, AllOf(HasSubstr("component " + std::to_string(ill())), HasSubstr(": broken")));
}

TEST_P(Failures, OfAtEdge) {
  const ScriptedModel model = busy();
  expect_failure(model, AllOf(HasSubstr("rank " + std::to_string(ill())), HasSubstr("no clock")),
                 [](RunOptions& options, bool is_ill) {
                   if (!is_ill) return;
                   options.at_edge = [](const Edge&) -> Request { throw SystemError{"no clock"}; };
                 });
}

TEST_P(Failures, OfSave) {
  const ScriptedModel model = busy();
  expect_failure(model, AllOf(HasSubstr("rank " + std::to_string(ill())), HasSubstr("disk full")),
                 [](RunOptions& options, bool is_ill) {
                   options.at_edge = [](const Edge&) { return Request::kCheckpoint; };
                   options.save = [is_ill](const Image&) {
                     if (is_ill) throw SystemError{"disk full"};
                   };
                 });
}

TEST_P(Failures, OfAnArchive) {
  ScriptedModel model = busy();
  model.scripts[ill()].archive = [](Archive&) { throw std::runtime_error{"no words"}; };
  expect_failure(model, AllOf(HasSubstr("component " + std::to_string(ill())), HasSubstr("no words")),
                 [](RunOptions& options, bool) {
                   options.at_edge = [](const Edge&) { return Request::kCheckpoint; };
                   options.save = [](const Image&) {};
                 });
}

/// Before the run all ranks agree: each throws the same error of the user's.
TEST_P(Failures, OfTheModelAreThrownByAll) {
  const auto [sync, at] = GetParam();
  ScriptedModel model = busy();
  model.on_make = [at = at](std::uint32_t id) {
    if (id == static_cast<std::uint32_t>(at)) throw ModelError{"relays = 0 (must be from 1)"};
  };
  std::vector<std::string> said(3);
  on_thread_ranks(3, [&, sync = sync](Communicator& comm) {
    RunOptions options;
    options.sync = sync;
    try {
      run(model, test::round_robin(3), comm, options);
    } catch (const ModelError& error) {
      said[static_cast<std::size_t>(index(comm.rank()))] = error.what();
    }
  });
  EXPECT_THAT(said, Each(std::string{"relays = 0 (must be from 1)"}));
}

INSTANTIATE_TEST_SUITE_P(Ranks, Failures,
                         testing::Combine(testing::Values(Sync::kWindow, Sync::kNeighbor), testing::Values(0, 1, 2)),
                         [](const testing::TestParamInfo<Failures::ParamType>& test) {
                           return (std::get<0>(test.param) == Sync::kWindow ? "Window" : "Neighbor") +
                                  std::to_string(std::get<1>(test.param));
                         });

}  // namespace
}  // namespace octosim::engine
