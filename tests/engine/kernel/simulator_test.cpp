#include "engine/kernel/simulator.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engine/comm/self_communicator.hpp"
#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::Note;
using test::ScriptedModel;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// Writes down what one component sees: "cycle what".
class Diary {
 public:
  void watch(test::Script& script) {
    script.note = [this](Context& context, std::uint32_t port, std::uint64_t value) {
      add(context, "in" + std::to_string(port) + " " + std::to_string(value));
    };
    script.wake = [this](Context& context, std::uint32_t tag) { add(context, "wake " + std::to_string(tag)); };
    script.settle = [this](Context& context) { add(context, "settle"); };
  }
  void add(const Context& context, const std::string& what) {
    lines.push_back(std::to_string(context.now().cycle) + " " + what);
  }
  std::vector<std::string> lines;
};

RunReport run_alone(const ScriptedModel& model, const RunOptions& options = {}) {
  SelfCommunicator comm;
  return run(model, test::everything_on(0), comm, options);
}

/// Two senders and what they reach: component 2 takes notes of 1 at in0 and of 0 at in1, each after 10 cycles.
ScriptedModel two_to_one() {
  ScriptedModel model{3};
  model.link(1, 0, 2, 0, 10);
  model.link(0, 0, 2, 1, 10);
  return model;
}

TEST(Simulator, OrdersACycleByPortThenWakesThenSettlesOnce) {
  ScriptedModel model = two_to_one();
  Diary diary;
  diary.watch(model.scripts[2]);
  const auto write = model.scripts[2].note;
  model.scripts[2].note = [&](Context& context, std::uint32_t port, std::uint64_t value) {
    write(context, port, value);
    context.settle();
    context.settle();
  };
  model.scripts[0].start = [](Context& context) { send(context, 0, Note{5}); };
  model.scripts[1].start = [](Context& context) { send(context, 0, Note{6}); };
  model.scripts[2].start = [](Context& context) {
    context.wake_after(10_cy, 3);
    context.wake_after(10_cy, 1);
    context.wake_after(11_cy, 2);
  };
  run_alone(model);
  EXPECT_THAT(diary.lines, ElementsAre("10 in0 6", "10 in1 5", "10 wake 3", "10 wake 1", "10 settle", "11 wake 2"));
}

TEST(Simulator, OrdersNotesOfOneLinkThatMeetByWhenTheyWereSent) {
  ScriptedModel model = two_to_one();
  Diary diary;
  diary.watch(model.scripts[2]);
  model.scripts[1].start = [](Context& context) {
    send(context, 0, Note{100}, 7_cy);
    send(context, 0, Note{101}, 2_cy);
    context.wake_after(7_cy);
  };
  model.scripts[1].wake = [](Context& context, std::uint32_t) { send(context, 0, Note{102}); };
  run_alone(model);
  EXPECT_THAT(diary.lines, ElementsAre("12 in0 101", "17 in0 100", "17 in0 102"));
}

TEST(Simulator, SettlesAfterStartToo) {
  ScriptedModel model{2};
  Diary diary;
  diary.watch(model.scripts[0]);
  model.scripts[0].start = [](Context& context) { context.settle(); };
  run_alone(model);
  EXPECT_THAT(diary.lines, ElementsAre("0 settle"));
}

TEST(Simulator, StartsInOrderOfIdAndFinishesAtTheEnd) {
  ScriptedModel model{3};
  Diary diary;
  for (std::uint32_t id = 0; id < 3; ++id) {
    model.scripts[id].start = [&, id](Context& context) {
      EXPECT_EQ(index(context.self()), id);
      diary.add(context, "start " + std::to_string(id));
      context.wake_after({5 + id});
    };
    model.scripts[id].finish = [&, id](Context& context) { diary.add(context, "finish " + std::to_string(id)); };
  }
  EXPECT_EQ(run_alone(model).end, SimTime{7});
  EXPECT_THAT(diary.lines,
              ElementsAre("0 start 0", "0 start 1", "0 start 2", "7 finish 0", "7 finish 1", "7 finish 2"));
}

/// settle() is not allowed inside settle(): it is refused, and reaches no other component.
TEST(Simulator, RefusesToSettleInsideSettle) {
  ScriptedModel model{2};
  for (test::Script& script : model.scripts) {
    script.start = [](Context& context) { context.wake_after(1_cy); };
  }
  model.scripts[0].wake = [](Context& context, std::uint32_t) { context.settle(); };
  model.scripts[0].settle = [](Context& context) { context.settle(); };
  bool misled = false;
  model.scripts[1].settle = [&](Context&) { misled = true; };
  EXPECT_THROW(run_alone(model), LocalError);
  EXPECT_FALSE(misled) << "component 1 never asked to settle";
}

/// Samples and finishing only record.
TEST(Simulator, SettlesNobodyElseForASample) {
  ScriptedModel model{2};
  model.scripts[1].start = [](Context& context) { context.wake_after(20_cy); };
  model.scripts[0].sample = [](Context& context) { context.settle(); };
  bool misled = false;
  model.scripts[1].settle = [&](Context&) { misled = true; };
  RunOptions options;
  options.sample_interval = 5_cy;
  try {
    run_alone(model, options);
  } catch (const LocalError& error) {
    EXPECT_THAT(error.what(), HasSubstr("component 0"));  // refused: as good as done for component 0 alone
  }
  EXPECT_FALSE(misled) << "component 1 never asked to settle";
}

TEST(Simulator, RefusesAReleaseThatWasNeverTaken) {
  ScriptedModel model{2};
  model.scripts[0].start = [](Context& context) { context.hold(); };
  model.scripts[1].start = [](Context& context) {
    context.hold();
    context.wake_after(3_cy);
  };
  model.scripts[1].wake = [](Context& context, std::uint32_t) {
    context.release();
    context.release();  // the hold of component 0 is not its own
  };
  EXPECT_THAT([&] { run_alone(model); },
              ThrowsMessage<LocalError>(AllOf(HasSubstr("rank 0, cycle 3, component 1 (scripted), wake"),
                                              HasSubstr("released that was never taken"))));
}

TEST(Simulator, RefusesAHoldAfterTheStart) {
  ScriptedModel model{1};
  model.scripts[0].start = [](Context& context) { context.wake_after(3_cy); };
  model.scripts[0].wake = [](Context& context, std::uint32_t) { context.hold(); };
  EXPECT_THAT([&] { run_alone(model); }, ThrowsMessage<LocalError>(HasSubstr("start()")));
}

TEST(Simulator, RefusesToSendThroughAnUnconnectedPort) {
  ScriptedModel model{1};
  model.scripts[0].start = [](Context& context) { send(context, 2, Note{}); };
  EXPECT_THAT([&] { run_alone(model); }, ThrowsMessage<LocalError>(AllOf(HasSubstr("component 0"), HasSubstr("out2"),
                                                                         HasSubstr("not connected"))));
}

/// A port number beyond the component's own must not reach the links of its neighbour.
TEST(Simulator, RefusesToSendThroughAPortItDoesNotHave) {
  ScriptedModel model{2};
  model.link(1, 0, 0, 0, 1);
  model.scripts[0].start = [](Context& context) { send(context, 4, Note{}); };
  EXPECT_THROW(run_alone(model), LocalError);
}

#ifndef NDEBUG
TEST(Simulator, RefusesAWakeInTheSameCycle) {
  ScriptedModel model{1};
  model.scripts[0].start = [](Context& context) { context.wake_after({0}); };
  EXPECT_THROW(run_alone(model), LocalError);
}
#endif

template <class Error>
ScriptedModel failing_note(const Error& error) {
  ScriptedModel model = two_to_one();
  model.scripts[0].start = [](Context& context) { send(context, 0, Note{5}); };
  model.scripts[2].note = [error](Context&, std::uint32_t, std::uint64_t) { throw error; };
  return model;
}

/// Whatever was thrown becomes a LocalError; the rank that fails is named, and no other waits for it.
TEST(Simulator, NamesRankCycleComponentAndPortOfAFailingHandler) {
  const auto place =
      HasSubstr("rank 1, cycle 10, component 2 (scripted), port in1 (note), message 0500000000000000: broken");
  const Partition owner = [](ComponentId id) { return Rank{index(id) == 2 ? 1 : 0}; };
  EXPECT_THAT([&] { test::on_ranks(3, failing_note(ModelError{"broken"}), owner); }, ThrowsMessage<LocalError>(place));
  EXPECT_THAT([&] { test::on_ranks(3, failing_note(SystemError{"broken"}), owner); }, ThrowsMessage<LocalError>(place));
  EXPECT_THAT([&] { test::on_ranks(3, failing_note(std::domain_error{"broken"}), owner); },
              ThrowsMessage<LocalError>(place));
}

TEST(Simulator, NamesTheComponentWhoseStartSettleSampleOrFinishFails) {
  const auto failing = [](auto member) {
    ScriptedModel model{2};
    model.scripts[1].start = [](Context& context) { context.wake_after(9_cy); };
    model.scripts[1].wake = [](Context& context, std::uint32_t) { context.settle(); };
    model.scripts[1].*member = [](Context&) { throw std::runtime_error{"broken"}; };
    return model;
  };
  RunOptions options;
  options.sample_interval = 4_cy;
  const auto place = [](int cycle) {
    return ThrowsMessage<LocalError>(HasSubstr("cycle " + std::to_string(cycle) + ", component 1 (scripted): broken"));
  };
  EXPECT_THAT([&] { run_alone(failing(&test::Script::start), options); }, place(0));
  EXPECT_THAT([&] { run_alone(failing(&test::Script::settle), options); }, place(9));
  EXPECT_THAT([&] { run_alone(failing(&test::Script::sample), options); }, place(4));
  EXPECT_THAT([&] { run_alone(failing(&test::Script::finish), options); }, place(9));
}

/// The digest sees the order inside a component; two runs that differ in it alone differ.
TEST(Simulator, DigestDependsOnTheOrderOfWhatAComponentSees) {
  const auto digest = [](std::uint64_t first, std::uint64_t second) {
    ScriptedModel model = two_to_one();
    model.scripts[1].start = [=](Context& context) {
      send(context, 0, Note{first});
      send(context, 0, Note{second});
    };
    return run_alone(model).digest;
  };
  EXPECT_EQ(digest(1, 2), digest(1, 2));
  EXPECT_NE(digest(1, 2), digest(2, 1));
}

/// The same events at another component are another run.
TEST(Simulator, DigestDependsOnWhoSeesIt) {
  const auto digest = [](std::uint32_t target) {
    ScriptedModel model{3};
    model.link(0, 0, target, 0, 4);
    model.scripts[0].start = [](Context& context) { send(context, 0, Note{1}); };
    return run_alone(model).digest;
  };
  EXPECT_NE(digest(1), digest(2));
}

}  // namespace
}  // namespace octosim::engine
