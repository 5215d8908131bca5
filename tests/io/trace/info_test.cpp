#include "io/trace/info.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(InfoTest, DescribesATrace) {
  const Directory directory;
  run_sample(directory.path(), 2);
  const std::string text = info(directory / kTraceName);
  EXPECT_THAT(text, AllOf(HasSubstr("trace of a whole run"), HasSubstr("sample"), HasSubstr("0xfedcba9876543210"),
                          HasSubstr("digest")));
  EXPECT_THAT(text, AllOf(HasSubstr("/balance/moves"), HasSubstr("900 rows"), HasSubstr("5 columns, interval")));
  EXPECT_THAT(text, AllOf(HasSubstr("100 .. 101 count"), HasSubstr("5 .. 5 ns"), HasSubstr("64 .. 64 bytes")));
  EXPECT_THAT(text, AllOf(HasSubstr("utilization"), HasSubstr("0.75"), HasSubstr("diffusive"), HasSubstr("true")));
  EXPECT_EQ(info(directory.path()), text);
}

TEST(InfoTest, DescribesTheRankFilesOfADirectoryWithoutATrace) {
  const Directory directory;
  write_rank_files(directory.path(), 2);
  EXPECT_THAT(info(directory.path()), AllOf(HasSubstr("records of rank 0, complete up to the end"),
                                            HasSubstr("records of rank 1, complete up to the end")));
}

TEST(InfoTest, RefusesWhatHoldsNothing) {
  const Directory directory;
  EXPECT_THAT(message_of<engine::ModelError>([&] { info(directory.path()); }), HasSubstr("has no trace.h5"));
  EXPECT_THAT(message_of<engine::ModelError>([&] { info(directory / "absent"); }), HasSubstr("absent: no such file"));
}

}  // namespace
}  // namespace octosim::io::trace::test
