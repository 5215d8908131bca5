#include "engine/kernel/chunk_pool.hpp"

#include <cstring>
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace octosim::engine {
namespace {

TEST(ChunkPool, ChunksDoubleFrom256BytesTo4KiB) {
  for (std::uint16_t size_class = 0; size_class < ChunkPool::kClasses; ++size_class) {
    EXPECT_EQ(ChunkPool::bytes_of(size_class), 256U << size_class);
    EXPECT_EQ(ChunkPool::room_of(size_class), (256U << size_class) - sizeof(Chunk));
  }
  EXPECT_EQ(ChunkPool::bytes_of(ChunkPool::kClasses - 1), 4096U);
}

/// Many megabytes, so over all sizes of slabs: none overlaps another, each is whole, empty and aligned for an event.
TEST(ChunkPool, GivesMemoryThatNobodyElseHas) {
  ChunkPool pool;
  std::map<const std::byte*, const std::byte*> taken;  // first, beyond
  for (std::uint32_t k = 0; k < 8000; ++k) {
    const auto size_class = static_cast<std::uint16_t>(k * 7 % ChunkPool::kClasses);
    Chunk* chunk = pool.take(size_class);
    ASSERT_EQ(chunk->size_class, size_class);
    ASSERT_EQ(chunk->used, 0U);
    ASSERT_EQ(reinterpret_cast<std::uintptr_t>(chunk->data()) % 8, 0U);
    const auto* first = reinterpret_cast<const std::byte*>(chunk);
    const std::byte* beyond = first + ChunkPool::bytes_of(size_class);
    const auto next = taken.lower_bound(first);
    ASSERT_TRUE(next == taken.end() || beyond <= next->first);
    ASSERT_TRUE(next == taken.begin() || std::prev(next)->second <= first);
    taken.emplace(first, beyond);
    std::memset(chunk->data(), 0xAB, ChunkPool::room_of(size_class));
  }
}

TEST(ChunkPool, UsesAgainWhatItIsGivenOfTheSameSize) {
  ChunkPool pool;
  std::set<Chunk*> first;
  for (int k = 0; k < 100; ++k) first.insert(pool.take(2));
  for (Chunk* chunk : first) {
    chunk->used = 17;
    pool.give(chunk);
  }
  for (int k = 0; k < 100; ++k) EXPECT_FALSE(first.contains(pool.take(1)));
  std::set<Chunk*> again;
  for (int k = 0; k < 100; ++k) {
    Chunk* chunk = pool.take(2);
    EXPECT_EQ(chunk->used, 0U);
    EXPECT_EQ(chunk->size_class, 2U);
    again.insert(chunk);
  }
  EXPECT_EQ(again, first);
  EXPECT_FALSE(first.contains(pool.take(2)));
}

/// As long as several chunks of every size: what was appended comes back in its order, and the chunks to the pool.
TEST(ChunkPool, AListKeepsItsOrderAndGivesItsChunksBack) {
  ChunkPool pool;
  Chunk* last = nullptr;
  EXPECT_NO_THROW(for_list(last, [](const std::byte*) { return std::size_t{1}; }));
  constexpr std::uint64_t kCount = 5'000;
  for (std::uint64_t k = 0; k < kCount; ++k) std::memcpy(pool.append(last, sizeof k), &k, sizeof k);
  std::uint64_t next = 0;
  const auto check = [&](const std::byte* at) {
    std::uint64_t k = 0;
    std::memcpy(&k, at, sizeof k);
    EXPECT_EQ(k, next++);
    return k == 4'000 ? 0 : sizeof k;
  };
  for_list(last, check);
  EXPECT_EQ(next, 4'001U) << "it ends where it is told to";
  std::set<Chunk*> chunks;
  for (Chunk* one = last->next; chunks.insert(one).second;) one = one->next;
  pool.give_list(last);
  for (std::uint16_t size_class = ChunkPool::kClasses; size_class > 0; --size_class) {
    EXPECT_TRUE(chunks.contains(pool.take(static_cast<std::uint16_t>(size_class - 1)))) << size_class;
  }
}

}  // namespace
}  // namespace octosim::engine
