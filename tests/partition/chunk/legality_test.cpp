#include "partition/chunk/legality.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/hoist.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using models::tensor::Shape;
using tests::Ordered;

SearchSettings without(Rule rule, Strictness strictness = Strictness::kRelaxed) {
  SearchSettings settings{.strictness = strictness};
  settings.rules.reset(static_cast<std::size_t>(rule));
  return settings;
}

std::size_t count(const Ordered& ordered, const SearchSettings& settings, std::optional<Node> peak = {}) {
  return ChunkSearch{ordered.tables, ordered.plan, settings}.search(whole_range(ordered.plan), peak).chunks.size();
}

// Each test shows what one rule is for: with it alone switched off, the search gives something else.

TEST(LegalityTest, R1ADimensionOfExtentOneIsNotSliced) {
  Graph graph;
  graph.add("a", "relu", {graph.add_input("x", {1, 4}, 2)});
  const Ordered ordered{graph};
  EXPECT_EQ(count(ordered, {}), 1U);
  EXPECT_EQ(count(ordered, without(Rule::kBasicRegion)), 2U);
}

TEST(LegalityTest, R1TheLastNodeIsUsed) {
  Graph graph;
  const Node a = graph.add("a", "relu", {graph.add_input("x", {4}, 2)});
  graph.add("dead", "relu", {a});
  graph.mark_output(a);
  const Ordered ordered{graph};
  EXPECT_EQ(count(ordered, {}), 1U);
  EXPECT_EQ(count(ordered, without(Rule::kBasicRegion)), 3U);
}

TEST(LegalityTest, R2EveryOutputIsGivenTheLoopsExtent) {
  Graph graph;
  const Node x = graph.add_input("x", {6, 4}, 2);
  const Node q = graph.add("q", "relu", {x});
  graph.add("side", "transpose", {q}, {{"order", Shape{1, 0}}});
  graph.add("end", "exp", {q});
  const Ordered ordered{graph};
  const auto chunk = ordered.chunk("q", "end", 0);
  ASSERT_TRUE(chunk);
  EXPECT_EQ(chunk->outputs, (std::vector<SlicedNode>{{ordered.node("side"), 1}, {ordered.node("end"), 0}}));
  EXPECT_FALSE(ordered.chunk("q", "end", 0, without(Rule::kOutputAlignment)))
      << "side would read what is not there yet";
  Region region{.tables = &ordered.tables, .cut = std::vector<Cut>(graph.size(), kUnset)};
  EXPECT_FALSE(keeps_output_alignment(region, ordered.node("side"), 6)) << "no flow reached it";
  region.cut[ordered.node("side")] = 1;
  EXPECT_TRUE(keeps_output_alignment(region, ordered.node("side"), 6));
  EXPECT_FALSE(keeps_output_alignment(region, ordered.node("side"), 4));
}

TEST(LegalityTest, R3NoFlowPassesAComputedDimension) {
  Graph graph;
  const Node x = graph.add_input("x", {6, 4}, 2);
  graph.add("b", "exp", {graph.add("a", "softmax", {x})});
  const Ordered ordered{graph};
  EXPECT_TRUE(ordered.chunk("a", "b", 0));
  EXPECT_FALSE(ordered.chunk("a", "b", 1));
  EXPECT_TRUE(ordered.chunk("a", "b", 1, without(Rule::kFlowTraceability)));
}

TEST(LegalityTest, R4ANodeIsSlicedInOneWay) {
  const Graph graph =
      models::tensor::blocks::triangle_attention({.residues = 8, .channels = 8, .heads = 2, .head_width = 4});
  const Ordered ordered{graph};
  EXPECT_FALSE(ordered.chunk("ln", "ctx", 0)) << "the bias needs all rows of ln, the queries one";
  EXPECT_TRUE(ordered.chunk("bias", "ctx", 0)) << "without ln it is hoisted";
  SearchSettings settings = without(Rule::kUniqueSetting);
  settings.rules.reset(static_cast<std::size_t>(Rule::kWholeClosure));
  EXPECT_TRUE(ordered.chunk("ln", "ctx", 0, settings)) << "R5 alone would refuse it too";

  Graph crossed;
  const Node a = crossed.add("a", "relu", {crossed.add_input("x", {4, 4}, 2)});
  crossed.add("sum", "add", {a, crossed.add("t", "transpose", {a}, {{"order", Shape{1, 0}}})});
  const Ordered square{crossed};
  EXPECT_FALSE(square.chunk("a", "sum", 0)) << "rows of a for the sum, columns for its transpose";
  EXPECT_TRUE(square.chunk("a", "sum", 0, without(Rule::kUniqueSetting)));
  EXPECT_TRUE(keeps_unique_setting(1, 1));
  EXPECT_FALSE(keeps_unique_setting(1, kWhole));
}

TEST(LegalityTest, R5WhatIsHoistedReadsNothingOfTheLoop) {
  Graph graph;
  const Node a = graph.add("a", "relu", {graph.add_input("x", {6, 4}, 2)});
  graph.add("unread", "softmax", {a}, {{"dim", 0}});
  graph.mark_output(graph.add("b", "exp", {a}));
  Ordered ordered{graph};
  EXPECT_FALSE(ordered.chunk("a", "b", 0));
  const auto wrong = ordered.chunk("a", "b", 0, without(Rule::kWholeClosure));
  ASSERT_TRUE(wrong);
  EXPECT_EQ(ordered.names(wrong->hoisted), std::vector<std::string>{"unread"});
  ordered.plan.chunks.push_back(*wrong);
  hoist(ordered.tables, ordered.plan.order, ordered.plan.chunks[0]);
  EXPECT_FALSE(is_sound(ordered.tables, ordered.plan));
}

TEST(LegalityTest, R6StrictInputsAreSlicedOrProducedInside) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 8, .width = 8, .heads = 2});
  const Ordered ordered{graph};
  const SearchSettings strict{.strictness = Strictness::kStrict};
  EXPECT_TRUE(ordered.chunk("probs", "ctx", 1));
  EXPECT_FALSE(ordered.chunk("probs", "ctx", 1, strict)) << "v_t is needed whole and made outside";
  EXPECT_TRUE(ordered.chunk("probs", "ctx", 1, without(Rule::kInputs, Strictness::kStrict)));
  EXPECT_TRUE(ordered.chunk("v_t", "ctx", 0, strict)) << "heads need nothing whole";
  EXPECT_FALSE(ordered.chunk("scores", "ctx", 0, strict)) << "its first node has two operands";
  EXPECT_TRUE(ordered.chunk("q_t", "ctx", 1, strict)) << "k_t and v_t are hoisted";
  EXPECT_FALSE(ordered.chunk("k_t", "ctx", 1, strict)) << "no slice of k_r, the operand of its first node, is read";
  EXPECT_TRUE(ordered.chunk("scaled", "masked", 0, strict)) << "the mask has extent 1 there";
}

TEST(LegalityTest, R7RegionsDoNotOverlap) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 8, .width = 8, .heads = 2});
  Ordered ordered{graph};
  Chunk taken = *ordered.chunk("scores", "ctx", 0);
  ordered.plan.chunks.push_back(taken);
  const auto overlaps = [&](const SearchSettings& settings) {
    const Candidates all = ChunkSearch{ordered.tables, ordered.plan, settings}.search(whole_range(ordered.plan), {});
    return std::count_if(all.chunks.begin(), all.chunks.end(),
                         [&](const Chunk& c) { return c.begin <= taken.last && c.last >= taken.first; });
  };
  EXPECT_EQ(overlaps({}), 0);
  EXPECT_GT(overlaps(without(Rule::kDisjointness)), 0);
}

TEST(LegalityTest, R8ThePeakNodeIsInTheLoop) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 8, .width = 8, .heads = 2});
  const Ordered ordered{graph};
  const Node peak = ordered.node("k_t");
  const Candidates all = ChunkSearch{ordered.tables, ordered.plan, {}}.search(whole_range(ordered.plan), peak);
  ASSERT_FALSE(all.chunks.empty());
  for (const Chunk& chunk : all.chunks) {
    EXPECT_TRUE(std::any_of(chunk.loop.begin(), chunk.loop.end(), [&](const SlicedNode& n) { return n.node == peak; }));
  }
  EXPECT_GT(count(ordered, without(Rule::kPeakInLoop), peak), all.chunks.size());
}

TEST(LegalityTest, AnUnknownOperatorIsABarrierNotAnError) {
  Graph graph;
  const Node x = graph.add_input("x", {6, 4}, 2);
  const Node a = graph.add("a", "relu", {x});
  const Node b = graph.add("b", "unknown", {a}, {{"shape", Shape{6, 4}}});
  graph.add("c", "relu", {b});
  const Ordered ordered{graph};
  const Candidates all = ChunkSearch{ordered.tables, ordered.plan, {}}.search(whole_range(ordered.plan), {});
  ASSERT_EQ(all.chunks.size(), 4U) << "a and c, along both dimensions";
  for (const Chunk& chunk : all.chunks) EXPECT_EQ(chunk.begin, chunk.last);
}

TEST(LegalityTest, ConvolutionsAreChunkedAlongABatchOnly) {
  for (const std::int64_t batch : {1, 2}) {
    const Graph graph =
        models::tensor::blocks::unet({.batch = batch, .channels = 4, .height = 4, .width = 4, .heads = 2, .groups = 2});
    const Ordered ordered{graph};
    for (int dim = 1; dim < 4; ++dim) EXPECT_FALSE(ordered.chunk("gn1", "conv2", dim));
    EXPECT_EQ(count(ordered, {}, ordered.node("conv1")) > 0, batch == 2);
    EXPECT_EQ(count(ordered, {}, ordered.node("gn2")) > 0, batch == 2);
    if (batch == 2) {
      EXPECT_EQ(ordered.chunk("gn1", "res2", 0)->loop.size(), 29U) << "everything, image by image";
    }
  }
}

}  // namespace
}  // namespace octosim::partition::chunk
