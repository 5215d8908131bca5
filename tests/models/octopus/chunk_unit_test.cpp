#include "models/octopus/chunk_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/records.hpp"
#include "tests/models/network/calling_context.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre;
using workload::ChunkLoop;

const plan::ChunkProgram& two_loops() {
  static const plan::ChunkProgram program{
      {ChunkLoop{
           .slices = 2, .cycles = 100, .control = 8, .refill = 20, .in_bytes = 64, .out_bytes = 32, .kept_bytes = 500},
       ChunkLoop{.slices = 4, .cycles = 40, .control = 8, .in_bytes = 80, .out_bytes = 16, .again_bytes = 48}}};
  return program;
}

TEST(ChunkUnitTest, ALoopWaitsForAllSlicesOfTheOneBefore) {
  const ChunkUnit unit{two_loops()};
  const plan::TaskWork work = two_loops().work(1, false);
  EXPECT_TRUE(unit.may_begin(work, 0, 0));
  EXPECT_TRUE(unit.may_begin(work, 1, 0)) << "slices of one loop do not";
  EXPECT_FALSE(unit.may_begin(work, 2, 0));
  EXPECT_FALSE(unit.may_begin(work, 2, 1));
  EXPECT_TRUE(unit.may_begin(work, 2, 2));
  EXPECT_TRUE(unit.may_begin(work, 5, 2));
}

TEST(ChunkUnitTest, TheOneThatHandsOnWaitsForThoseThatDoNot) {
  const plan::ChunkProgram program{{ChunkLoop{.slices = 3}}};
  const ChunkUnit unit{program};
  const plan::TaskWork work = program.work(1, false);
  ASSERT_EQ(work.silent, 2U);
  EXPECT_TRUE(unit.may_begin(work, 1, 0));
  EXPECT_FALSE(unit.may_begin(work, 2, 1));
  EXPECT_TRUE(unit.may_begin(work, 2, 2));
}

TEST(ChunkUnitTest, ATbuReadsWhatALoopKeepsOnce) {
  ChunkUnit unit{two_loops()};
  const plan::TaskWork work = two_loops().work(1, false);
  const auto bytes = [&](std::uint64_t item, std::uint32_t packet, std::uint32_t tbu) {
    return unit.issue(work, item, packet, tbu).in_bytes;
  };
  EXPECT_EQ(bytes(0, 0, 3), 564U);
  EXPECT_EQ(bytes(0, 1, 3), 64U);
  EXPECT_EQ(bytes(0, 1, 0), 564U) << "another TBU";
  EXPECT_EQ(bytes(1, 0, 0), 564U) << "another item";
  unit.forget(0);
  EXPECT_EQ(bytes(1, 1, 0), 564U) << "it was configured for something else meanwhile";
  EXPECT_EQ(unit.issue(work, 1, 2, 0).in_bytes, 80U);
  EXPECT_EQ(unit.issue(work, 1, 2, 0).cycles, 40U);
  EXPECT_EQ(unit.issue(work, 1, 2, 0).out_bytes, 16U);
}

TEST(ChunkUnitTest, CountsWhatItCosts) {
  test::CallingContext context;
  ChunkUnit unit{two_loops()};
  unit.finish(context, 7, 9);
  EXPECT_TRUE(context.rows.empty()) << "nothing was executed";
  const plan::TaskWork work = two_loops().work(1, false);
  for (std::uint32_t packet = 0; packet < work.packets; ++packet) unit.issue(work, 0, packet, 0);
  unit.finish(context, 7, 9);
  ASSERT_EQ(context.rows.size(), 1U);
  EXPECT_EQ(context.rows[0].type, kChunkTotal);
  EXPECT_THAT(context.rows[0].values, ElementsAre(7, 9, 6, 360, 48, 40, 448, 128, 192, 500, 0, 0));
}

TEST(ChunkUnitTest, WhatLiesInDramIsPartOfWhatMoves) {
  static const plan::ChunkProgram program{{ChunkLoop{.slices = 2,
                                                     .in_bytes = 64,
                                                     .out_bytes = 32,
                                                     .kept_bytes = 500,
                                                     .dram_in_bytes = 40,
                                                     .dram_out_bytes = 32,
                                                     .dram_kept_bytes = 300,
                                                     .stored_bytes = 7}}};
  test::CallingContext context;
  ChunkUnit unit{program};
  const plan::TaskWork work = program.work(1, false);
  EXPECT_EQ(unit.issue(work, 0, 0, 0).load_bytes, 340U) << "with what the TBU is to keep";
  const auto second = unit.issue(work, 0, 1, 0);
  EXPECT_EQ(second.load_bytes, 40U);
  EXPECT_EQ(second.store_bytes, 32U);
  EXPECT_EQ(second.stored_bytes, 7U);
  EXPECT_EQ(unit.loads(), 2U);
  EXPECT_EQ(unit.loaded_bytes(), 380U);
  unit.finish(context, 7, 9);
  EXPECT_THAT(context.rows.at(0).values, ElementsAre(7, 9, 2, 2, 0, 0, 128, 64, 0, 500, 380, 78));
}

}  // namespace
}  // namespace octosim::models::octopus
