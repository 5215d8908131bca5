#include "jobs/cli/large_pages.hpp"

#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace octosim::jobs::cli {
namespace {

constexpr std::size_t kBytes = std::size_t{64} << 20U;

/// Whether it can is the machine's; that it takes address space, and that the heap goes on, is not.
TEST(UseLargePages, TheHeapGrowsAtOnceAndGoesOn) {
  const auto* before = static_cast<const char*>(sbrk(0));
  const bool could = use_large_pages(kBytes);
  const auto* after = static_cast<const char*>(sbrk(0));
  if (could) {
    EXPECT_GE(after - before, static_cast<std::ptrdiff_t>(kBytes));
  }
  std::vector<std::unique_ptr<char[]>> blocks;
  for (int k = 0; k < 2'000; ++k) {
    blocks.push_back(std::make_unique<char[]>(50'000));
    std::memset(blocks.back().get(), k, 50'000);
  }
  for (int k = 0; k < 2'000; ++k) ASSERT_EQ(blocks[static_cast<std::size_t>(k)][49'999], static_cast<char>(k));
}

TEST(UseLargePages, AgainIsHarmless) {
  use_large_pages(kBytes);
  use_large_pages(kBytes);
  EXPECT_EQ(std::vector<int>(1'000'000, 7).back(), 7);
}

TEST(UseLargePages, MoreThanTheLibraryCanIsRefused) {
  EXPECT_FALSE(use_large_pages(std::numeric_limits<std::size_t>::max()));
  EXPECT_FALSE(use_large_pages(0));
}

}  // namespace
}  // namespace octosim::jobs::cli
