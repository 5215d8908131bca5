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

  /// A list of chunks is named by its last one, whose `next` is the first; nullptr: it is empty.
  /// Room for `size` bytes at the end of a list, in a further chunk, a larger one, if the last has none.
  std::byte* append(Chunk*& last, std::size_t size) {
    if (last == nullptr) {
      last = take(0);
      last->next = last;
    } else if (last->used + size > room_of(last->size_class)) {
      lengthen(last);
    }
    std::byte* room = last->data() + last->used;
    last->used += static_cast<std::uint32_t>(size);
    return room;
  }
  /// All of a list.
  void give_list(Chunk* last) {
    Chunk* chunk = last->next;
    while (chunk != last) {
      Chunk* next = chunk->next;
      give(chunk);
      chunk = next;
    }
    give(last);
  }

 private:
  Chunk* make(std::uint16_t size_class);
  void lengthen(Chunk*& last);

  std::array<Chunk*, kClasses> free_{};
  std::vector<std::unique_ptr<std::byte[]>> slabs_;
  std::byte* unused_ = nullptr;
  std::size_t left_ = 0;
};

/// Calls visit(const std::byte* at) for what lies in a list, from the first on, as long as it does not return 0: the
/// bytes to the next.
template <class Visit>
void for_list(const Chunk* last, const Visit& visit) {
  if (last == nullptr) return;
  const Chunk* chunk = last;
  do {
    chunk = chunk->next;
    for (std::uint32_t at = 0; at < chunk->used;) {
      const std::size_t size = visit(chunk->data() + at);
      if (size == 0) return;
      at += static_cast<std::uint32_t>(size);
    }
  } while (chunk != last);
}

}  // namespace octosim::engine
