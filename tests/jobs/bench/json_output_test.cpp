#include "jobs/bench/json_output.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"

namespace octosim::jobs::bench {
namespace {

TEST(JsonOutput, IsThereOnlyWhenItIsWhole) {
  const std::filesystem::path file = testing::TempDir() + "json_output_test.json";
  std::filesystem::remove(file);
  {
    JsonOutput output{file};
    EXPECT_FALSE(std::filesystem::exists(file));
    output.write({{"a", 1}});
  }
  std::ifstream in{file};
  EXPECT_EQ(nlohmann::json::parse(in)["a"], 1);
  { const JsonOutput never_written{file}; }
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_FALSE(std::filesystem::exists(file.native() + ".partial"));
  std::filesystem::remove(file);
}

TEST(JsonOutput, AFolderThatIsNotThereIsKnownAtOnce) {
  EXPECT_THROW(JsonOutput{"/proc/octosim/no/such.json"}, engine::SystemError);
}

}  // namespace
}  // namespace octosim::jobs::bench
