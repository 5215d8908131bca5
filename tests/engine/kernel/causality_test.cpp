#include <string>

#include <gmock/gmock.h>

#include "engine/kernel/simulator.hpp"
#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::Note;
using test::ScriptedModel;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// A note of cycle `time` for the first component of a rank, as an outbox holds it.
Outbox note_of(std::uint64_t time) {
  Outbox box;
  const Note note{7};
  box.add(time, EventRecord{.target = 0, .port = 0, .bytes = sizeof note, .nth = 0}, &note);
  return box;
}

/// Rank 1 of two, which has handled everything before cycle 100.
template <class Body>
void on_the_second(const Body& body) {
  ScriptedModel model{2};
  model.link(0, 0, 1, 0, 3);
  std::uint64_t seen = 0;
  model.scripts[1].note = [&](Context& context, std::uint32_t, std::uint64_t) { seen = context.now().cycle; };
  const RunOptions options;
  on_thread_ranks(2, [&](Communicator& comm) {
    Share share = build_share(model, test::round_robin(2), comm);
    if (index(comm.rank()) != 1) return;
    Simulator simulator{share, model, options, comm.rank()};
    simulator.start();
    simulator.handle_until(100);
    body(simulator, seen);
  });
}

/// It must not be handled late: that would be another run than on one rank.
TEST(Causality, AnEventThatComesTooLateEndsTheRunAndNamesBothRanks) {
  for (const std::uint64_t time : {0U, 50U, 99U}) {
    on_the_second([&](Simulator& simulator, const std::uint64_t&) {
      EXPECT_THAT(
          [&] { simulator.take_in(note_of(time).bytes, Rank{0}); },
          ThrowsMessage<LocalError>(AllOf(HasSubstr("rank 1: causality"), HasSubstr("cycle 99"),
                                          HasSubstr("rank 0 sends"), HasSubstr("of cycle " + std::to_string(time)))));
    });
  }
}

TEST(Causality, AnEventOfTheNextCycleIsInTime) {
  on_the_second([](Simulator& simulator, const std::uint64_t& seen) {
    simulator.take_in(note_of(100).bytes, Rank{0});
    simulator.handle_until(101);
    EXPECT_EQ(seen, 100U);
    EXPECT_EQ(simulator.messages_received(), 1U);
  });
}

}  // namespace
}  // namespace octosim::engine
