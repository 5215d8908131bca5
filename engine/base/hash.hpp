/// \file hash.hpp  64-bit hashing (XXH3): the same value on every rank, build and run.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace octosim::engine {

/// XXH3-64 of `bytes`, seeded; chaining a digest through `seed` makes it order-sensitive.
std::uint64_t hash_bytes(std::span<const std::byte> bytes, std::uint64_t seed = 0);
std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0);

/// Mixes two words into one; not commutative.  The finaliser of SplitMix64 (Steele et al., OOPSLA 2014).
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a * 0x9E3779B97F4A7C15ULL + (b ^ 0xD1B54A32D192ED03ULL);
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b, std::uint64_t c) { return mix(mix(a, b), c); }

/// The one `b` with mix(a, b) == mixed: each step of mix is undone.
constexpr std::uint64_t unmix(std::uint64_t a, std::uint64_t mixed) {
  std::uint64_t x = mixed ^ (mixed >> 31U) ^ (mixed >> 62U);
  x *= 0x319642B2D24D8EC3ULL;  // inverse of 0x94D049BB133111EB modulo 2^64
  x = x ^ (x >> 27U) ^ (x >> 54U);
  x *= 0x96DE1B173F119089ULL;  // inverse of 0xBF58476D1CE4E5B9
  x = x ^ (x >> 30U) ^ (x >> 60U);
  return (x - a * 0x9E3779B97F4A7C15ULL) ^ 0xD1B54A32D192ED03ULL;
}

}  // namespace octosim::engine
