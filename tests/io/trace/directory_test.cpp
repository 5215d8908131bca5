#include "io/trace/directory.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(DirectoryTest, CreatesWhatIsMissing) {
  const Directory directory;
  prepare_directory(directory / "a/b/c");
  EXPECT_TRUE(std::filesystem::is_directory(directory / "a/b/c"));
}

TEST(DirectoryTest, TheTraceOfAFolderIsTheWholeOneElseTheRecoveredOne) {
  const Directory directory;
  EXPECT_EQ(trace_in(directory / "some.h5"), directory / "some.h5") << "a file, or nothing: not asked";
  try {
    trace_in(directory / "");
    ADD_FAILURE() << "a folder without a trace";
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("no trace.h5"), HasSubstr("octosim recover")));
  }
  std::ofstream{directory / "recovered.h5"} << "here";
  EXPECT_EQ(trace_in(directory / ""), directory / "recovered.h5");
  std::ofstream{directory / "trace.h5"} << "here";
  EXPECT_EQ(trace_in(directory / ""), directory / "trace.h5");
}

TEST(DirectoryTest, RemovesAnEarlierRunAndNothingElse) {
  const Directory directory;
  for (const char* name : {"rank-0000.h5", "rank-12345.h5", "rank-0001.h5.begun", "trace.h5", "recovered.h5",
                           "summary.json", "trace.h5.partial", "rank-0.h5", "rank-00x1.h5", "notes.txt"}) {
    std::ofstream{directory / name} << "old";
  }
  prepare_directory(directory.path());
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator{directory.path()}) {
    left.push_back(entry.path().filename().native());
  }
  std::sort(left.begin(), left.end());
  EXPECT_THAT(left, ElementsAre("notes.txt", "rank-0.h5", "rank-00x1.h5"));
}

TEST(DirectoryTest, ListsRankFilesByNumber) {
  const Directory directory;
  for (const char* name : {"rank-10000.h5", "rank-0002.h5", "rank-9999.h5"}) std::ofstream{directory / name} << "";
  EXPECT_THAT(rank_files(directory.path()),
              ElementsAre(directory / "rank-0002.h5", directory / "rank-9999.h5", directory / "rank-10000.h5"));
  EXPECT_EQ(rank_path(directory.path(), 10000), directory / "rank-10000.h5");
}

TEST(DirectoryTest, RefusesAFile) {
  const Directory directory;
  std::ofstream{directory / "file"} << "";
  EXPECT_THAT(message_of<engine::ModelError>([&] { prepare_directory(directory / "file"); }),
              AllOf(HasSubstr("file: is a file"), HasSubstr("must be a directory")));
  EXPECT_THAT(message_of<engine::SystemError>([&] { prepare_directory(directory / "file/below"); }),
              HasSubstr("Not a directory"));
}

TEST(DirectoryTest, NamesADirectoryThatCannotBeCreated) {
  EXPECT_THAT(message_of<engine::SystemError>([&] { prepare_directory("/proc/octosim"); }),
              AllOf(HasSubstr("cannot create output directory"), HasSubstr("/proc/octosim")));
}

TEST(DirectoryTest, WritesTheSummaryAsJsonInItsOrder) {
  const Directory directory;
  write_summary(directory.path(), {{"makespan", std::numeric_limits<std::uint64_t>::max()},
                                   {"digest", std::string{"0x00000000000000ff"}},
                                   {"good", true},
                                   {"a_ratio", 0.5},
                                   {"undefined", std::nan("")}});
  std::ifstream in{directory / kSummaryName};
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(),
            "{\n  \"makespan\": 18446744073709551615,\n  \"digest\": \"0x00000000000000ff\",\n  \"good\": true,\n"
            "  \"a_ratio\": 0.5,\n  \"undefined\": null\n}\n");
  EXPECT_FALSE(std::filesystem::exists(directory / "summary.json.partial"));
}

TEST(DirectoryTest, NamesASummaryThatCannotBeWritten) {
  EXPECT_THAT(message_of<engine::SystemError>([&] { write_summary("/proc/octosim", {}); }),
              AllOf(HasSubstr("cannot write"), HasSubstr("/proc/octosim/summary.json"), HasSubstr("No such file")));
}

TEST(DirectoryTest, PublishesAFileOnlyWhenTold) {
  const Directory directory;
  {
    const PartialFile file{directory / "x"};
    std::ofstream{file.partial()} << "half";
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  {
    PartialFile file{directory / "x"};
    std::ofstream{file.partial()} << "whole";
    file.publish();
  }
  EXPECT_EQ(std::filesystem::file_size(directory / "x"), 5u);
}

}  // namespace
}  // namespace octosim::io::trace::test
