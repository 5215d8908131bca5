#include "models/plan/memory_map.hpp"

#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/plan/program.hpp"
#include "tests/models/plan/hand_made_plan.hpp"

namespace octosim::models::plan {
namespace {

using test::HandMadePlan, test::OwgBuilder;
using testing::HasSubstr;

/// A task that reads a tensor and writes another of the same size; four clusters.
HandMadePlan frames_plan(std::uint64_t tensor) {
  HandMadePlan made{OwgBuilder{}.task("A").flow("SRC", "A", 1000, tensor).flow("A", "SINK", 64, tensor)};
  made.sub_owg({"A"});
  return made;
}

std::string refusal(const Plan& plan) {
  try {
    const Program program{plan};
    return "accepted";
  } catch (const engine::ModelError& error) {
    return error.what();
  }
}

TEST(MemoryMapTest, TheWaferHoldsThePapers96GigabytesAndNotOneFrameMore) {
  HandMadePlan made = frames_plan(0);
  made.plan.workload.videos = 3;  // one a card: 32,000,000,000 bytes each
  const Program full{made.frames(32'000'000).plan};
  EXPECT_EQ(full.memory().input_bytes(), 96'000'000'000U);
  EXPECT_EQ(full.memory().card_of(full.memory().encoded(2, 31'999'999)), 2U);
  EXPECT_EQ(full.memory().within_card(full.memory().encoded(2, 31'999'999)) + 1000, 32'000'000'000U);
  const std::string text = refusal(made.frames(32'000'001).plan);
  EXPECT_THAT(text, HasSubstr("dram.capacity = 96000000000 B"));
  EXPECT_THAT(text, HasSubstr("96000003000 B of encoded input of 3 streams"));
}

TEST(MemoryMapTest, WhatChunkLoopsKeepInDramIsATensor) {
  const auto plan = [](std::uint64_t bytes) {
    HandMadePlan made{OwgBuilder{}
                          .task("A")
                          .loops({{.slices = 2, .out_bytes = bytes, .dram_out_bytes = bytes}})
                          .flow("SRC", "A", 1000)
                          .flow("A", "SINK", 64)};
    made.sub_owg({"A"});
    return made.plan;
  };
  EXPECT_EQ(Program{plan(0)}.memory().tensor_bytes(), 0U);
  const std::uint64_t stripe = plan(0).hardware.dram.row * plan(0).hardware.dram.channels;
  EXPECT_EQ(Program{plan(stripe)}.memory().tensor_bytes(), 2 * stripe);
  Plan free = plan(stripe);
  free.hardware.dram.tensors = hardware::Tensors::kFree;
  EXPECT_EQ(Program{free}.memory().tensor_bytes(), 0U);
}

TEST(MemoryMapTest, StreamsLieOneAfterAnotherRoundTheCards) {
  HandMadePlan made = frames_plan(0);
  made.plan.workload.videos = 7;
  const Program program{made.frames(5).plan};
  std::set<std::uint64_t> places;
  for (std::uint64_t stream = 0; stream < 7; ++stream) {
    for (std::uint64_t frame = 0; frame < 5; ++frame) {
      const std::uint64_t address = program.memory().encoded(stream, frame);
      EXPECT_EQ(program.memory().card_of(address), stream % 3);
      EXPECT_TRUE(places.insert(address).second);
    }
  }
  for (auto at = places.begin(), next = std::next(at); next != places.end(); ++at, ++next)
    EXPECT_GE(*next - *at, 1000U);
}

TEST(MemoryMapTest, StreamsOfDifferentLengthsTakeNoMoreThanTheyNeed) {
  HandMadePlan made = frames_plan(0);
  made.frames(1).plan.workload.videos = 9;
  made.plan.workload.minutes_most = 50.0 / 60;
  const Program program{made.plan};
  std::vector<std::uint64_t> next{0, 0, 0};  // byte of each card
  for (std::uint64_t stream = 0; stream < 9; ++stream) {
    for (std::uint64_t frame = 0; frame < program.input().frames(stream); ++frame) {
      const std::uint64_t address = program.memory().encoded(stream, frame);
      EXPECT_EQ(program.memory().card_of(address), stream % 3);
      EXPECT_EQ(program.memory().within_card(address), next[stream % 3]);
      next[stream % 3] += 1000;
    }
  }
  EXPECT_EQ(program.memory().input_bytes(), 1000 * program.input().frames());
}

TEST(MemoryMapTest, TensorsLieBehindTheInputEachInOneCardAndEvenlyOverThem) {
  HandMadePlan made = frames_plan(5'000'000);
  made.plan.workload.videos = 4;
  const Program program{made.frames(10'000).plan};
  std::map<std::uint64_t, int> of_card;
  for (std::uint64_t item = 0; item < 3000; ++item) {
    const std::uint64_t address = program.memory().tensor(item, 5'000'000);
    EXPECT_EQ(program.memory().card_of(address), program.memory().card_of(address + 4'999'999));
    EXPECT_GE(program.memory().within_card(address), 2 * 10'000 * 1000U) << "two streams in the first card";
    ++of_card[program.memory().card_of(address)];
  }
  for (const auto& [card, tensors] : of_card) EXPECT_NEAR(tensors, 1000, 100) << card;
  EXPECT_EQ(program.memory().tensor(5, 5'000'000), program.memory().tensor(5, 5'000'000));
  EXPECT_NE(program.memory().tensor(5, 5'000'000), program.memory().tensor(5, 5'000'001 + 65'536));
}

TEST(MemoryMapTest, FramesAreRecycledAndTheirNumberIsWhatFits) {
  HandMadePlan made = frames_plan(24'883'200);
  made.plan.workload.videos = 8;  // four clusters read them
  const Program program{made.plan};
  const std::uint64_t size = (24'883'200 + 32'767) / 32'768 * 32'768;  // a row of each of 32 channels
  EXPECT_EQ(program.memory().tensor_bytes(), size) << "what was read is overwritten";
  EXPECT_EQ(program.memory().frames_in_flight(), (96'000'000'000 - 8000) / size / 4);
  made.plan.hardware.dram.capacity = 3 * 2 * size;
  EXPECT_EQ(Program{made.plan}.memory().frames_in_flight(), 1U);
  made.plan.hardware.dram.capacity = 4 * size;
  EXPECT_THAT(refusal(made.plan), HasSubstr(std::to_string(4 * size) + " B: a frame's tensors for each of 4 clusters"));
  made.plan.hardware.dram.tensors = hardware::Tensors::kFree;
  EXPECT_EQ(refusal(made.plan), "accepted") << "nothing is kept";
}

}  // namespace
}  // namespace octosim::models::plan
