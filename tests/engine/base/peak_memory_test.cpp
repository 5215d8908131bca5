#include "engine/base/peak_memory.hpp"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace octosim::engine {
namespace {

/// In bytes, not kilobytes or pages: memory that was touched is in it, and stays in it when it is gone.
TEST(PeakMemory, CountsWhatWasTouchedAndNeverFalls) {
  constexpr std::size_t kTouched = 64U << 20U;
  const std::uint64_t before = peak_memory_bytes();
  EXPECT_GT(before, 500'000U) << "no process of this size runs in less";
  std::uint64_t during = 0;
  {
    const std::vector<std::byte> block(kTouched, std::byte{1});
    during = peak_memory_bytes();
    EXPECT_GE(during, kTouched) << static_cast<int>(block.back());
    EXPECT_LT(during, before + 16 * kTouched) << "a thread sanitizer keeps some words for each";
  }
  EXPECT_GE(peak_memory_bytes(), during);
}

}  // namespace
}  // namespace octosim::engine
