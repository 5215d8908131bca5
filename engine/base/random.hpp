/// \file random.hpp  Counter-based randomness: a draw is a pure function of its key.
#pragma once
#include <cstdint>

namespace octosim::engine {

/// What a draw is keyed by.  The same key gives the same word on every rank, partition and schedule.
struct DrawKey {
  std::uint64_t seed = 0;      ///< of the experiment
  std::uint64_t identity = 0;  ///< of the token or component
  std::uint64_t purpose = 0;   ///< hash of the property's name
};

/// The `nth` 64-bit word of `key`.  Source: Philox4x64-10 (Salmon et al., SC 2011), from Random123.
std::uint64_t draw_word(const DrawKey& key, std::uint64_t nth = 0);

/// Uniform in the open interval (0, 1), 52 bits.
double draw_uniform(const DrawKey& key, std::uint64_t nth = 0);

/// Standard normal, by the inverse of the normal distribution function.
double draw_normal(const DrawKey& key, std::uint64_t nth = 0);

/// Standard normal distribution function.
double normal_cdf(double z);
/// Its inverse.  \pre 0 < p < 1.  Source: P. J. Acklam's rational approximation, relative error < 1.15e-9.
double normal_quantile(double p);

}  // namespace octosim::engine
