#include "io/experiment/describe.hpp"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/experiment/sections.hpp"

namespace octosim::io::experiment {
namespace {

using testing::HasSubstr;

Experiment parse_with(const std::string& text, const std::vector<std::string>& overrides = {}) {
  return parse_experiment(text, "e.toml", overrides);
}

TEST(DescribeTest, HasARowForEverySetting) {
  const std::string table = describe_settings();
  const Experiment defaults;
  std::string section;
  std::size_t rows = 0, at = 0;
  for_each_row(defaults, [&](std::string_view name, const auto&, const auto& row) {
    if (name != section) at = table.find("\n[" + std::string(name) + "]\n", at);
    section = name;
    at = table.find("\n| " + std::string(row.key) + " | ", at);
    ASSERT_NE(at, std::string::npos) << name << "." << row.key;
    EXPECT_NE(table.find(row.help, at), std::string::npos) << name << "." << row.key;
    ++rows;
  });
  EXPECT_GE(rows, 40u);
}

TEST(DescribeTest, ShowsDefaultUnitRangeAndEffect) {
  const std::string table = describe_settings();
  EXPECT_THAT(table, HasSubstr("| clock | 1000000000 | Hz | 1e+06 to 1e+11 | results | "));
  EXPECT_THAT(table, HasSubstr("| balance | \"diffusive\" |  | none, diffusive, reactive, stealing | results | "));
  EXPECT_THAT(table, HasSubstr("| owg | \"\" |  | text | results | "));
  EXPECT_THAT(table, HasSubstr("| rate | 30 | Hz | 0.001 to 1e+06 | results | "));
  EXPECT_THAT(table, HasSubstr("| compression | 1 |  | 0 to 9 | speed | "));
  EXPECT_THAT(table, HasSubstr("| mac | 1690 | fJ | 0 to 1e+12 | report | "));
  EXPECT_THAT(table, HasSubstr("| static_logic | 20000 | uW | 0 to 1e+12 | report | "));
  const auto control = table.find("\n[control]\n");
  ASSERT_NE(control, std::string::npos);
  EXPECT_THAT(table.substr(control), HasSubstr("| link | 16 | B/cycle | "));
}

TEST(DescribeTest, CanonicalTextFillsInTheDefaults) {
  const std::string text = canonical_text(parse_with("preset = 'chiplet'\nworkload.owg = 'er'"));
  EXPECT_THAT(text, testing::StartsWith("name = \"e\"\ndescription = \"\"\n\n[run]\nseed = 1\nuntil = 0\n"));
  EXPECT_THAT(text,
              HasSubstr("\n[dram]\ncards = 1\ncapacity = 6000000000\nbandwidth = 81\nlatency = 100\nchannels = 6\n"));
  EXPECT_THAT(text, HasSubstr("level = \"interval\"\n"));
}

TEST(DescribeTest, CanonicalTextParsesToTheSameExperiment) {
  // Every number one below its greatest value or at an odd one, so that no default hides a setting that is lost.
  const Experiment e = parse_with(
      "workload.owg = 'er'",
      {"name=a \"b\" \\ c\td", "description=line\none\x7f", "run.seed=8999999999999999", "run.until=999999999999999999",
       "trace.level=event", "workload.minutes=0.1", "workload.rate=23.976", "wafer.clock=1234567891",
       "schedule.balance=none", "control.buffer=4097", "network.buffer=65537", "tf_queue.packets_per_flow=5"});
  const std::string text = canonical_text(e);
  const Experiment again = parse_with(text);
  EXPECT_EQ(canonical_text(again), text);
  EXPECT_EQ(again.name, "a \"b\" \\ c\td");
  EXPECT_EQ(again.description, "line\none\x7f");
  EXPECT_EQ(again.run.seed, 8'999'999'999'999'999u);
  EXPECT_EQ(again.run.until, 999'999'999'999'999'999u);
  EXPECT_EQ(again.trace.level, engine::Level::kEvent);
  EXPECT_EQ(again.workload.minutes, 0.1);
  EXPECT_EQ(again.workload.rate, 23.976);
  EXPECT_EQ(again.hardware.wafer.clock, 1'234'567'891u);
  EXPECT_EQ(again.schedule.balance_policy().name, "none");
  EXPECT_EQ(again.hardware.control.buffer, 4097u);
  EXPECT_EQ(again.hardware.network.buffer, 65'537u);
  EXPECT_EQ(again.hardware.tf_queue.packets_per_flow, 5u);
}

TEST(DescribeTest, HashChangesWithEverySettingOfResultsAndNoOther) {
  const std::string text = "workload.owg = 'er'";
  const std::uint64_t hash = experiment_hash(parse_with(text));
  EXPECT_EQ(
      experiment_hash(parse_with(text + "\nname = 'x'\ndescription = 'y'\n[trace]\nlevel = 'event'\ninterval = 7\n")),
      hash);
  EXPECT_EQ(experiment_hash(parse_with(text, {"run.stall_limit=2e9"})), hash);
  EXPECT_EQ(experiment_hash(parse_with(text, {"energy.mac=7", "energy.static_sram=1 W"})), hash);
  EXPECT_EQ(experiment_hash(parse_with(text, {"wafer.clock=1 GHz"})), hash);
  std::set<std::uint64_t> hashes{hash};
  const std::vector<std::string> changes{"run.seed=2",       "run.until=5",          "workload.owg=ocr",
                                         "network.link=128", "control.link=128",     "schedule.balance=none",
                                         "dram.latency=101", "workload.minutes=0.3", "tbu.pe_rows=31"};
  for (const std::string& change : changes) hashes.insert(experiment_hash(parse_with(text, {change})));
  EXPECT_EQ(hashes.size(), changes.size() + 1);
}

}  // namespace
}  // namespace octosim::io::experiment
