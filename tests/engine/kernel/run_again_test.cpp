#include <gtest/gtest.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::Note;
using test::ScriptedModel;

/// What a run that stalled had on its way is not taken for the next run's.
TEST(StallError, LeavesACommunicatorThatCanBeUsedAgain) {
  const auto model = [](bool stalls) {
    ScriptedModel made{3};
    for (std::uint32_t id = 0; id < 3; ++id) {
      made.link(id, 0, (id + 1) % 3, 0, 2);
      made.scripts[id].start = [](Context& context) {
        context.hold();
        send(context, 0, Note{60});
      };
      made.scripts[id].note = [stalls](Context& context, std::uint32_t, std::uint64_t left) {
        if (left > 0) return send(context, 0, Note{left - 1});
        if (!stalls) context.release();
      };
    }
    return made;
  };
  const ScriptedModel stalling = model(true), good = model(false);
  const auto alone = test::on_ranks(1, good, test::everything_on(0)).reports[0];
  for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
    on_thread_ranks(3, [&](Communicator& comm) {
      RunOptions options;
      options.sync = sync;
      options.stall_limit = 50_cy;
      for (int k = 0; k < 50; ++k) {
        EXPECT_THROW(run(stalling, test::round_robin(3), comm, options), StallError);
        RunOptions patient = options;
        patient.stall_limit = 1'000_cy;
        EXPECT_EQ(run(good, test::round_robin(3), comm, patient).digest, alone.digest);
      }
    });
  }
}

}  // namespace
}  // namespace octosim::engine
