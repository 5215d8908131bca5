#include "io/trace/read_group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/trace/merge.hpp"
#include "tests/io/trace/sample_run.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::trace {
namespace {

using testing::HasSubstr;

class ReadGroupTest : public testing::Test {
 protected:
  ReadGroupTest() { test::run_sample(directory_.path(), 2); }
  std::filesystem::path trace() const { return directory_.path() / "trace.h5"; }
  octosim::test::Directory directory_;
};

TEST_F(ReadGroupTest, GivesTheColumnsAskedForInThatOrder) {
  const auto rows = read_group(trace(), "/tbus/samples", {"port", "busy"});
  const auto other = read_group(trace(), "/tbus/samples", {"busy", "port"});
  ASSERT_FALSE(rows.empty());
  ASSERT_EQ(rows.size(), other.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    ASSERT_EQ(rows[row].size(), 2U);
    EXPECT_EQ(rows[row][0], other[row][1]);
    EXPECT_EQ(rows[row][1], other[row][0]);
  }
}

TEST_F(ReadGroupTest, NamesWhatIsNotThere) {
  EXPECT_THAT(test::message_of<engine::ModelError>([&] { read_group(trace(), "/tbus/nothing", {"busy"}); }),
              HasSubstr("has no group /tbus/nothing"));
  EXPECT_THAT(test::message_of<engine::ModelError>([&] { read_group(trace(), "/tbus/samples", {"colour"}); }),
              HasSubstr("has no column /tbus/samples/colour"));
}

}  // namespace
}  // namespace octosim::io::trace
