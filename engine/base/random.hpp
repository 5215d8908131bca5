/// \file random.hpp  Counter-based randomness: a draw is a pure function of its key.
#pragma once
#include <array>
#include <cstdint>

#define R123_USE_SSE 0  // Philox needs none of it, and its headers are a tenth of what a source reads
#include <Random123/philox.h>

namespace octosim::engine {

/// What a draw is keyed by.  The same key gives the same word on every rank, partition and schedule.
struct DrawKey {
  std::uint64_t seed = 0;      ///< of the experiment
  std::uint64_t identity = 0;  ///< of the token or component
  std::uint64_t purpose = 0;   ///< hash of the property's name
};

/// The `nth` block of four independent 64-bit words of `key`; one block costs what one word costs, some 40
/// multiplications.  Source: Philox4x64-10 (Salmon et al., SC 2011), from Random123.
inline std::array<std::uint64_t, 4> draw_words(const DrawKey& key, std::uint64_t nth) {
  const r123::Philox4x64::ctr_type counter{{key.identity, key.purpose, nth, 0}};
  const r123::Philox4x64::key_type seed{{key.seed, 0}};
  const r123::Philox4x64::ctr_type words = r123::Philox4x64{}(counter, seed);
  return {words[0], words[1], words[2], words[3]};
}

/// The `nth` 64-bit word of `key`: the first of its block.
std::uint64_t draw_word(const DrawKey& key, std::uint64_t nth = 0);

/// A word as a number in the open interval (0, 1): its first 52 bits.
constexpr double uniform_of(std::uint64_t word) { return (static_cast<double>(word >> 12U) + 0.5) * 0x1p-52; }

/// A word as a number in 0 .. count - 1: its upper half, uniform to within count / 2^32 (D. Lemire, "Fast random
/// integer generation in an interval", 2019).  \pre count <= 2^32
constexpr std::uint32_t below_of(std::uint64_t word, std::uint64_t count) {
  return static_cast<std::uint32_t>((word >> 32U) * count >> 32U);
}

/// Uniform in the open interval (0, 1), 52 bits.
double draw_uniform(const DrawKey& key, std::uint64_t nth = 0);

/// Standard normal, by the inverse of the normal distribution function.
double draw_normal(const DrawKey& key, std::uint64_t nth = 0);

/// Standard normal distribution function.
double normal_cdf(double z);
/// Its inverse.  \pre 0 < p < 1.  Source: P. J. Acklam's rational approximation, relative error < 1.15e-9.
double normal_quantile(double p);

}  // namespace octosim::engine
