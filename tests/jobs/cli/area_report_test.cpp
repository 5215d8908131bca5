#include "jobs/cli/area_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace octosim::jobs::cli {
namespace {

using testing::HasSubstr;

TEST(AreaReportTest, TheTableHasEveryComponentAndTheSums) {
  const auto area = models::hardware::area_of({});
  const std::string table = area_table(area);
  for (const auto& row : area.rows) EXPECT_THAT(table, HasSubstr(std::string{row.component}));
  EXPECT_THAT(table, HasSubstr("TF-Queue                 81       3.2510     263.3310   42.93%"));
  EXPECT_THAT(table, HasSubstr("613.35  100.00%"));
  EXPECT_THAT(table, HasSubstr("16       613.35      9813.60"));
}

TEST(AreaReportTest, TheJsonAddsUp) {
  const auto area = models::hardware::area_of({});
  const auto json = nlohmann::json::parse(area_json(area));
  ASSERT_EQ(json.at("components").size(), area.rows.size());
  double sum = 0, shares = 0;
  for (const auto& row : json.at("components")) {
    EXPECT_DOUBLE_EQ(row.at("mm2").get<double>(), row.at("count").get<double>() * row.at("each_mm2").get<double>());
    sum += row.at("mm2").get<double>();
    shares += row.at("share").get<double>();
  }
  EXPECT_DOUBLE_EQ(sum, json.at("chiplet_mm2").get<double>());
  EXPECT_NEAR(shares, 1, 1e-12);
  EXPECT_DOUBLE_EQ(json.at("wafer_mm2").get<double>(), 16 * sum);
  EXPECT_EQ(json.at("chiplets").get<int>(), 16);
}

}  // namespace
}  // namespace octosim::jobs::cli
