#include "engine/base/ring.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "engine/base/hash.hpp"

namespace octosim::engine {
namespace {

TEST(RingTest, AnEmptyOneHasNoMemory) {
  const Ring<int> ring;
  EXPECT_TRUE(ring.empty());
  EXPECT_EQ(ring.capacity(), 0U);
}

TEST(RingTest, IsADequeWhateverIsDoneToIt) {
  Ring<std::uint64_t> ring;
  std::deque<std::uint64_t> expected;
  for (std::uint64_t k = 0; k < 20'000; ++k) {
    const std::uint64_t word = mix(k, 7);
    const bool filling = k / 500 % 2 == 0;  // up to some 250, then down to nothing
    if (expected.empty() || word % 4 < (filling ? 3U : 1U)) {
      ring.push_back(word);
      expected.push_back(word);
    } else if (word % 8 == 7) {
      ring.pop_back();
      expected.pop_back();
    } else {
      ring.pop_front();
      expected.pop_front();
    }
    ASSERT_EQ(ring.size(), expected.size()) << k;
    if (expected.empty()) continue;
    ASSERT_EQ(ring.front(), expected.front()) << k;
    ASSERT_EQ(ring.back(), expected.back()) << k;
    ASSERT_EQ(ring[word % ring.size()], expected[word % expected.size()]) << k;
  }
}

TEST(RingTest, AFewElementsNeverAllocateAgain) {
  Ring<int> ring;
  for (int k = 0; k < 3; ++k) ring.push_back(k);
  const std::size_t first = ring.capacity();
  EXPECT_GE(first, 3U);
  for (int k = 3; k < 1000; ++k) {
    ring.push_back(k);
    EXPECT_EQ(ring.front(), k - 3);
    ring.pop_front();
  }
  EXPECT_EQ(ring.capacity(), first);
  while (!ring.empty()) ring.pop_front();
  EXPECT_EQ(ring.capacity(), first);
}

TEST(RingTest, ALongOneGivesItsMemoryBackWhenItIsEmpty) {
  Ring<int> ring;
  for (int k = 0; k < 1000; ++k) ring.push_back(k);
  EXPECT_EQ(ring.capacity(), 1024U);
  while (ring.size() > 1) ring.pop_front();
  EXPECT_EQ(ring.capacity(), 1024U);
  ring.pop_back();
  EXPECT_EQ(ring.capacity(), 0U);
  ring.push_back(5);
  EXPECT_EQ(ring.front(), 5);
}

TEST(RingTest, TakesAnElementOfItsOwnWhileItGrows) {
  Ring<std::string> ring;
  ring.push_back("a text that is too long to lie in the string itself");
  for (int k = 0; k < 100; ++k) ring.push_back(ring.front());
  for (std::size_t k = 0; k < ring.size(); ++k) EXPECT_EQ(ring[k], ring.front());
}

TEST(RingTest, WhatAnElementOwnsGoesWithIt) {
  const auto owned = std::make_shared<int>(1);
  Ring<std::shared_ptr<int>> ring;
  for (int k = 0; k < 4; ++k) ring.push_back(owned);
  ring.pop_front();
  EXPECT_EQ(owned.use_count(), 4);
  ring.pop_back();
  EXPECT_EQ(owned.use_count(), 3);
  ring.clear();
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(RingTest, IsCopiedAndMoved) {
  Ring<int> ring;
  for (int k = 0; k < 6; ++k) ring.push_back(k);
  ring.pop_front();
  Ring<int> copy = ring;
  copy.front() = 9;
  EXPECT_EQ(ring.front(), 1);
  Ring<int> moved;
  const auto move_out = [](Ring<int>& from) { return std::move(from); };
  moved = move_out(copy);
  EXPECT_EQ(moved.size(), 5U);
  EXPECT_EQ(moved.front(), 9);
  EXPECT_TRUE(copy.empty());
  copy.push_back(3);
  moved = move_out(copy);
  EXPECT_EQ(moved.size(), 1U);
  EXPECT_EQ(moved.front(), 3);
}

#ifndef NDEBUG
TEST(RingTest, RefusesWhatIsNotThere) {
  Ring<int> ring;
  ring.push_back(1);
  EXPECT_THROW(ring[1], LogicError);
  ring.pop_front();
  EXPECT_THROW(ring.front(), LogicError);
  EXPECT_THROW(ring.pop_front(), LogicError);
  EXPECT_THROW(ring.pop_back(), LogicError);
}
#endif

}  // namespace
}  // namespace octosim::engine
