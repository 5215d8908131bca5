#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::Note;
using test::ScriptedModel;

enum class Shape : std::uint8_t { kRing, kLine, kStar };

constexpr std::uint64_t kIdle = 1'000'000'000;

/// A component a rank, joined by links of 3 cycles, both ways in a line and a star.  The first writes to its neighbours
/// at cycle 5 and again kIdle cycles later; nothing happens between.
ScriptedModel sleepers(Shape shape, std::uint32_t ranks, bool held) {
  ScriptedModel model{ranks};
  std::vector<std::uint32_t> outs(ranks), ins(ranks);
  const auto join = [&](std::uint32_t from, std::uint32_t to) { model.link(from, outs[from]++, to, ins[to]++, 3); };
  for (std::uint32_t id = 0; id < ranks; ++id) {
    const std::uint32_t next = (id + 1) % ranks;
    if (shape == Shape::kRing) join(id, next);
    if (shape == Shape::kLine && next != 0) {
      join(id, next);
      join(next, id);
    }
    if (shape == Shape::kStar && id > 0 &&
        id <= 3) {  // the hub has three ports; the others hang on its first neighbour
      join(0, id);
      join(id, 0);
    }
    if (shape == Shape::kStar && id > 3) {
      join(1, id);
      join(id, 1);
    }
  }
  model.scripts[0].start = [held](Context& context) {
    if (held) context.hold();
    context.wake_after(5_cy, 0);
    context.wake_after({5 + kIdle}, 1);
  };
  const std::uint32_t ways = outs[0];
  model.scripts[0].wake = [ways, held](Context& context, std::uint32_t last) {
    for (std::uint32_t port = 0; port < ways; ++port) send(context, port, Note{});
    if (held && last == 1) context.release();
  };
  return model;
}

class IdleStretch : public testing::TestWithParam<std::tuple<Shape, std::int32_t, Sync, bool>> {};

/// The ranks do not creep through it by their lookahead, nor ask one another all the time.
TEST_P(IdleStretch, IsJumpedOver) {
  const auto [shape, ranks, sync, held] = GetParam();
  const ScriptedModel model = sleepers(shape, static_cast<std::uint32_t>(ranks), held);
  RunOptions options;
  options.sync = sync;
  options.stall_limit = {3 * kIdle};
  const auto alone = test::on_ranks(1, model, test::everything_on(0), options).reports[0];
  for (const RunReport& report : test::on_ranks(ranks, model, test::round_robin(ranks), options).reports) {
    EXPECT_EQ(report.digest, alone.digest);
    EXPECT_EQ(report.end, alone.end);
    EXPECT_GT(report.end.cycle, kIdle);
    EXPECT_LT(report.mine.rounds, 100U);
    EXPECT_LT(report.mine.reductions, 100U);
    EXPECT_LT(report.mine.batches_sent, 400U);
  }
}

std::string name_of_stretch(const testing::TestParamInfo<IdleStretch::ParamType>& test) {
  const auto [shape, ranks, sync, held] = test.param;
  const char* const name = shape == Shape::kRing ? "Ring" : shape == Shape::kLine ? "Line" : "Star";
  return name + std::to_string(ranks) + (sync == Sync::kWindow ? "Window" : "Neighbor") + (held ? "Held" : "");
}

INSTANTIATE_TEST_SUITE_P(Shapes, IdleStretch,
                         testing::Combine(testing::Values(Shape::kRing, Shape::kLine, Shape::kStar),
                                          testing::Values(2, 3, 5), testing::Values(Sync::kWindow, Sync::kNeighbor),
                                          testing::Bool()),
                         name_of_stretch);

}  // namespace
}  // namespace octosim::engine
