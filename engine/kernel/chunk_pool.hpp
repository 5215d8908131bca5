/// \file chunk_pool.hpp  Chunks of memory for events, of a few sizes, used again and again.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace octosim::engine {

/// Some bytes of events, in the order they came.
struct Chunk {
  Chunk* next = nullptr;
  std::uint32_t used = 0;  ///< bytes of data
  std::uint16_t size_class = 0;

  std::byte* data() { return reinterpret_cast<std::byte*>(this + 1); }
  const std::byte* data() const { return reinterpret_cast<const std::byte*>(this + 1); }
};
static_assert(sizeof(Chunk) == 16);

/// Memory is never returned to the system before the pool ends.  take() and give() are O(1) but for a new slab.
class ChunkPool {
 public:
  static constexpr std::uint16_t kClasses = 5;
  /// Bytes of a chunk with its header: 256 B, enough for four events, to 4 KiB.
  static constexpr std::size_t bytes_of(std::uint16_t size_class) { return std::size_t{256} << size_class; }
  static constexpr std::uint32_t room_of(std::uint16_t size_class) {
    return static_cast<std::uint32_t>(bytes_of(size_class) - sizeof(Chunk));
  }

  Chunk* take(std::uint16_t size_class) {
    Chunk* chunk = free_[size_class];
    if (chunk == nullptr) return make(size_class);
    free_[size_class] = chunk->next;
    chunk->used = 0;
    return chunk;
  }
  void give(Chunk* chunk) {
    chunk->next = free_[chunk->size_class];
    free_[chunk->size_class] = chunk;
  }

 private:
  Chunk* make(std::uint16_t size_class);

  std::array<Chunk*, kClasses> free_{};
  std::vector<std::unique_ptr<std::byte[]>> slabs_;
  std::byte* unused_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace octosim::engine
