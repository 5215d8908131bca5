#include "partition/chunk/stream.hpp"

#include <gtest/gtest.h>

#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::Ordered;

TEST(StreamTest, AlignedSegmentsArePipelinedAsInTheGoldenFile) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8});
  const Tables tables{graph};
  const Tbu tbu{.sram_bytes = 675840, .deep_loops = false};
  const std::vector<Stream> streams = streams_of(tables, cover(tables, tbu), tbu);
  const auto& golden = autochunk().at("tbu").at("stream");
  ASSERT_EQ(streams.size(), 2U) << "keys and values are a barrier";
  EXPECT_EQ(streams[0].segments, std::vector<std::size_t>{0});
  EXPECT_EQ(streams[1].segments, (std::vector<std::size_t>{2, 3, 4}));
  EXPECT_EQ(streams[1].count, golden.at("n"));
  EXPECT_EQ(streams[1].unit, golden.at("unit"));
  EXPECT_EQ(nlohmann::json(streams[1].stage), golden.at("stage"));
  EXPECT_NEAR(streams[1].sequential, golden.at("seq"), 0.1);
  EXPECT_NEAR(streams[1].pipelined, golden.at("pipe"), 0.1);
  EXPECT_EQ(streams[1].fifo, (std::vector<std::int64_t>{16 + 64, 64 + 32}));
  EXPECT_EQ(streams[1].least_fifo, (std::vector<std::int64_t>{64, 64}));
}

TEST(StreamTest, EveryConditionOfAnEdgeIsChecked) {
  Graph graph;
  const Node x = graph.add_input("x", {8, 8}, 2);
  const Node a = graph.add("a", "relu", {x});
  const Node t = graph.add("t", "transpose", {a}, {{"order", models::tensor::Shape{1, 0}}});
  const Node b = graph.add("b", "exp", {t});
  graph.add("c", "matmul", {b, a});
  graph.add("d", "exp", {x});
  const Ordered ordered{graph};
  const auto segment = [&](const char* name, int dim) { return Segment{.chunk = ordered.chunk(name, name, dim)}; };
  EXPECT_TRUE(is_streamable(ordered.tables, segment("a", 0), segment("b", 1))) << "through the view";
  EXPECT_FALSE(is_streamable(ordered.tables, segment("a", 0), segment("b", 0))) << "another dimension";
  EXPECT_FALSE(is_streamable(ordered.tables, segment("a", 0), segment("c", 0))) << "c needs a whole";
  EXPECT_FALSE(is_streamable(ordered.tables, segment("a", 0), segment("d", 0))) << "nothing is handed over";
  EXPECT_FALSE(is_streamable(ordered.tables, segment("a", 0), Segment{})) << "views only";
}

}  // namespace
}  // namespace octosim::partition::chunk
