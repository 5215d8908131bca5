#include "models/network/sender.hpp"

#include <gtest/gtest.h>

namespace octosim::models::network {
namespace {

using engine::SimTime;

Sender::Waiting waiting(std::uint32_t bytes, std::uint64_t name = 0) {
  return {.packet = {.a = name, .bytes = bytes}, .from = 0};
}

TEST(SenderTest, SerialisesInWholeCyclesAtLeastOne) {
  EXPECT_EQ(serialisation(0, 256), 1U);
  EXPECT_EQ(serialisation(1, 256), 1U);
  EXPECT_EQ(serialisation(256, 256), 1U);
  EXPECT_EQ(serialisation(257, 256), 2U);
  EXPECT_EQ(serialisation(32'000, 16), 2'000U);
}

TEST(SenderTest, ALinkCarriesOnePacketAfterAnother) {
  Sender sender{256, 0};
  sender.push(waiting(1000));
  sender.push(waiting(256));
  const auto first = sender.pop(SimTime{10});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->delay.count, 0U);
  EXPECT_EQ(first->tail.count, 4U);
  const auto second = sender.pop(SimTime{10});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->delay.count, 4U);
  EXPECT_EQ(second->tail.count, 1U);
  EXPECT_FALSE(sender.pop(SimTime{10}));
  sender.push(waiting(1));
  EXPECT_EQ(sender.pop(SimTime{12})->delay.count, 3U) << "the link is free at cycle 15";
  sender.push(waiting(1));
  EXPECT_EQ(sender.pop(SimTime{100})->delay.count, 0U);
  EXPECT_EQ(sender.sent_packets(), 4U);
  EXPECT_EQ(sender.sent_bytes(), 1258U);
  EXPECT_EQ(sender.busy_cycles(), 7U);
}

/// Two senders side by side, with packets that find room, an empty queue, neither, or a packet before them.
TEST(SenderTest, WhatPassesIsPushedAndPopped) {
  Sender passing{256, 500}, pushed{256, 500};
  std::uint64_t passed = 0;
  for (std::uint64_t k = 0; k < 40; ++k) {
    const Sender::Waiting next = waiting(static_cast<std::uint32_t>(1 + k * 97 % 700), k);
    const SimTime now{10 * k};
    pushed.push(next);
    const auto other = pushed.pop(now);
    if (const auto one = passing.pass(next.packet.bytes, now)) {
      ++passed;
      ASSERT_TRUE(other) << k;
      EXPECT_EQ(next.packet.a, other->waiting.packet.a) << k;
      EXPECT_EQ(one->delay, other->delay) << k;
      EXPECT_EQ(one->tail, other->tail) << k;
    } else {
      passing.push(next);
      const auto later = passing.pop(now);
      ASSERT_EQ(later.has_value(), other.has_value()) << k;
      if (later) EXPECT_EQ(later->waiting.packet.a, other->waiting.packet.a) << k;
    }
    EXPECT_EQ(passing.waiting(), pushed.waiting()) << k;
    if (k % 3 == 2) {
      passing.credit(600);
      pushed.credit(600);
    }
  }
  EXPECT_EQ(passing.busy_cycles(), pushed.busy_cycles());
  EXPECT_EQ(passing.sent_bytes(), pushed.sent_bytes());
  EXPECT_GT(passing.waiting(), 0U) << "some must have had to wait";
  EXPECT_GT(passed, 0U);
}

TEST(SenderTest, WaitsForExactlyTheRoomThePacketNeeds) {
  Sender sender{256, 500};
  sender.push(waiting(300));
  sender.push(waiting(300));
  EXPECT_TRUE(sender.pop(SimTime{0}));
  EXPECT_FALSE(sender.pop(SimTime{50}));
  sender.credit(99);
  EXPECT_FALSE(sender.pop(SimTime{50})) << "299 bytes of room";
  sender.credit(1);
  EXPECT_TRUE(sender.pop(SimTime{50}));
  EXPECT_EQ(sender.waiting(), 0U);
}

TEST(SenderTest, APacketThatFillsTheBufferExactlyNeedsNoMore) {
  Sender sender{256, 500};
  sender.push(waiting(200));
  sender.push(waiting(300));
  sender.push(waiting(1));
  EXPECT_TRUE(sender.pop(SimTime{0}));
  EXPECT_TRUE(sender.pop(SimTime{0}));
  EXPECT_FALSE(sender.pop(SimTime{0}));
}

TEST(SenderTest, APacketLargerThanTheBufferStreamsThroughAnEmptyOne) {
  Sender sender{256, 500};
  EXPECT_EQ(sender.share(499), 499U);
  EXPECT_EQ(sender.share(2000), 500U);
  sender.push(waiting(1));
  sender.push(waiting(2000));
  sender.push(waiting(1));
  EXPECT_TRUE(sender.pop(SimTime{0}));
  EXPECT_FALSE(sender.pop(SimTime{0})) << "499 bytes of room are not an empty buffer";
  sender.credit(1);
  const auto large = sender.pop(SimTime{5});
  ASSERT_TRUE(large);
  EXPECT_EQ(large->tail.count, 8U) << "its whole length is on the wire";
  EXPECT_FALSE(sender.pop(SimTime{100}));
  sender.credit(500);
  EXPECT_TRUE(sender.pop(SimTime{100}));
}

TEST(SenderTest, NothingOvertakes) {
  Sender sender{256, 500};
  sender.push(waiting(400, 1));
  sender.push(waiting(400, 2));
  sender.push(waiting(10, 3));
  EXPECT_EQ(sender.pop(SimTime{0})->waiting.packet.a, 1U);
  EXPECT_FALSE(sender.pop(SimTime{9})) << "packet 3 has room but came later";
  EXPECT_EQ(sender.waiting(), 2U);
  sender.credit(400);
  EXPECT_EQ(sender.pop(SimTime{10})->waiting.packet.a, 2U);
  EXPECT_EQ(sender.pop(SimTime{10})->waiting.packet.a, 3U);
}

TEST(SenderTest, ABufferOfNoneAlwaysTakes) {
  Sender sender{16, 0};
  for (int k = 0; k < 100; ++k) sender.push(waiting(1'000'000));
  for (std::uint64_t k = 0; k < 100; ++k) EXPECT_EQ(sender.pop(SimTime{0})->delay.count, k * 62'500);
}

}  // namespace
}  // namespace octosim::models::network
