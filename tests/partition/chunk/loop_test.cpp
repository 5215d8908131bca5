#include "partition/chunk/loop.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/select.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

std::vector<Node> nodes_of(const LoopProgram& program) {
  std::vector<Node> nodes;
  for (const Step& step : program.steps) {
    if (!step.loop) nodes.push_back(step.node);
    if (!step.loop) continue;
    for (const SlicedNode& n : step.loop->body) nodes.push_back(n.node);
  }
  return nodes;
}

TEST(LoopTest, EverySelectionBecomesAProgramOfEveryNodeOnce) {
  const auto blocks = tests::golden_blocks();
  const Tables tables{blocks[0].graph};
  for (const Way way : {Way::kGreedy, Way::kReleased, Way::kCost}) {
    const Selection selection = select(tables, way, 51904512 / 5);
    const LoopProgram program = emit_loops(tables, selection.plan, {});
    EXPECT_EQ(nodes_of(program), selection.plan.order);
    std::size_t loops = 0;
    for (const Step& step : program.steps) {
      if (!step.loop) continue;
      ++loops;
      const ChunkLoop& loop = *step.loop;
      EXPECT_EQ(loop.last - loop.first + 1, loop.body.size());
      EXPECT_EQ(loop.count, (loop.extent + loop.size - 1) / loop.size);
      EXPECT_FALSE(loop.inputs.empty() || loop.outputs.empty());
      EXPECT_TRUE(loop.sram > 0 && loop.cbu > 0 && loop.cycles > 0 && loop.traffic > 0);
    }
    EXPECT_EQ(loops, selection.plan.chunks.size());
  }
}

TEST(LoopTest, ACoversLoopsHaveTheFiguresOfItsSegments) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8});
  const Tables tables{graph};
  const Tbu tbu{.sram_bytes = 675840, .deep_loops = false};
  const Cover found = cover(tables, tbu);
  const LoopProgram program = emit_loops(tables, found, tbu);
  EXPECT_EQ(nodes_of(program), found.order);
  std::int64_t cycles = 0, traffic = 0;
  for (const Step& step : program.steps) {
    if (!step.loop) continue;
    cycles += step.loop->cycles;
    traffic += step.loop->traffic;
  }
  EXPECT_EQ(cycles, 2156608);
  EXPECT_EQ(traffic, found.traffic);
  const LoopProgram again = emit_loops(tables, plan_of(found), tbu);
  ASSERT_EQ(again.steps.size(), program.steps.size());
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    if (!program.steps[i].loop) continue;
    EXPECT_EQ(again.steps[i].loop->sram, program.steps[i].loop->sram);
    EXPECT_EQ(again.steps[i].loop->cbu, program.steps[i].loop->cbu);
    EXPECT_EQ(again.steps[i].loop->cycles, program.steps[i].loop->cycles);
  }
}

TEST(LoopTest, ALoopThatDoesNotFitTheTbuSaysSo) {
  const auto blocks = tests::golden_blocks();
  const Tables tables{blocks[1].graph};
  const Selection selection = select(tables, Way::kGreedy, 811597824 / 2);
  const LoopProgram program = emit_loops(tables, selection.plan, {});
  for (const Step& step : program.steps) {
    if (step.loop) {
      EXPECT_GT(step.loop->sram, Tbu{}.sram_bytes);
    }
  }
}

}  // namespace
}  // namespace octosim::partition::chunk
