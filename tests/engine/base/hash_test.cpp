#include "engine/base/hash.hpp"

#include <array>
#include <bit>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace octosim::engine {
namespace {

/// The value of the empty text is in xxHash's own sanity test; the others were computed once with its one-shot call.
TEST(HashText, IsXxh3) {
  EXPECT_EQ(hash_text(""), 0x2d06800538d394c2U);
  EXPECT_EQ(hash_text("octopus"), 0x70c7fae5b4546e03U);
  EXPECT_EQ(hash_text("octopus", 42), 0x26a07b66ca18e944U);
}

TEST(HashBytes, IsTheHashOfTheSameText) {
  const std::string text =
      "a longer text, beyond sixteen bytes, beyond one hundred and twenty-eight: " + std::string(200, 'x');
  EXPECT_EQ(hash_bytes(std::as_bytes(std::span{text}), 9), hash_text(text, 9));
}

TEST(HashBytes, ChainedThroughTheSeedDependsOnTheOrder) {
  const auto ab = hash_text("b", hash_text("a"));
  const auto ba = hash_text("a", hash_text("b"));
  EXPECT_NE(ab, ba);
  EXPECT_NE(ab, hash_text("ab"));
}

TEST(Mix, IsNotCommutativeAndThreeWordsAreTwoSteps) {
  EXPECT_NE(mix(1, 2), mix(2, 1));
  EXPECT_EQ(mix(1, 2, 3), mix(mix(1, 2), 3));
}

TEST(Mix, GivesDifferentWordsForNeighbouringPairs) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t a = 0; a < 100; ++a) {
    for (std::uint64_t b = 0; b < 100; ++b) seen.insert(mix(a, b));
  }
  EXPECT_EQ(seen.size(), 10'000U);
}

/// Each input bit flips about half of the output bits: mean over 128 input bits and 64 samples, 32 +- 0.1 expected.
TEST(Mix, FlipsHalfOfTheBits) {
  double flips = 0;
  for (std::uint64_t sample = 0; sample < 64; ++sample) {
    const std::uint64_t a = mix(sample, 1);
    const std::uint64_t b = mix(sample, 2);
    for (unsigned bit = 0; bit < 64; ++bit) {
      flips += std::popcount(mix(a, b) ^ mix(a ^ (1ULL << bit), b));
      flips += std::popcount(mix(a, b) ^ mix(a, b ^ (1ULL << bit)));
    }
  }
  EXPECT_NEAR(flips / (64 * 128), 32, 1);
}

TEST(HashTest, UnmixUndoesMix) {
  for (const std::uint64_t a : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}, mix(3, 4)}) {
    for (unsigned shift = 0; shift < 64; ++shift) {
      const std::uint64_t bit = std::uint64_t{1} << shift;
      for (const std::uint64_t b : {bit, ~bit, mix(bit, a)}) EXPECT_EQ(unmix(a, mix(a, b)), b);
    }
  }
}

}  // namespace
}  // namespace octosim::engine
