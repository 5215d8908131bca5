#include "jobs/cli/check_each.hpp"

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "tests/support/directory.hpp"

namespace octosim::jobs::cli {
namespace {

using Json = nlohmann::json;

class CheckEachTest : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream{file()} << "name = \"base\"\npreset = \"chiplet\"\n[workload]\nowg = \"er\"\nvideos = 4\n";
  }
  std::filesystem::path file() const { return directory_.path() / "base.toml"; }

  std::vector<Json> lines(const Json& lists) const {
    std::vector<Json> found;
    std::istringstream text{check_each(file(), lists.dump())};
    for (std::string line; std::getline(text, line);) found.push_back(Json::parse(line));
    return found;
  }

 private:
  test::Directory directory_;
};

TEST_F(CheckEachTest, ValuesAreInTheUnitOfTheirRow) {
  const auto found = lines({{"workload.minutes=30 s", "schedule.balance=none", "tbu.sram=1 MiB"}, Json::array()});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0]["values"]["workload.minutes"], 0.5);
  EXPECT_EQ(found[0]["values"]["schedule.balance"], "none");
  EXPECT_EQ(found[0]["values"]["tbu.sram"], 1048576);
  EXPECT_TRUE(found[1]["values"].empty());
}

TEST_F(CheckEachTest, EverySettingIsInTheDigestAndItsSpellingIsNot) {
  const auto found = lines({Json::array(),
                            {"workload.videos=4"},
                            {"name=other"},
                            {"workload.videos=5"},
                            {"trace.level=event"},
                            {"run.seed=2"},
                            {"workload.minutes=30 s"},
                            {"workload.minutes=0.5"}});
  std::set<std::string> digests;
  for (const Json& one : found) digests.insert(one["digest"].get<std::string>());
  EXPECT_EQ(found[0]["digest"].get<std::string>().size(), 32u);
  EXPECT_EQ(found[1]["digest"], found[0]["digest"]);
  EXPECT_EQ(found[2]["digest"], found[0]["digest"]);
  EXPECT_EQ(found[7]["digest"], found[6]["digest"]);
  EXPECT_EQ(digests.size(), 5u);
}

TEST_F(CheckEachTest, OneThatIsBadDoesNotHideTheOthers) {
  const auto found = lines({{"workload.minuts=1"}, {"workload.videos=5"}, {"workload.videos=-1"}});
  EXPECT_THAT(found[0]["error"].get<std::string>(), testing::HasSubstr("did you mean workload.minutes?"));
  EXPECT_EQ(found[1]["values"]["workload.videos"], 5);
  EXPECT_THAT(found[2]["error"].get<std::string>(), testing::HasSubstr("workload.videos=-1"));
}

TEST_F(CheckEachTest, RefusesOtherLists) {
  EXPECT_THROW(check_each(file(), "{}"), engine::ModelError);
  EXPECT_THROW(check_each(file(), "[[1]]"), engine::ModelError);
  EXPECT_THROW(check_each(file(), "[[\"a"), engine::ModelError);
  EXPECT_THROW(check_each(file().string() + ".gone", "[]"), engine::SystemError);
}

}  // namespace
}  // namespace octosim::jobs::cli
