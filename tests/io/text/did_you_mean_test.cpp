#include "io/text/did_you_mean.hpp"

#include <array>

#include <gtest/gtest.h>

namespace octosim::io::text {
namespace {

constexpr std::array<std::string_view, 4> kNames{"macs", "operations", "each", "choose"};

TEST(NearestNameTest, NamesTheOneOfFewestEdits) {
  EXPECT_EQ(did_you_mean("mac", kNames), " (did you mean \"macs\"?)");
  EXPECT_EQ(did_you_mean("opertaions", kNames), " (did you mean \"operations\"?)");
  EXPECT_EQ(did_you_mean("chose", kNames), " (did you mean \"choose\"?)");
}

TEST(NearestNameTest, TheFirstOfEqualsWins) {
  constexpr std::array<std::string_view, 2> kEqual{"boat", "coat"};
  EXPECT_EQ(did_you_mean("goat", kEqual), " (did you mean \"boat\"?)");
}

TEST(NearestNameTest, SaysNothingWhenNoneIsNear) {
  EXPECT_EQ(did_you_mean("zzzzzzzz", kNames), "");
  EXPECT_EQ(did_you_mean("", kNames), "");
  EXPECT_EQ(did_you_mean("macs", {}), "");
  EXPECT_EQ(did_you_mean(std::string(100'000, 'm'), kNames), "");
}

TEST(NearestNameTest, ListsInOrder) { EXPECT_EQ(listed(kNames), "macs, operations, each, choose"); }

}  // namespace
}  // namespace octosim::io::text
