#include "models/octopus/task_flow_queue.hpp"

#include <gtest/gtest.h>

namespace octosim::models::octopus {
namespace {

TaskFlowQueue::Slot slot(std::uint64_t item, std::uint32_t bytes, std::uint32_t uses = 1) {
  TaskFlowQueue::Slot made;
  made.item = item;
  made.bytes = bytes;
  made.uses = uses;
  return made;
}

TEST(TaskFlowQueueTest, TakesWhatFitsInBytes) {
  TaskFlowQueue queue{100, 0};
  queue.reserve(slot(0, 60));
  EXPECT_TRUE(queue.has_room(40));
  EXPECT_FALSE(queue.has_room(41));
  queue.reserve(slot(1, 40));
  EXPECT_FALSE(queue.has_room(1));
  EXPECT_TRUE(queue.has_room(0));
  EXPECT_EQ(queue.bytes(), 100U);
  EXPECT_EQ(queue.size(), 2U);
}

TEST(TaskFlowQueueTest, TakesWhatFitsInPackets) {
  TaskFlowQueue queue{100, 2};
  queue.reserve(slot(0, 1));
  EXPECT_TRUE(queue.has_room(1));
  queue.reserve(slot(0, 1));
  EXPECT_FALSE(queue.has_room(1));
}

TEST(TaskFlowQueueTest, ASilentSlotThatIsFilledIsNotDueWhereverItIs) {
  TaskFlowQueue queue{100, 0};
  queue.reserve(slot(0, 60));
  queue.reserve(slot(1, 0, 0));
  queue.reserve(slot(1, 30));
  EXPECT_EQ(queue.due(), 3U);
  queue.fill(0, 7);
  queue.fill(1, 7);
  queue.fill(2, 7);
  EXPECT_EQ(queue.size(), 3U) << "it leaves behind the one before it";
  EXPECT_EQ(queue.due(), 0U);
  queue.take();
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue.filled(), 1U);
}

TEST(TaskFlowQueueTest, CountsBytesWhenTheyAreWrittenAndWhenTheyHaveLeft) {
  TaskFlowQueue queue{100, 0};
  queue.reserve(slot(0, 60, 2));
  queue.reserve(slot(1, 30));
  EXPECT_EQ(queue.written_bytes(), 0U) << "room is no write";
  queue.fill(1, 7);
  EXPECT_EQ(queue.written_bytes(), 30U);
  queue.fill(0, 7);
  EXPECT_EQ(queue.written_bytes(), 90U);
  queue.take();
  EXPECT_EQ(queue.read_bytes(), 0U) << "half of it was read";
  queue.take();
  EXPECT_EQ(queue.read_bytes(), 60U);
  queue.take();
  EXPECT_EQ(queue.read_bytes(), 90U);
}

TEST(TaskFlowQueueTest, AnEmptyBankTakesOnePacketOfAnySize) {
  TaskFlowQueue queue{100, 1};
  EXPECT_TRUE(queue.has_room(1'000'000));
  queue.reserve(slot(0, 1'000'000));
  EXPECT_FALSE(queue.has_room(0));
  queue.fill(0, 7);
  EXPECT_TRUE(queue.take());
  EXPECT_TRUE(queue.has_room(1'000'000));
  EXPECT_EQ(queue.bytes(), 0U);
}

TEST(TaskFlowQueueTest, PacketsLeaveInTheOrderTheyWereIssuedWhicheverIsDoneFirst) {
  TaskFlowQueue queue{1000, 0};
  for (std::uint64_t item = 0; item < 3; ++item) queue.reserve(slot(item, 10));
  EXPECT_FALSE(queue.ready());
  queue.fill(2, 102);
  queue.fill(1, 101);
  EXPECT_FALSE(queue.ready()) << "the first is not there yet";
  EXPECT_EQ(queue.filled(), 2U);
  queue.fill(0, 100);
  for (std::uint64_t item = 0; item < 3; ++item) {
    ASSERT_TRUE(queue.ready());
    EXPECT_EQ(queue.front().item, item);
    EXPECT_EQ(queue.front().digest, 100 + item);
    EXPECT_TRUE(queue.take());
  }
  EXPECT_FALSE(queue.ready());
  queue.reserve(slot(9, 10));
  queue.fill(3, 109);
  EXPECT_EQ(queue.front().digest, 109U) << "numbers go on after packets have left";
}

TEST(TaskFlowQueueTest, AnItemStaysUntilItsLastUse) {
  TaskFlowQueue queue{100, 0};
  queue.reserve(slot(0, 100, 3));
  queue.fill(0, 1);
  EXPECT_FALSE(queue.take());
  EXPECT_FALSE(queue.take());
  EXPECT_EQ(queue.bytes(), 100U);
  EXPECT_EQ(queue.filled(), 1U);
  EXPECT_TRUE(queue.take());
  EXPECT_EQ(queue.bytes(), 0U);
  EXPECT_EQ(queue.filled(), 0U);
}

TEST(TaskFlowQueueTest, TaskFlowsThatShareRoomHaveItPlaceByPlace) {
  FlowRoom room{100, 3};
  TaskFlowQueue one{room, 0}, other{room, 0};
  TaskFlowQueue::Slot there = slot(0, 80);
  there.place = 1;
  one.reserve(there);
  EXPECT_FALSE(one.has_room(21, 1));
  EXPECT_TRUE(one.has_room(20, 1));
  EXPECT_TRUE(one.has_room(100, 2));
  EXPECT_TRUE(other.has_room(500, 1)) << "it is empty";
  there.place = 2;
  other.reserve(there);
  EXPECT_FALSE(other.has_room(21, 1)) << "the other has taken it";
  EXPECT_FALSE(one.has_room(21, 2));
  EXPECT_EQ(one.bytes(), 80U);
  one.fill(0, 1);
  one.take();
  EXPECT_TRUE(other.has_room(100, 1));
  EXPECT_FALSE(other.has_room(21, 2));
}

TEST(TaskFlowQueueTest, PacketsAreCountedInAllPlacesTogether) {
  FlowRoom room{100, 3};
  TaskFlowQueue queue{room, 2};
  TaskFlowQueue::Slot there = slot(0, 10);
  for (there.place = 1; there.place <= 2; ++there.place) queue.reserve(there);
  EXPECT_FALSE(queue.has_room(1, 0));
}

}  // namespace
}  // namespace octosim::models::octopus
