#include "io/text/nearest.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace octosim::io::text {
namespace {

TEST(NearestTest, CountsEdits) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("link", "link"), 0u);
  EXPECT_EQ(edit_distance("lnk", "link"), 1u);
  EXPECT_EQ(edit_distance("links", "link"), 1u);
  EXPECT_EQ(edit_distance("lime", "link"), 2u);
  EXPECT_EQ(edit_distance("netwrok", "network"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(NearestTest, PrefersTheFirstOfEquallyNearNames) {
  const std::array<std::string, 3> names{"tbu", "tbx", "dram"};
  EXPECT_EQ(nearest("tb", names), "tbu");
  EXPECT_EQ(nearest("tbx", names), "tbx");
  EXPECT_EQ(nearest("ram", names), "dram");
}

}  // namespace
}  // namespace octosim::io::text
