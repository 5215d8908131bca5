#include "io/text/quoted.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace octosim::io::text {
namespace {

TEST(QuotedTest, EscapesWhatATomlStringMayNotHold) {
  EXPECT_EQ(quoted("a b"), "\"a b\"");
  EXPECT_EQ(quoted("\"\\\n\x7F"), "\"\\\"\\\\\\u000A\\u007F\"");
  EXPECT_EQ(quoted("\xC3\xA4"), "\"\xC3\xA4\"");
}

TEST(QuotedTest, RealsHaveAPointOrAnExponent) {
  EXPECT_EQ(real_text(2), "2.0");
  EXPECT_EQ(real_text(-0.125), "-0.125");
  EXPECT_EQ(std::stod(real_text(0.1)), 0.1);
  EXPECT_EQ(std::stod(real_text(std::numeric_limits<double>::max())), std::numeric_limits<double>::max());
}

}  // namespace
}  // namespace octosim::io::text
