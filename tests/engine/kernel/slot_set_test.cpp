#include "engine/kernel/slot_set.hpp"

#include <gtest/gtest.h>

namespace octosim::engine {
namespace {

TEST(SlotSet, HasNothingAtFirst) {
  const SlotSet<128> set;
  for (const std::uint64_t first : {0U, 1U, 63U, 64U, 127U}) EXPECT_EQ(set.next(first, 0), 128U);
}

/// Every slot, seen from every first slot: found at its distance round the wheel, up to it and not after it.
TEST(SlotSet, FindsASlotAtItsDistanceRoundTheWheel) {
  for (std::uint64_t slot = 0; slot < 128; ++slot) {
    SlotSet<128> set;
    set.insert(slot);
    for (std::uint64_t first = 0; first < 256; ++first) {
      const std::uint64_t away = (slot + 256 - first) % 128;
      ASSERT_EQ(set.next(first, 0), away) << slot << " from " << first;
      ASSERT_EQ(set.next(first, away), away) << slot << " from " << first;
      ASSERT_EQ(set.next(first, away + 1), 128U) << slot << " from " << first;
    }
    set.erase(slot);
    ASSERT_EQ(set.next(0, 0), 128U);
  }
}

TEST(SlotSet, FindsTheNearestOfSeveral) {
  SlotSet<256> set;
  for (const std::uint64_t slot : {3U, 70U, 200U}) set.insert(slot);
  EXPECT_EQ(set.next(0, 0), 3U);
  EXPECT_EQ(set.next(0, 4), 70U);
  EXPECT_EQ(set.next(71, 0), 129U);
  EXPECT_EQ(set.next(201, 0), 58U) << "round the end";
  set.erase(3);
  EXPECT_EQ(set.next(201, 0), 125U);
}

}  // namespace
}  // namespace octosim::engine
