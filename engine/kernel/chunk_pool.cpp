#include "engine/kernel/chunk_pool.hpp"

#include <algorithm>
#include <new>

namespace octosim::engine {

Chunk* ChunkPool::make(std::uint16_t size_class) {
  // Chosen: small at first, so that a small model stays small; then large, so that slabs are few.
  constexpr std::size_t kFirst = std::size_t{1} << 16U, kMost = std::size_t{1} << 21U;
  const std::size_t bytes = bytes_of(size_class);
  if (left_ < bytes) {
    const std::size_t slab = slabs_.size() < 5 ? kFirst << slabs_.size() : kMost;
    slabs_.push_back(std::make_unique_for_overwrite<std::byte[]>(slab));
    unused_ = slabs_.back().get();
    left_ = slab;
  }
  auto* chunk = new (unused_) Chunk;
  chunk->size_class = size_class;
  unused_ += bytes;
  left_ -= bytes;
  return chunk;
}

void ChunkPool::lengthen(Chunk*& last) {
  Chunk* chunk = take(static_cast<std::uint16_t>(std::min(last->size_class + 1, kClasses - 1)));
  chunk->next = last->next;
  last->next = chunk;
  last = chunk;
}

}  // namespace octosim::engine
