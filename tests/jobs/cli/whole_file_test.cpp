#include "jobs/cli/whole_file.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/support/directory.hpp"

namespace octosim::jobs::cli {
namespace {

std::string file_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

TEST(WholeFileTest, ReplacesAnOlderFileAndLeavesNothingElse) {
  const test::Directory directory;
  const std::filesystem::path file = directory.path() / "plan.toml";
  write_whole_file(file, "one");
  write_whole_file(file, "another");
  EXPECT_EQ(file_text(file), "another");
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "plan.toml.partial"));
}

TEST(WholeFileTest, NamesWhatCannotBeWritten) {
  const test::Directory directory;
  EXPECT_THROW(write_whole_file(directory.path() / "no" / "plan.toml", "x"), engine::ModelError);
  EXPECT_THROW(write_whole_file(directory.path(), "x"), engine::ModelError);
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "no"));
}

}  // namespace
}  // namespace octosim::jobs::cli
