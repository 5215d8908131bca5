#include "io/partition/saved_partition.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::partition {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const SavedPartition kGood{.experiment = "er \"chiplet\"",
                           .method = "metis",
                           .machine = 0xFEDC'BA98'7654'3210,
                           .ranks = 3,
                           .rank_of_cluster = {0, 2, 1, 1}};

class SavedPartitionTest : public testing::Test {
 protected:
  std::string text() const {
    std::ifstream in{path_};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  /// What reading says of the good file with `from` replaced by `to`.
  std::string refusal(const std::string& from, const std::string& to) const {
    write_partition(path_, kGood);
    std::string changed = text();
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from << " in " << changed;
    changed.replace(at, from.size(), to);
    return refusal_of(changed);
  }
  std::string refusal_of(const std::string& content) const {
    std::ofstream{path_} << content;
    try {
      static_cast<void>(read_partition(path_));
    } catch (const engine::ModelError& error) {
      EXPECT_THAT(error.what(), HasSubstr(path_.native()));
      return error.what();
    }
    ADD_FAILURE() << "accepted: " << content;
    return {};
  }

  const test::Directory directory_;
  const fs::path path_ = directory_ / "p.json";
};

TEST_F(SavedPartitionTest, IsReadAsItWasWritten) {
  write_partition(path_, kGood);
  const SavedPartition read = read_partition(path_);
  EXPECT_EQ(read.experiment, kGood.experiment);
  EXPECT_EQ(read.method, kGood.method);
  EXPECT_EQ(read.machine, kGood.machine);
  EXPECT_EQ(read.ranks, kGood.ranks);
  EXPECT_EQ(read.rank_of_cluster, kGood.rank_of_cluster);
  EXPECT_EQ(std::distance(fs::directory_iterator{directory_.path()}, fs::directory_iterator{}), 1)
      << "nothing beside it";
}

TEST_F(SavedPartitionTest, AWriteThatFailsLeavesTheOldFile) {
  write_partition(path_, kGood);
  fs::create_directory(directory_ / "p.json.partial");
  EXPECT_THROW(write_partition(path_, kGood), engine::SystemError);
  EXPECT_EQ(read_partition(path_).machine, kGood.machine);
  EXPECT_THROW(write_partition(directory_ / "none" / "p.json", kGood), engine::SystemError);
}

TEST_F(SavedPartitionTest, RefusesWhatIsNoPartition) {
  EXPECT_THROW(static_cast<void>(read_partition(directory_ / "none.json")), engine::ModelError);
  EXPECT_THROW(static_cast<void>(read_partition(directory_.path())), engine::ModelError);
  EXPECT_THAT(refusal_of(""), HasSubstr("is not JSON"));
  EXPECT_THAT(refusal_of("{\"format\": "), HasSubstr("is not JSON"));
  EXPECT_THAT(refusal_of("[]"), HasSubstr("is not a JSON object"));
  EXPECT_THAT(refusal_of("{}"), HasSubstr("format is missing"));
  EXPECT_THAT(refusal("octosim partition", "other"), HasSubstr("format = \"other\" (must be \"octosim partition\")"));
}

TEST_F(SavedPartitionTest, RefusesEachBadKey) {
  EXPECT_THAT(refusal("\"version\":1", "\"version\":2"), HasSubstr("version = 2 (must be a whole number, 1 .. 1)"));
  EXPECT_THAT(refusal("\"version\":1,", ""), HasSubstr("version is missing"));
  EXPECT_THAT(refusal("\"method\"", "\"methd\""), HasSubstr("unknown key methd"));
  EXPECT_THAT(refusal("\"metis\"", "7"), HasSubstr("method = 7 (must be a text)"));
  EXPECT_THAT(refusal("0xfedc", "fedc"), HasSubstr("machine = \"fedc"));
  EXPECT_THAT(refusal("0xfedc", "0xfedcz"), HasSubstr("hexadecimal"));
  EXPECT_THAT(refusal("0xfedc", "0x1fedc"), HasSubstr("up to 16"));
  EXPECT_THAT(refusal("\"ranks\":3", "\"ranks\":0"), HasSubstr("ranks = 0"));
  EXPECT_THAT(refusal("\"ranks\":3", "\"ranks\":-3"), HasSubstr("ranks = -3"));
  EXPECT_THAT(refusal("\"ranks\":3", "\"ranks\":3.5"), HasSubstr("ranks = 3.5"));
  EXPECT_THAT(refusal("\"ranks\":3", "\"ranks\":\"3\""), HasSubstr("ranks = \"3\""));
  EXPECT_THAT(refusal("\"ranks\":3", "\"ranks\":5"), HasSubstr("ranks = 5 (rank_of_cluster has only 4 clusters)"));
  EXPECT_THAT(refusal("\"ranks\":3", "\"ranks\":4"), HasSubstr("rank 3 has no cluster"));
  EXPECT_THAT(refusal("[0,2,1,1]", "4"), HasSubstr("rank_of_cluster = 4 (must be a list"));
  EXPECT_THAT(refusal("[0,2,1,1]", "[0,2,1,3]"), HasSubstr("rank_of_cluster[3] = 3 (must be a whole number, 0 .. 2)"));
  EXPECT_THAT(refusal("[0,2,1,1]", "[0,-2,1,1]"), HasSubstr("rank_of_cluster[1] = -2"));
  EXPECT_THAT(refusal("[0,2,1,1]", "[0,2,null,1]"), HasSubstr("rank_of_cluster[2] = null"));
  EXPECT_THAT(refusal("[0,2,1,1]", "[0,2,2,2]"), HasSubstr("rank 1 has no cluster"));
}

TEST_F(SavedPartitionTest, FitsOneMachineAndOneNumberOfRanks) {
  const auto refusal_of_use = [&](std::uint64_t machine, std::size_t clusters, std::int32_t ranks) {
    try {
      expect_fits(kGood, "p.json", machine, clusters, ranks);
    } catch (const engine::ModelError& error) {
      return std::string{error.what()};
    }
    return std::string{};
  };
  EXPECT_EQ(refusal_of_use(kGood.machine, 4, 3), "");
  EXPECT_EQ(refusal_of_use(kGood.machine, 5, 3), "p.json: rank_of_cluster has 4 clusters (this machine has 5)");
  EXPECT_EQ(refusal_of_use(7, 4, 3),
            "p.json: machine = 0xfedcba9876543210 (this one is 0x7: it has other clusters or latencies)");
  EXPECT_EQ(refusal_of_use(kGood.machine, 4, 2), "p.json: ranks = 3 (must be 2, the ranks it is used for)");
}

}  // namespace
}  // namespace octosim::io::partition
