#include "partition/chunk/estimate.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/hoist.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using models::tensor::Shape;
using tests::autochunk, tests::golden_blocks, tests::Ordered;

TEST(EstimateTest, PeaksOfEveryNodeAreTheGoldenOnes) {
  for (const auto& block : golden_blocks()) {
    const Ordered ordered{block.graph};
    const Estimate aliased = Estimator{ordered.tables, Accounting::kAliased}.estimate(ordered.plan);
    const Estimate released = Estimator{ordered.tables, Accounting::kReleased}.estimate(ordered.plan);
    const auto& golden = autochunk().at(block.name);
    for (std::size_t i = 0; i < ordered.plan.order.size(); ++i) {
      const auto& node = golden.at("nodes")[i];
      EXPECT_EQ(aliased.peaks[i], node.at("peakA")) << block.name << " " << node.at("name");
      EXPECT_EQ(released.peaks[i], node.at("peakO")) << block.name << " " << node.at("name");
    }
    EXPECT_EQ(aliased.peak, golden.at("peakA"));
    EXPECT_EQ(released.peak, golden.at("peakO"));
  }
}

TEST(EstimateTest, PeaksFollowTheClosedFormOfTheTransformerBlock) {
  for (const std::int64_t tokens : {64, 256, 512, 2048}) {
    const std::int64_t width = 384, heads = 6, bytes = 4;
    const Graph graph =
        models::tensor::blocks::attention({.tokens = tokens, .width = width, .heads = heads, .element_bytes = bytes});
    Ordered ordered{graph};
    Estimator estimator{ordered.tables, Accounting::kAliased};
    const std::int64_t row = tokens * width * bytes;
    EXPECT_EQ(estimator.estimate(ordered.plan).peak, std::max(2 * heads * tokens * tokens * bytes + row, 9 * row));
    Chunk chunk = *ordered.chunk("q_r", "res2", 0);
    chunk.size = tokens / 4;
    hoist(ordered.tables, ordered.plan.order, chunk);
    ordered.plan.chunks.push_back(chunk);
    const Estimate sliced = estimator.estimate(ordered.plan);
    EXPECT_EQ(sliced.peaks[ordered.at("probs")], 4 * row + 2 * heads * chunk.size * tokens * bytes);
    EXPECT_EQ(sliced.peaks[ordered.at("res2")] - sliced.peaks[ordered.at("ln1")], 3 * row + row / 4 * 2)
        << "q, k, v live to the end of the loop, res2 is allocated whole, fc2 and res1 are slices";
  }
}

TEST(EstimateTest, AViewSharesItsOperandsLifeOrIsATensorOfItsOwn) {
  Graph graph;
  const Node a = graph.add("a", "relu", {graph.add_input("x", {4, 8}, 1)});
  const Node t = graph.add("t", "permute", {a}, {{"order", Shape{1, 0}}});
  const Node b = graph.add("b", "relu", {t});
  graph.add("c", "matmul", {t, graph.add_constant("w", {4, 4}, 1)});
  graph.add("d", "relu", {b});
  const Ordered ordered{graph};
  const Estimate aliased = Estimator{ordered.tables, Accounting::kAliased}.estimate(ordered.plan);
  EXPECT_EQ(aliased.peaks, (std::vector<std::int64_t>{32, 32, 64, 96, 96}));
  EXPECT_EQ(aliased.live, (std::vector<std::uint32_t>{1, 1, 2, 2, 2}));
  const Estimate released = Estimator{ordered.tables, Accounting::kReleased}.estimate(ordered.plan);
  EXPECT_EQ(released.peaks, (std::vector<std::int64_t>{32, 64, 64, 128, 96})) << "c reads a copy of the permuted t";
}

TEST(EstimateTest, AViewThatALoopWritesHasStorage) {
  Graph graph;
  const Node a = graph.add("a", "relu", {graph.add_input("x", {4, 8}, 1)});
  const Node t = graph.add("t", "transpose", {a}, {{"order", Shape{1, 0}}});
  graph.add("c", "relu", {t});
  Ordered ordered{graph};
  Chunk chunk = *ordered.chunk("a", "t", 1);
  chunk.size = 2;
  ordered.plan.chunks.push_back(chunk);
  const Estimate estimate = Estimator{ordered.tables, Accounting::kAliased}.estimate(ordered.plan);
  EXPECT_EQ(estimate.peaks, (std::vector<std::int64_t>{48, 48, 64})) << "t is allocated with the first slice of a";
}

TEST(EstimateTest, ResultsLiveToTheEndAndUnreadTensorsDieAtOnce) {
  Graph graph;
  const Node x = graph.add_input("x", {8}, 1);
  const Node a = graph.add("a", "relu", {x});
  graph.add("unread", "relu", {x});
  graph.mark_output(a);
  graph.mark_output(graph.add("b", "relu", {x}));
  const Ordered ordered{graph};
  const Estimate estimate = Estimator{ordered.tables, Accounting::kAliased}.estimate(ordered.plan);
  EXPECT_EQ(estimate.peaks, (std::vector<std::int64_t>{8, 16, 16}));
  EXPECT_EQ(estimate.at, 1U) << "the first of equal peaks";
}

TEST(EstimateTest, AGraphWithoutOperatorsNeedsNothing) {
  Graph graph;
  graph.add_input("x", {4}, 2);
  const Ordered ordered{graph};
  EXPECT_EQ((Estimator{ordered.tables, Accounting::kAliased}.estimate(ordered.plan).peak), 0);
}

}  // namespace
}  // namespace octosim::partition::chunk
