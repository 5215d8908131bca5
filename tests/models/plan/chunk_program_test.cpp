#include "models/plan/chunk_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::models::plan {
namespace {

using workload::ChunkLoop;

ChunkLoop loop(std::uint64_t slices, std::uint64_t cycles) {
  return {.slices = slices, .cycles = cycles, .macs = 1000, .operations = 10, .in_bytes = 300, .out_bytes = 50};
}

TEST(ChunkProgramTest, SlicesArePackets) {
  const ChunkProgram program{{loop(8, 100), loop(16, 30)}};
  const TaskWork work = program.work(1, false);
  EXPECT_EQ(work.packets, 24U);
  EXPECT_EQ(work.cycles, 8U * 100 + 16 * 30);
  EXPECT_EQ(work.macs, 2000U);
  EXPECT_EQ(work.operations, 20U);
  EXPECT_EQ(work.silent, 8U) << "those of the first loop";
  EXPECT_EQ(work.made(), 16U);
  EXPECT_EQ(work.late, 16U) << "those of the second loop take what the last slice of the first did";
  EXPECT_EQ(program.place_of(work, 0).loop, 0U);
  EXPECT_TRUE(program.place_of(work, 0).begins);
  EXPECT_FALSE(program.place_of(work, 7).begins);
  EXPECT_EQ(program.place_of(work, 8).loop, 1U);
  EXPECT_TRUE(program.place_of(work, 8).begins);
  EXPECT_EQ(program.place_of(work, 23).loop, 1U);
}

TEST(ChunkProgramTest, ALoopThatStreamsIsCutAsFineAsWhatComesIn) {
  const ChunkProgram program{{loop(4, 101)}};
  const TaskWork work = program.work(16, false);
  EXPECT_EQ(work.split, 4U);
  EXPECT_EQ(work.packets, 16U);
  EXPECT_EQ(work.silent, 0U);
  EXPECT_EQ(work.late, 0U);
  const ChunkProgram::Slice slice = program.slice(work, 0);
  EXPECT_EQ(slice.cycles, 26U) << "101 / 4, rounded up";
  EXPECT_EQ(slice.in_bytes, 75U);
  EXPECT_EQ(slice.out_bytes, 13U);
  EXPECT_EQ(program.work(2, false).packets, 4U) << "never fewer than slices";
}

TEST(ChunkProgramTest, TensorsInDramAreWhatIsWrittenOrTheMostThatIsRead) {
  const ChunkProgram none{{loop(4, 1)}};
  EXPECT_FALSE(none.writes_dram());
  EXPECT_EQ(none.dram_bytes(), 0U);
  const ChunkProgram written{{workload::ChunkLoop{.slices = 4, .out_bytes = 9, .dram_out_bytes = 5, .stored_bytes = 2},
                              workload::ChunkLoop{.slices = 2, .in_bytes = 9, .dram_in_bytes = 9}}};
  EXPECT_TRUE(written.writes_dram());
  EXPECT_EQ(written.dram_bytes(), 28U);
  EXPECT_EQ(written.offset(1, 7), 7U);
  for (const std::uint64_t bytes : {1U, 7U, 27U, 28U}) {
    for (std::uint32_t packet = 0; packet < 100; ++packet) EXPECT_LE(written.offset(packet, bytes) + bytes, 28U);
  }
  const ChunkProgram read{
      {workload::ChunkLoop{.slices = 4, .in_bytes = 50, .kept_bytes = 9, .dram_in_bytes = 50, .dram_kept_bytes = 9}}};
  EXPECT_FALSE(read.writes_dram());
  EXPECT_EQ(read.dram_bytes(), 59U) << "is there from the start";
  EXPECT_EQ(read.slice(read.work(8, false), 0).load_bytes, 25U) << "of half a slice";
}

TEST(ChunkProgramTest, WhatCannotStreamHandsAnItemOnAsAWhole) {
  EXPECT_FALSE(ChunkProgram{{loop(8, 1)}}.is_barrier(false));
  EXPECT_TRUE(ChunkProgram{{loop(8, 1)}}.is_barrier(true)) << "a barrier is behind it";
  EXPECT_TRUE((ChunkProgram{{loop(8, 1), loop(8, 1)}}.is_barrier(false)));
  EXPECT_TRUE(ChunkProgram{{loop(6, 1)}}.is_barrier(false)) << "no power of two";
  EXPECT_EQ(ChunkProgram{{loop(6, 1)}}.work(1, false).made(), 1U);
  EXPECT_EQ(ChunkProgram{{loop(6, 1)}}.work(1, false).silent, 5U);
  EXPECT_EQ(ChunkProgram{{loop(8, 1)}}.work(1, true).made(), 1U);
  EXPECT_EQ((ChunkProgram{{loop(6, 1), loop(4, 1)}}.work(1, false).made()), 4U);
  EXPECT_EQ((ChunkProgram{{loop(4, 1), loop(6, 1)}}.work(1, false).made()), 1U);
}

}  // namespace
}  // namespace octosim::models::plan
