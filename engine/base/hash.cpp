#include "engine/base/hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace octosim::engine {
namespace {

/// Of a length that the compiler knows: half the instructions.
template <std::size_t kLength>
[[gnu::flatten]] std::uint64_t hash_of(const std::byte* bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes, kLength, seed);
}

}  // namespace

/// Nearly all bytes that are hashed are events: of a packet, or of a wake or a credit.
std::uint64_t hash_bytes(std::span<const std::byte> bytes, std::uint64_t seed) {
  if (bytes.size() == 60) return hash_of<60>(bytes.data(), seed);
  if (bytes.size() == 20) return hash_of<20>(bytes.data(), seed);
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  return hash_bytes(std::as_bytes(std::span{text}), seed);
}

}  // namespace octosim::engine
