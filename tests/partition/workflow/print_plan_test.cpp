#include "partition/workflow/print_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "partition/workflow/compile.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

using testing::ContainsRegex, testing::HasSubstr, testing::Not;

/// On chiplets of 2 x 4 TBUs, with clusters of 4; 1 TBU-cycle is 1,024 MACs.
models::plan::Plan example() {
  models::hardware::Hardware hardware;
  hardware.wafer.tbu_rows = 2;
  hardware.wafer.tbu_cols = 4;
  models::plan::ScheduleSettings schedule;
  schedule.cluster_size = 4;
  const auto owg = test::OwgBuilder{}
                       .named("faces")
                       .task("Decode", 2'048'000)
                       .task("Detect", 6'144'000)
                       .task("Infer", 10'240'000)
                       .expand("Faces", 3)
                       .collapse("All")
                       .task("Draw", 1'024'000)
                       .path({"SRC", "Decode", "Detect", "Faces", "Infer", "All", "Draw", "SINK"})
                       .build();
  return compile(owg, {}, hardware, schedule, 1);
}

TEST(PrintPlanTest, ShowsSharesTbusAndClusters) {
  const std::string text = print_plan(example());
  EXPECT_THAT(text, HasSubstr("workflow faces: 8 blocks, 3 sub-OWGs\n"));
  EXPECT_THAT(text, HasSubstr("sub-OWG 1: 20.5 % of the work, 8000 TBU-cycles per frame, 1 in, 1 out\n"));
  EXPECT_THAT(text,
              HasSubstr("  Decode                    25.0 %          1 runs per frame x      2000 cycles  TBUs 0\n"));
  EXPECT_THAT(text, HasSubstr("TBUs 1-3\n"));
  EXPECT_THAT(text, HasSubstr("sub-OWG 2: 76.9 % of the work"));
  EXPECT_THAT(text, HasSubstr("clusters: 32 of 2 x 2 TBUs, 4 x 8 on the wafer, 1 x 2 on each of 4 x 4 chiplets\n"));
  EXPECT_THAT(text, HasSubstr("  +-------+-------+\n"
                              "  |   0   |   1   |\n"
                              "  |       |       |\n"
                              "  +-------+-------+\n"));
}

TEST(PrintPlanTest, ShowsABitstreamThatIsStated) {
  models::plan::Plan plan = example();
  EXPECT_THAT(print_plan(plan), Not(HasSubstr("bitstream")));
  plan.owg.blocks[plan.owg.find_block("Detect")].work.bitstream_bytes = 48'000;
  EXPECT_THAT(print_plan(plan), ContainsRegex("  Detect [^\n]*\n +bitstream 48000 B\n"));
}

}  // namespace
}  // namespace octosim::partition::workflow
