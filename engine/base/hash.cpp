#include "engine/base/hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace octosim::engine {

std::uint64_t hash_bytes(std::span<const std::byte> bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  return hash_bytes(std::as_bytes(std::span{text}), seed);
}

}  // namespace octosim::engine
