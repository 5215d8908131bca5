#include "io/experiment/resolve_recorded.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/experiment/describe.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::experiment {
namespace {

using testing::HasSubstr;

Experiment asked(const std::filesystem::path& folder, const std::string& recorded) {
  return parse_experiment("workload.owg = 'er'\nworkload.recorded = '" + recorded + "'", (folder / "e.toml").native());
}

TEST(ResolveRecordedTest, IsBesideTheExperimentOrAPathOfItsOwn) {
  const octosim::test::Directory directory;
  std::filesystem::create_directory(directory / "in");
  std::ofstream{directory / "a.csv"} << "a";
  EXPECT_EQ(resolve_recorded(asked(directory.path(), "a.csv")), directory / "a.csv");
  EXPECT_EQ(resolve_recorded(asked(directory / "in", "../a.csv")), directory / "in" / "../a.csv");
  EXPECT_EQ(resolve_recorded(asked(directory / "in", (directory / "a.csv").native())), directory / "a.csv");
}

TEST(ResolveRecordedTest, NamesWhatItTried) {
  const octosim::test::Directory directory;
  try {
    static_cast<void>(resolve_recorded(asked(directory.path(), "missing.csv")));
    FAIL();
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("workload.recorded = \"missing.csv\""));
    EXPECT_THAT(error.what(), HasSubstr((directory / "missing.csv").native() + ", missing.csv"));
  }
  EXPECT_THROW(static_cast<void>(resolve_recorded(asked(directory.path(), "."))), engine::ModelError);
}

TEST(ResolveRecordedTest, TheNameIsNotInTheHash) {
  EXPECT_EQ(experiment_hash(asked("/x", "a.csv")), experiment_hash(asked("/x", "")));
  EXPECT_THAT(canonical_text(asked("/x", "a.csv")), HasSubstr("recorded = \"a.csv\""));
}

}  // namespace
}  // namespace octosim::io::experiment
