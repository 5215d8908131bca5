#include "partition/workflow/print_recorded.hpp"

#include <gtest/gtest.h>

#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

TEST(PrintRecordedTest, SaysWhatThereIsAndHowOftenItRepeats) {
  models::plan::Plan plan;
  EXPECT_EQ(print_recorded(plan), "");
  plan.owg = test::OwgBuilder{}.constant("faces", 1).constant("density", 1).build();
  plan.workload.recorded = "a.csv";
  plan.workload.videos = 5;
  plan.workload.rate = 1;
  plan.workload.minutes = 6.0 / 60;
  models::workload::Recorded all{.videos = {0, 3, 7}, .series = {}};
  all.series.push_back({.property = 0, .first = {}, .values = {1, 2, 3, 4, 5, 6, 7}});
  all.series.push_back({.property = 1, .first = {0, 1, 1, 1, 1, 1, 1, 2}, .values = {0.5, 0.6}});
  plan.recorded = std::make_shared<const models::workload::Recorded>(all);
  EXPECT_EQ(print_recorded(plan),
            "recorded in a.csv: 2 videos, 7 frames\n"
            "  faces                    of 7 frames\n"
            "  density                  of 2 items (5 frames have none: those of a frame without are drawn)\n"
            "  5 streams take the videos in turn: 2 of them, each 2 to 3 times\n"
            "  a stream has 6 frames, its video 3 to 4: 1.5 to 2 times its length\n");
  plan.workload.videos = 1;
  EXPECT_NE(print_recorded(plan).find("1 streams take the videos in turn: 1 of them, each 1 times\n"
                                      "  a stream has 6 frames, its video 3: 2 times its length\n"),
            std::string::npos);
}

}  // namespace
}  // namespace octosim::partition::workflow
