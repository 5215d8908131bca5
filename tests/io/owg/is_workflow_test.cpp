#include "io/owg/is_workflow.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/directory.hpp"

namespace octosim::io::owg {
namespace {

TEST(IsWorkflowTest, TellsWorkflowsFromExperiments) {
  for (const char* name : {"er", "dpsr", "sfr", "cmr", "osvos", "ocr"}) {
    const std::string jobs = OCTOSIM_SOURCE_DIR "/jobs/";
    EXPECT_TRUE(is_workflow(jobs + "workloads/" + name + ".toml")) << name;
    EXPECT_FALSE(is_workflow(jobs + "experiments/" + name + "_chiplet.toml")) << name;
  }
}

TEST(IsWorkflowTest, IsNothingElse) {
  const test::Directory directory;
  std::ofstream{directory / "broken.toml"} << "[[block]\n";
  std::ofstream{directory / "empty.toml"};
  std::ofstream{directory / "begun.toml"} << "format = 1\n";
  EXPECT_FALSE(is_workflow(directory / "broken.toml"));
  EXPECT_FALSE(is_workflow(directory / "empty.toml"));
  EXPECT_TRUE(is_workflow(directory / "begun.toml"));
  EXPECT_FALSE(is_workflow(directory / "none.toml"));
  EXPECT_FALSE(is_workflow(directory.path()));
}

}  // namespace
}  // namespace octosim::io::owg
