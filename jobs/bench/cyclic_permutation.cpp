#include "jobs/bench/cyclic_permutation.hpp"

#include <algorithm>
#include <bit>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"

namespace octosim::jobs::bench {

CyclicPermutation::CyclicPermutation(std::uint64_t seed, std::uint64_t nth, std::uint32_t size)
    : key_{engine::mix(seed, nth, engine::mix(size, 0x70686F6C64ULL))},
      size_{size},
      half_bits_{std::max(1U, (static_cast<unsigned>(std::bit_width(size_ - 1)) + 1) / 2)} {
  OCTOSIM_EXPECT(size >= 1);
}

std::uint64_t CyclicPermutation::round(unsigned nth, std::uint64_t half) const {
  return engine::mix(key_ + nth, half) & ((1ULL << half_bits_) - 1);
}

std::uint64_t CyclicPermutation::forward(std::uint64_t word) const {
  const std::uint64_t mask = (1ULL << half_bits_) - 1;
  std::uint64_t left = word >> half_bits_;
  std::uint64_t right = word & mask;
  for (unsigned k = 0; k < kRounds; ++k) {
    const std::uint64_t next = left ^ round(k, right);
    left = right;
    right = next;
  }
  return left << half_bits_ | right;
}

std::uint64_t CyclicPermutation::backward(std::uint64_t word) const {
  const std::uint64_t mask = (1ULL << half_bits_) - 1;
  std::uint64_t left = word >> half_bits_;
  std::uint64_t right = word & mask;
  for (unsigned k = kRounds; k-- > 0;) {
    const std::uint64_t before = right ^ round(k, left);
    right = left;
    left = before;
  }
  return left << half_bits_ | right;
}

std::uint32_t CyclicPermutation::after(std::uint32_t i) const {
  OCTOSIM_EXPECT(i < size_);
  std::uint64_t word = forward(i);
  while (word >= size_) word = forward(word);
  word = word + 1 == size_ ? 0 : word + 1;
  word = backward(word);
  while (word >= size_) word = backward(word);
  return static_cast<std::uint32_t>(word);
}

}  // namespace octosim::jobs::bench
