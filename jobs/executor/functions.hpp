/// \file functions.hpp  Functions of single precision without branches, so that a compiler can do several at a time.
#pragma once
#include <bit>
#include <cstdint>

namespace octosim::jobs::executor {

/// e^x to 2 units in the last place between -87 and 88, beyond as at these bounds.
/// Source: S. L. Moshier, Cephes Mathematical Library, expf.
inline float exp_of(float x) {
  x = x < -87.0F ? -87.0F : x;
  x = x > 88.0F ? 88.0F : x;
  constexpr float kShift = 12582912.0F;  // 1.5 x 2^23: adding it rounds to a whole number
  const float shifted = x * 1.44269504088896341F + kShift, whole = shifted - kShift;
  const float rest = (x - whole * 0.693359375F) + whole * 2.12194440e-4F;
  float series = 1.9875691500e-4F;
  series = series * rest + 1.3981999507e-3F;
  series = series * rest + 8.3334519073e-3F;
  series = series * rest + 4.1665795894e-2F;
  series = series * rest + 1.6666665459e-1F;
  series = series * rest + 5.0000001201e-1F;
  series = series * rest * rest + rest + 1.0F;
  const auto exponent = (static_cast<std::int32_t>(whole) + 127) << 23;
  return series * std::bit_cast<float>(exponent);
}

inline float sigmoid_of(float x) { return 1.0F / (1.0F + exp_of(-x)); }

inline float tanh_of(float x) { return 1.0F - 2.0F / (exp_of(2.0F * x) + 1.0F); }

/// The error function to 3e-7.  Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 7.1.26.
inline float erf_of(float x) {
  const float size = x < 0 ? -x : x;
  const float t = 1.0F / (1.0F + 0.3275911F * size);
  float series = 1.061405429F;
  series = series * t - 1.453152027F;
  series = series * t + 1.421413741F;
  series = series * t - 0.284496736F;
  series = series * t + 0.254829592F;
  const float value = 1.0F - series * t * exp_of(-size * size);
  return x < 0 ? -value : value;
}

/// The exact form, with the error function.
inline float gelu_of(float x) { return 0.5F * x * (1.0F + erf_of(x * 0.70710678118654752F)); }

}  // namespace octosim::jobs::executor
