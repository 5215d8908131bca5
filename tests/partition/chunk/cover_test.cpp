#include "partition/chunk/cover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "partition/chunk/hoist.hpp"
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
    const Tbu tbu{.sram_bytes = std::stoll(sram)};
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
    EXPECT_NEAR(cover(tables, {.sram_bytes = 675840, .bytes_per_cycle = bytes}).cycles, expected[0], 0.1) << rate;
    EXPECT_NEAR(cover(tables, {.sram_bytes = 2097152, .bytes_per_cycle = bytes}).cycles, expected[1], 0.1) << rate;
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
