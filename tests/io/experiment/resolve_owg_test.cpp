#include "io/experiment/resolve_owg.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/error.hpp"

namespace octosim::io::experiment {
namespace {

namespace fs = std::filesystem;

/// A folder with experiments/ and data/, removed at the end of the test.
class ResolveOwgTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_ / "experiments"); }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const fs::path& file) const {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file) << "owg\n";
    return folder_ / file;
  }
  Experiment experiment(const std::string& owg) const {
    return parse_experiment("workload.owg = '" + owg + "'", (folder_ / "experiments" / "e.toml").string());
  }

  fs::path folder_ = fs::temp_directory_path() / ("octosim_resolve_" + std::to_string(getpid()));
};

TEST_F(ResolveOwgTest, PrefersAFileBesideTheExperiment) {
  write("data/workloads/er.toml");
  const fs::path mine = write("experiments/mine.toml");
  EXPECT_EQ(resolve_owg(experiment("mine.toml"), {}), mine);
  EXPECT_EQ(resolve_owg(experiment(mine.string()), {}), mine);
  const fs::path odd = write("experiments/er");
  EXPECT_EQ(resolve_owg(experiment("er"), {folder_ / "data"}), odd);
}

TEST_F(ResolveOwgTest, FindsABenchmarkInTheFirstFolderThatHasIt) {
  fs::create_directories(folder_ / "experiments" / "er");  // a folder of this name is no workflow
  const fs::path installed = write("share/workloads/er.toml");
  const fs::path source = write("source/jobs/workloads/er.toml");
  EXPECT_EQ(resolve_owg(experiment("er"), {folder_ / "none", folder_ / "share", folder_ / "source"}), installed);
  EXPECT_EQ(resolve_owg(experiment("er"), {folder_ / "source", folder_ / "share"}), source);
}

TEST_F(ResolveOwgTest, NamesWhatItTried) {
  const std::string f = folder_.string();
  try {
    resolve_owg(experiment("ocr"), {folder_ / "a"});
    FAIL() << "found what is not there";
  } catch (const engine::ModelError& error) {
    EXPECT_EQ(error.what(), f +
                                "/experiments/e.toml: workload.owg = \"ocr\" (must be a workflow file or one of er, "
                                "dpsr, sfr, cmr, osvos, ocr, moe; tried " +
                                f + "/experiments/ocr, " + f + "/a/jobs/workloads/ocr.toml, " + f +
                                "/a/workloads/ocr.toml)");
  }
  try {
    resolve_owg(experiment("x.toml"), {folder_ / "a"});
    FAIL() << "found what is not there";
  } catch (const engine::ModelError& error) {
    EXPECT_EQ(error.what(), f +
                                "/experiments/e.toml: workload.owg = \"x.toml\" (must be a workflow file or one of er, "
                                "dpsr, sfr, cmr, osvos, ocr, moe; tried " +
                                f + "/experiments/x.toml, x.toml)");
  }
}

TEST_F(ResolveOwgTest, TheEnvironmentComesFirst) {
  ASSERT_EQ(setenv("OCTOSIM_DATA", folder_.c_str(), 1), 0);
  const fs::path er = write("workloads/er.toml");
  ASSERT_FALSE(data_folders().empty());
  EXPECT_EQ(data_folders().front(), folder_);
  EXPECT_EQ(resolve_owg(experiment("er")), er);
  ASSERT_EQ(unsetenv("OCTOSIM_DATA"), 0);
  for (const fs::path& folder : data_folders()) EXPECT_NE(folder, folder_);
}

TEST_F(ResolveOwgTest, AnInstalledProgramHasItsDataBesideIt) {
  const fs::path program = folder_ / "bin" / "octosim";
  const auto before = data_folders_of(program);
  EXPECT_GT(before.size(), 1U) << "a build folder: the source folder and those above";
  const fs::path er = write("share/octosim/jobs/workloads/er.toml");
  EXPECT_EQ(data_folders_of(program), std::vector<fs::path>{folder_ / "share" / "octosim"});
  EXPECT_EQ(resolve_owg(experiment("er"), data_folders_of(program)), er);
}

}  // namespace
}  // namespace octosim::io::experiment
