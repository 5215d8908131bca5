#include "jobs/cli/setting_difference.hpp"

#include <gtest/gtest.h>

namespace octosim::jobs::cli {
namespace {

bool all(const std::string&) { return true; }

TEST(SettingDifferenceTest, NamesTheFirst) {
  const std::string a = "name = \"a\"\n\n[run]\nseed = 1\n\n[tbu]\nport = 2\nsram = 3\n";
  const std::string b = "name = \"a\"\n\n[run]\nseed = 1\n\n[tbu]\nport = 4\nsram = 5\n";
  EXPECT_EQ(first_difference(a, a, "x", all), "");
  EXPECT_EQ(first_difference(a, b, "x.plan", all), "tbu.port = 2 (x.plan has 4)");
  EXPECT_EQ(first_difference(a, b, "x", [](const std::string& key) { return key == "tbu.sram"; }),
            "tbu.sram = 3 (x has 5)");
  EXPECT_EQ(first_difference(a, b, "x", [](const std::string&) { return false; }), "");
}

}  // namespace
}  // namespace octosim::jobs::cli
