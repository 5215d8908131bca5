#include "partition/chunk/halo.hpp"

#include <gtest/gtest.h>

#include "partition/chunk/pass.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using tests::autochunk, tests::Ordered;

TEST(HaloTest, RowsOfTheGoldenConvolution) {
  const Graph graph = models::tensor::blocks::unet({.channels = 320, .height = 64, .width = 64, .heads = 8});
  const Ordered ordered{graph};
  for (const auto& row : autochunk().at("halo")) {
    const auto cost = slice_with_halo(ordered.tables, ordered.plan.order, ordered.at("silu1"), ordered.at("conv1"), 2,
                                      row[0].get<std::int64_t>(), {});
    ASSERT_TRUE(cost);
    EXPECT_EQ(nlohmann::json({cost->size, cost->count, cost->sram, cost->reread, cost->weight_traffic}), row);
  }
}

TEST(HaloTest, TwoConvolutionsWidenTheHaloTwice) {
  Graph graph;
  Node v = graph.add_input("x", {1, 1, 16, 4}, 1);
  for (const char* name : {"a", "b"}) v = graph.add(name, "conv2d", {v}, {{"channels", 1}, {"kernel", 3}, {"bias", 0}});
  const Ordered ordered{graph};
  const auto cost = slice_with_halo(ordered.tables, ordered.plan.order, 0, 1, 2, 4, {.tile_bytes = 0});
  ASSERT_TRUE(cost);
  EXPECT_EQ(cost->sram, 2 * (8 * 4 + 4 * 4) + 6 * 4) << "8 rows of x, 6 of a, 4 of b";
  EXPECT_EQ(cost->reread, (6.0 + 8 + 8 + 6) / 16) << "the first and the last slice read fewer";
}

TEST(HaloTest, AStrideReadsSoManyMoreRows) {
  Graph graph;
  const Node x = graph.add_input("x", {1, 1, 16, 4}, 1);
  graph.add("a", "conv2d", {x}, {{"channels", 1}, {"kernel", 3}, {"stride", 2}, {"bias", 0}});
  const Ordered ordered{graph};
  const auto cost = slice_with_halo(ordered.tables, ordered.plan.order, 0, 0, 2, 2, {.tile_bytes = 0});
  ASSERT_TRUE(cost);
  EXPECT_EQ(cost->count, 4);
  EXPECT_EQ(cost->sram, 2 * (5 * 4 + 2 * 2));
  EXPECT_EQ(cost->reread, (4.0 + 5 + 5 + 5) / 16);
}

TEST(HaloTest, WhatHasNoHaloIsRefused) {
  const Graph graph = models::tensor::blocks::unet({.channels = 32, .height = 8, .width = 8, .heads = 8});
  const Ordered ordered{graph};
  const auto slice = [&](const char* first, const char* last, int dim) {
    return slice_with_halo(ordered.tables, ordered.plan.order, ordered.at(first), ordered.at(last), dim, 2, {});
  };
  EXPECT_TRUE(slice("silu1", "conv1", 3));
  EXPECT_FALSE(slice("silu1", "conv1", 1)) << "channels are summed";
  EXPECT_FALSE(slice("gn1", "conv1", 2)) << "a norm needs all rows";
  EXPECT_FALSE(slice("conv2", "gn3", 2));
  EXPECT_FALSE(slice("conv1", "silu2", 2)) << "there is a norm between them";
}

/// The loops with a halo that end at a node, by their first node.
std::vector<std::string> firsts(const Ordered& ordered, const char* last, int dim) {
  std::vector<std::string> names;
  each_halo(ordered.tables, ordered.plan.order, ordered.at(last), dim,
            [&](const Chunk& chunk) { names.push_back((*ordered.graph)[chunk.loop.front().node].name); });
  return names;
}

TEST(HaloTest, LoopsGrowToWhatCannotBeSliced) {
  const Graph graph = models::tensor::blocks::unet({.channels = 32, .height = 8, .width = 8, .heads = 8});
  const Ordered ordered{graph};
  EXPECT_EQ(firsts(ordered, "conv1", 2), (std::vector<std::string>{"conv1", "silu1"})) << "before it is a norm";
  EXPECT_EQ(firsts(ordered, "conv1", 3).size(), 2U);
  EXPECT_TRUE(firsts(ordered, "conv1", 1).empty());
  EXPECT_TRUE(firsts(ordered, "silu1", 2).empty()) << "no halo";
}

TEST(HaloTest, AChunkHasThePassOfTheGoldenBytes) {
  const Graph graph = models::tensor::blocks::unet({.channels = 320, .height = 64, .width = 64, .heads = 8});
  const Ordered ordered{graph};
  std::size_t compared = 0;
  each_halo(ordered.tables, ordered.plan.order, ordered.at("conv1"), 2, [&](const Chunk& chunk) {
    if (chunk.first != ordered.at("silu1")) return;
    for (const auto& row : autochunk().at("halo")) {
      Chunk sized = chunk;
      sized.size = row[0];
      const Pass pass = pass_of(ordered.tables, sized);
      EXPECT_EQ(pass.count, row[1]);
      EXPECT_EQ(sram_of(pass, {.weights = false}, {}), row[2]);
      ++compared;
    }
  });
  EXPECT_EQ(compared, autochunk().at("halo").size());
}

}  // namespace
}  // namespace octosim::partition::chunk
