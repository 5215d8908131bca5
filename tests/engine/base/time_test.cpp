#include "engine/base/time.hpp"

#include <concepts>

#include <gtest/gtest.h>

namespace octosim::engine {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};

// What would mix instants, lengths and bare numbers does not compile.
static_assert(!Addable<SimTime, SimTime>);
static_assert(!Addable<Cycles, SimTime>);
static_assert(!Addable<SimTime, int>);
static_assert(!Comparable<SimTime, Cycles>);
static_assert(!Comparable<SimTime, int>);
static_assert(std::same_as<decltype(SimTime{} - SimTime{}), Cycles>);
static_assert(std::same_as<decltype(SimTime{} + Cycles{}), SimTime>);

TEST(Time, AddsAndSubtracts) {
  EXPECT_EQ(3_cy + 4_cy, 7_cy);
  EXPECT_EQ(7_cy - 4_cy, 3_cy);
  EXPECT_EQ(SimTime{100} + 5_cy, SimTime{105});
  EXPECT_EQ(SimTime{105} - SimTime{100}, 5_cy);
}

TEST(Time, Orders) {
  EXPECT_LT(SimTime{1}, SimTime{2});
  EXPECT_LT(9_cy, 10_cy);
  EXPECT_GT(kNever, SimTime{9'000'000'000'000'000'000U});
}

/// Ranks take minima of signed words, and a window adds a lookahead to an instant: neither may wrap.
TEST(Time, NeverIsTheGreatestSignedWordAndCanBeAddedToItself) {
  EXPECT_EQ(static_cast<std::int64_t>(kNever.cycle), std::numeric_limits<std::int64_t>::max());
  EXPECT_GT((kNever + Cycles{kNever.cycle}).cycle, kNever.cycle);
}

}  // namespace
}  // namespace octosim::engine
