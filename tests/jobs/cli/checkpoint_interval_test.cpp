#include "jobs/cli/checkpoint_interval.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::cli {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(CheckpointIntervalTest, IsATimeOrANumberOfCycles) {
  EXPECT_EQ(parse_checkpoint_interval("10min").wall, milliseconds{600'000});
  EXPECT_EQ(parse_checkpoint_interval("30 s").wall, milliseconds{30'000});
  EXPECT_EQ(parse_checkpoint_interval("250ms").wall, milliseconds{250});
  EXPECT_EQ(parse_checkpoint_interval("1h").wall, milliseconds{3'600'000});
  EXPECT_EQ(parse_checkpoint_interval("30s").cycles, std::nullopt);
  EXPECT_EQ(parse_checkpoint_interval("5000000cycles").cycles, engine::Cycles{5'000'000});
  EXPECT_EQ(parse_checkpoint_interval("1 cycle").cycles, engine::Cycles{1});
  EXPECT_EQ(parse_checkpoint_interval("1 cycle").wall, std::nullopt);
}

TEST(CheckpointIntervalTest, RefusesAllElse) {
  for (const char* text : {"", " ", "10", "1e3", "soon", "0s", "-1min", "0cycles", "1.5 cycles", "5kB", "1e99h",
                           "nan s", "1ms", "cycles", "10 parsecs"}) {
    try {
      parse_checkpoint_interval(text);
      ADD_FAILURE() << text;
    } catch (const engine::ModelError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("--checkpoint-every"), HasSubstr("must be"))) << text;
    }
  }
}

}  // namespace
}  // namespace octosim::jobs::cli
