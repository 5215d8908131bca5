/// \file cyclic_permutation.hpp  Random neighbours of a million processes, without a table.
#pragma once
#include <cstdint>

namespace octosim::jobs::bench {

/// A permutation of 0 .. size - 1 that is one single cycle, so that nothing is its own neighbour (but where size is 1).
/// A pure function of (seed, nth, size).  Made of a 4-round Feistel network over the next power of four, walked until
/// it is inside again (J. Black, P. Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002): one step along the
/// cycle is  unscramble(scramble(i) + 1).
class CyclicPermutation {
 public:
  /// \pre size >= 1
  CyclicPermutation(std::uint64_t seed, std::uint64_t nth, std::uint32_t size);

  /// What follows `i` on the cycle.  \pre i < size.  About 20 hashes on average, 40 at worst sizes.
  std::uint32_t after(std::uint32_t i) const;

 private:
  static constexpr unsigned kRounds = 4;  // Luby and Rackoff, 1988: indistinguishable from random if the rounds are

  std::uint64_t forward(std::uint64_t word) const;
  std::uint64_t backward(std::uint64_t word) const;
  std::uint64_t round(unsigned nth, std::uint64_t half) const;

  std::uint64_t key_;
  std::uint64_t size_;
  unsigned half_bits_;
};

}  // namespace octosim::jobs::bench
