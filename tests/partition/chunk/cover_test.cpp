#include "partition/chunk/cover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "partition/chunk/coverable.hpp"
#include "partition/chunk/hoist.hpp"
#include "partition/chunk/pass.hpp"
#include "partition/chunk/segments.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using testing::HasSubstr;
using tests::autochunk;

Graph golden_attention() { return models::tensor::blocks::attention({.tokens = 512, .width = 512, .heads = 8}); }

TEST(CoverTest, PlansForEveryGoldenSram) {
  const Graph graph = golden_attention();
  const Tables tables{graph};
  for (const auto& [sram, expected] : autochunk().at("tbu").at("plans").items()) {
    const Tbu tbu{.sram_bytes = std::stoll(sram), .deep_loops = false};
    const Cover found = cover(tables, tbu);
    EXPECT_NEAR(found.cycles, expected.at("cycles"), 0.1);
    nlohmann::json segments = nlohmann::json::array();
    for (const Segment& s : found.segments) {
      nlohmann::json loop;
      if (s.chunk) {
        loop = {{"c", s.cost.size},
                {"cbu", s.cbu},
                {"cycles", cycles_of(s.cost, tbu)},
                {"dim", s.chunk->dim},
                {"nch", s.cost.count},
                {"pin_f", s.cost.pinned.whole_operands},
                {"pin_w", s.cost.pinned.weights},
                {"sram", s.cost.sram},
                {"traffic", s.cost.traffic}};
      }
      segments.push_back({graph[found.order[s.first]].name, graph[found.order[s.last]].name, loop});
    }
    EXPECT_EQ(segments, expected.at("segs")) << sram;
    EXPECT_TRUE(is_sound(tables, plan_of(found)));
  }
}

TEST(CoverTest, CyclesForEveryGoldenBandwidth) {
  const Graph graph = golden_attention();
  const Tables tables{graph};
  for (const auto& [rate, expected] : autochunk().at("tbu").at("bw").items()) {
    const std::int64_t bytes = std::stoll(rate);
    EXPECT_NEAR(cover(tables, {.sram_bytes = 675840, .bytes_per_cycle = bytes, .deep_loops = false}).cycles,
                expected[0], 0.1)
        << rate;
    EXPECT_NEAR(cover(tables, {.sram_bytes = 2097152, .bytes_per_cycle = bytes, .deep_loops = false}).cycles,
                expected[1], 0.1)
        << rate;
  }
}

TEST(CoverTest, SegmentsCoverTheOrderAndFit) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 96, .width = 64, .heads = 4});
  const Tables tables{graph};
  const Tbu tbu{.sram_bytes = 100'000, .tile_bytes = 4096};
  const Cover found = cover(tables, tbu);
  std::uint32_t next = 0;
  std::int64_t time = 0;
  for (const Segment& s : found.segments) {
    EXPECT_EQ(s.first, next);
    next = s.last + 1;
    time += s.cost.time;
    if (!s.chunk) continue;
    EXPECT_LE(s.cost.sram, tbu.sram_bytes);
    EXPECT_LE(s.cbu, tbu.cbu_bytes);
    EXPECT_TRUE(s.chunk->hoisted.empty());
    EXPECT_EQ(s.chunk->size, s.cost.size);
  }
  EXPECT_EQ(next, found.order.size());
  EXPECT_EQ(time, found.time);
  EXPECT_GE(found.cycles, static_cast<double>(ideal_cycles(tables, tbu)));
  EXPECT_GE(found.traffic, least_traffic(tables));
}

TEST(CoverTest, LessTrafficCostsCyclesIfItIsPriced) {
  const Graph graph = golden_attention();
  const Tables tables{graph};
  const Cover fast = cover(tables, {.sram_bytes = 1 << 20});
  const Cover sparing = cover(tables, {.sram_bytes = 1 << 20, .traffic_percent = 20});
  EXPECT_LT(sparing.traffic, fast.traffic);
  EXPECT_GE(sparing.time, fast.time);
}

/// Two heads of which a TBU has no room for one, but for some rows of one with its keys and values.
Graph long_attention() { return models::tensor::blocks::attention({.tokens = 2048, .width = 128, .heads = 2}); }

const Segment& segment_of(const Cover& cover, const Graph& graph, const char* name) {
  const auto found = std::find_if(cover.segments.begin(), cover.segments.end(), [&](const Segment& s) {
    return cover.order[s.first] <= graph.find(name).value() && graph.find(name).value() <= cover.order[s.last];
  });
  return *found;
}

TEST(CoverTest, ANestedLoopIsTakenWhereItIsCheaper) {
  const Graph graph = long_attention();
  const Tables tables{graph};
  const Tbu deep{.sram_bytes = 700'000, .cbu_bytes = 1 << 30};
  Tbu plain = deep;
  plain.deep_loops = false;
  const Cover with = cover(tables, deep), without = cover(tables, plain);
  EXPECT_LT(with.time, without.time);
  const Segment& scores = segment_of(with, graph, "scores");
  ASSERT_TRUE(scores.chunk && scores.chunk->inner);
  EXPECT_LE(scores.cost.sram, deep.sram_bytes);
  EXPECT_GT(count_of(*scores.chunk), 1);
  EXPECT_GT(count_of(*scores.chunk->inner), 1);
  EXPECT_EQ(scores.cost.count, count_of(*scores.chunk) * count_of(*scores.chunk->inner));
  EXPECT_TRUE(is_sound(tables, plan_of(with)));
  for (const Segment& s : without.segments) EXPECT_FALSE(s.chunk && is_deep(*s.chunk));
}

TEST(CoverTest, NestedLoopsAndHalosMakeGraphsFeasible) {
  const Graph attention = long_attention();
  const Tables tables{attention};
  Tbu tbu{.cbu_bytes = 1 << 30};
  const std::int64_t deep = *least_memories(tables, tbu).sram;
  tbu.deep_loops = false;
  EXPECT_LT(deep, *least_memories(tables, tbu).sram);
  Graph image;
  Node v = image.add_input("x", {1, 8, 64, 64}, 2);
  for (const char* name : {"a", "b"}) {
    v = image.add(name, "silu", {v});
    v = image.add(std::string{"conv_"} + name, "conv2d", {v}, {{"channels", 8}, {"kernel", 3}});
  }
  const Tables images{image};
  EXPECT_FALSE(least_memories(images, tbu).sram) << "a plain loop cannot slice a convolution";
  tbu.deep_loops = true;
  tbu.sram_bytes = *least_memories(images, tbu).sram;
  const Cover found = cover(images, tbu);
  for (const char* name : {"conv_a", "conv_b"}) {
    EXPECT_FALSE(segment_of(found, image, name).chunk->windows.empty());
    EXPECT_LE(segment_of(found, image, name).cost.sram, tbu.sram_bytes);
  }
  --tbu.sram_bytes;
  EXPECT_THROW(cover(images, tbu), engine::ModelError);
}

/// All sizes and residencies of all loops of all intervals, by brute force over the golden formula's general form.
TEST(CoverTest, NoRowOfLoopsIsCheaper) {
  const Graph graph = models::tensor::blocks::attention({.tokens = 24, .width = 16, .heads = 2});
  const Tables tables{graph};
  for (const std::int64_t sram : {3'000, 4'000, 6'000, 12'000}) {
    const Tbu tbu{.sram_bytes = sram, .rows = 4, .columns = 4, .bytes_per_cycle = 2, .tile_bytes = 256};
    const Plan plan{.order = graph.compute_order()};
    constexpr std::int64_t kNone = std::int64_t{1} << 60;
    std::vector<std::int64_t> best(plan.order.size() + 1, kNone);
    best[0] = 0;
    const auto visit = [&](std::uint32_t first, std::uint32_t last, const Chunk* chunk) {
      std::int64_t price = chunk == nullptr ? 0 : kNone;
      if (chunk != nullptr) {
        Chunk sized = *chunk;
        for (std::int64_t outer = 1; outer <= chunk->extent; ++outer) {
          if (outer != chunk->extent && (outer & (outer - 1)) != 0) continue;
          const std::int64_t extent = chunk->inner ? chunk->inner->extent : 1;
          for (std::int64_t inner = 1; inner <= extent; ++inner) {
            if (inner != extent && (inner & (inner - 1)) != 0) continue;
            sized.size = outer;
            if (sized.inner) sized.inner->size = inner;
            const auto cost = best_cost(pass_of(tables, sized), cycles_of_pass(tables, sized, tbu), tbu);
            if (cost) price = std::min(price, cost->price);
          }
        }
      }
      best[last + 1] = std::min(best[last + 1], best[first] + price);
    };
    each_deep_segment(tables, plan, visit, [](std::uint32_t, std::uint32_t) { return true; });
    std::int64_t price = 0;
    for (const Segment& s : cover(tables, tbu).segments) price += s.cost.price;
    EXPECT_EQ(price, best.back()) << sram;
  }
}

std::string refusal_of(const Graph& graph, const Tbu& tbu) {
  const Tables tables{graph};
  try {
    cover(tables, tbu);
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return {};
}

TEST(CoverTest, WhatDoesNotFitIsNamedWithItsNeeds) {
  const Graph graph = golden_attention();
  EXPECT_THAT(refusal_of(graph, {.sram_bytes = 1000}), HasSubstr("node \"ln1\" needs "));
  EXPECT_THAT(refusal_of(graph, {.sram_bytes = 1000}), HasSubstr("bytes of SRAM (there are 1000)"));
  EXPECT_THAT(refusal_of(graph, {.cbu_bytes = 2 << 20}), HasSubstr("of the CBU (there are 2097152)"));
  const Graph unet = models::tensor::blocks::unet({.channels = 4, .height = 4, .width = 4, .heads = 2, .groups = 2});
  EXPECT_THAT(refusal_of(unet, {}), HasSubstr("node \"gn1\" cannot be sliced along any dimension"));
}

}  // namespace
}  // namespace octosim::partition::chunk
