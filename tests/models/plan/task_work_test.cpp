#include "models/plan/task_work.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace octosim::models::plan {
namespace {

/// The slot of each packet, as the uses of the slots say.
std::vector<std::uint32_t> by_uses(const TaskWork& work, std::uint32_t slots) {
  std::vector<std::uint32_t> taken;
  for (std::uint32_t slot = 0; slot < slots; ++slot) taken.insert(taken.end(), work.uses(slot, slots), slot);
  return taken;
}

TEST(TaskWorkTest, EveryPacketTakesFromOneSlotAndEverySlotIsTaken) {
  for (std::uint32_t packets = 1; packets <= 40; ++packets) {
    for (std::uint32_t late = 0; late < packets; ++late) {
      const TaskWork work{.packets = packets, .late = late};
      for (std::uint32_t slots = 1; slots <= work.taking(); ++slots) {
        const auto taken = by_uses(work, slots);
        ASSERT_EQ(taken.size(), packets) << late << " late, " << slots << " slots";
        for (std::uint32_t packet = 0; packet < packets; ++packet) {
          ASSERT_EQ(work.slot_of(packet, slots), taken[packet])
              << packet << " of " << packets << ", " << slots << " slots";
        }
      }
    }
  }
}

TEST(TaskWorkTest, LatePacketsTakeFromTheLastSlot) {
  const TaskWork work{.packets = 10, .late = 6};
  EXPECT_EQ(by_uses(work, 2), (std::vector<std::uint32_t>{0, 0, 1, 1, 1, 1, 1, 1, 1, 1}));
}

TEST(TaskWorkTest, SharesAreAllOfIt) {
  const TaskWork work{.cycles = 1001, .packets = 8};
  std::uint64_t sum = 0;
  for (std::uint32_t packet = 0; packet < 8; ++packet) sum += work.share_of(1001, packet);
  EXPECT_EQ(sum, 1001U);
  EXPECT_EQ(work.cycles_of(0), 126U);
  EXPECT_EQ(work.cycles_of(7), 125U);
}

}  // namespace
}  // namespace octosim::models::plan
