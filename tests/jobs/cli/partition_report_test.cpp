#include "jobs/cli/partition_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "partition/wafer/wafer_graph.hpp"

namespace octosim::jobs::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class PartitionReportTest : public testing::Test {
 protected:
  PartitionReportTest() {
    plan_.hardware.wafer.chiplet_rows = plan_.hardware.wafer.chiplet_cols = 1;
    plan_.clusters = {.height = 2, .width = 8, .rows = 4, .cols = 1, .per_chiplet_rows = 4, .per_chiplet_cols = 1};
    map_ = partition::wafer::map_wafer(plan_, 2);
    report_.experiment = "sample";
    report_.now.quality = partition::quality::measure(partition::wafer::graph_wafer(plan_), map_.rank_of_cluster, 2);
    report_.now.forecast = {.events_per_window = 3, .speedup = 1.5, .efficiency = 0.75};
  }
  models::plan::Plan plan_;
  partition::wafer::RankMap map_;
  PartitionReport report_;
};

TEST_F(PartitionReportTest, SaysWhatIsProposed) {
  const std::string text = as_text(report_, plan_, map_);
  EXPECT_THAT(text, HasSubstr("2 ranks, 4 clusters: imbalance 1.000"));
  EXPECT_THAT(text, HasSubstr("method bisect, loads: TBUs\n"));
  EXPECT_THAT(text, HasSubstr("  rank 1: 2 clusters, 100.0 % of the mean load, 1 neighbours\n"));
  EXPECT_THAT(text, HasSubstr("  from rank 1 to 0: 9 links, lookahead 4 cycles\n"));
  EXPECT_THAT(text, HasSubstr("  load imbalance 1.000, predicted efficiency 0.750, speed-up 1.50\n"));
  EXPECT_THAT(text, Not(HasSubstr("before")));
}

TEST_F(PartitionReportTest, ComparesWithWhatWasBefore) {
  report_.before = report_.now;
  report_.before->quality.imbalance = 1.9;
  const std::string text = as_text(report_, plan_, map_);
  EXPECT_THAT(text, HasSubstr("  before: load imbalance 1.900,"));
  EXPECT_THAT(text, HasSubstr("  after:  load imbalance 1.000,"));
  EXPECT_EQ(nlohmann::json::parse(as_json(report_, map_))["before"]["imbalance"], 1.9);
}

TEST_F(PartitionReportTest, TheJsonHasAllOfIt) {
  const auto json = nlohmann::json::parse(as_json(report_, map_));
  EXPECT_EQ(json["experiment"], "sample");
  EXPECT_EQ(json["ranks"], 2);
  EXPECT_EQ(json["method"], "bisect");
  EXPECT_EQ(json["predicted_efficiency"], 0.75);
  EXPECT_EQ(json["lookahead_cycles"], 4);
  EXPECT_EQ(json["rank"].size(), 2U);
  EXPECT_EQ(json["rank"][1]["tbus"], 32);
  EXPECT_EQ(json["border"].size(), 2U);
  EXPECT_EQ(json["border"][1]["from"], 1);
  EXPECT_EQ(json["rank_of_cluster"], map_.rank_of_cluster);
  EXPECT_FALSE(json.contains("before"));
}

}  // namespace
}  // namespace octosim::jobs::cli
