#include "models/workload/chunk_loop.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace octosim::models::workload {
namespace {

/// "loop/key" of the fault, or "".
std::string fault(const ChunkLoop& loop) {
  const std::array loops{ChunkLoop{}, loop};
  const auto found = fault_of(loops);
  return found ? std::to_string(found->loop) + "/" + std::string{found->key} : "";
}

TEST(ChunkLoopTest, WhatMessagesCanNameHasNoFault) {
  EXPECT_FALSE(fault_of({}));
  EXPECT_EQ(fault({.slices = kMostSlices - 1, .cycles = 9, .control = 4, .refill = 5}), "");
  EXPECT_EQ(fault({.in_bytes = kMostSliceBytes - 5,
                   .out_bytes = 7,
                   .again_bytes = 9,
                   .kept_bytes = 5,
                   .dram_in_bytes = 20,
                   .dram_out_bytes = 7,
                   .dram_kept_bytes = 5,
                   .stored_bytes = 9}),
            "");
}

TEST(ChunkLoopTest, APartIsNoLargerThanTheWhole) {
  EXPECT_EQ(fault({.cycles = 9, .control = 5, .refill = 5}), "1/cycles");
  EXPECT_EQ(fault({.cycles = 9, .control = 10}), "1/cycles");
  EXPECT_EQ(fault({.in_bytes = 8, .again_bytes = 9}), "1/again_bytes");
  EXPECT_EQ(fault({.in_bytes = 8, .dram_in_bytes = 9}), "1/dram_in_bytes");
  EXPECT_EQ(fault({.out_bytes = 8, .dram_out_bytes = 9}), "1/dram_out_bytes");
  EXPECT_EQ(fault({.kept_bytes = 8, .dram_kept_bytes = 9}), "1/dram_kept_bytes");
}

TEST(ChunkLoopTest, WhatMovesAtOnceAndAllSlicesTogetherAreBounded) {
  EXPECT_EQ(fault({.slices = kMostSlices}), "1/slices");
  EXPECT_EQ(fault({.in_bytes = kMostSliceBytes, .kept_bytes = 1}), "1/in_bytes");
  EXPECT_EQ(fault({.out_bytes = 1, .stored_bytes = kMostSliceBytes}), "1/out_bytes");
  EXPECT_EQ(fault({.in_bytes = ~std::uint64_t{0}}), "1/in_bytes");
}

}  // namespace
}  // namespace octosim::models::workload
