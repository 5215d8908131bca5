#include "jobs/executor/memory.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::executor {
namespace {

TEST(MemoryTest, CountsWhatLives) {
  Memory memory;
  auto a = memory.allocate(100);
  auto b = memory.allocate(3);
  EXPECT_EQ(memory.live(), 412);
  a.reset();
  EXPECT_EQ(memory.live(), 12);
  EXPECT_EQ(memory.peak(), 412);
  auto shared = b;
  b.reset();
  EXPECT_EQ(memory.live(), 12) << "the last pointer frees";
  memory.forget_peak();
  EXPECT_EQ(memory.peak(), 12);
  shared.reset();
  EXPECT_EQ(memory.live(), 0);
}

TEST(MemoryTest, UsesAgainWhatIsFree) {
  Memory memory;
  auto a = memory.allocate(64), b = memory.allocate(64), c = memory.allocate(64);
  float* const first = a.get();
  float* const second = b.get();
  a.reset();
  b.reset();
  auto both = memory.allocate(128);
  EXPECT_EQ(both.get(), first) << "neighbours that are free become one";
  both.reset();
  auto small = memory.allocate(1);
  EXPECT_EQ(small.get(), first);
  auto next = memory.allocate(112);
  EXPECT_EQ(next.get(), first + 16) << "behind it, at a multiple of 64 bytes";
  EXPECT_EQ(second, first + 64);
  EXPECT_EQ(memory.reach(), 3 * 256);
}

TEST(MemoryTest, ReachHasTheGaps) {
  Memory memory;
  auto a = memory.allocate(64), b = memory.allocate(16);
  a.reset();
  memory.forget_peak();
  EXPECT_EQ(memory.peak(), 64);
  EXPECT_EQ(memory.reach(), 256 + 64);
  auto large = memory.allocate(80);
  EXPECT_EQ(memory.reach(), 256 + 64 + 320) << "does not fit into the gap";
}

TEST(MemoryTest, BlocksAreAlignedAndWritable) {
  Memory memory;
  for (std::int64_t elements = 1; elements < 100; ++elements) {
    const auto block = memory.allocate(elements);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.get()) % 64, 0U);
    block.get()[elements - 1] = 1;
  }
}

TEST(MemoryTest, MoreThanTheMachineHasIsRefused) {
  Memory memory;
  EXPECT_THROW(memory.allocate(std::int64_t{1} << 58), engine::SystemError);
  EXPECT_EQ(memory.live(), 0);
}

}  // namespace
}  // namespace octosim::jobs::executor
