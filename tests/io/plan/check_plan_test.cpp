#include "io/plan/check_plan.hpp"

#include <functional>
#include <limits>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "tests/io/plan/samples.hpp"

namespace octosim::io::plan {
namespace {

using models::plan::Plan;
using models::workload::kNone;

/// What the check says of a good plan with one thing changed.
std::string refusal_of_plan(const std::function<void(Plan&)>& change) {
  static const Plan kGood = test::compiled("er_chiplet").plan;
  Plan plan = kGood;
  change(plan);
  try {
    check_plan(plan, "er.plan");
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("er.plan: /plan/"));
    return error.what();
  }
  return "accepted";
}

TEST(CheckPlanTest, TakesWhatWasCompiled) {
  for (const std::string workflow : {"er", "dpsr", "sfr", "cmr", "osvos", "ocr"}) {
    for (const std::string machine : {"_chiplet", "_wafer"}) {
      EXPECT_NO_THROW(check_plan(test::compiled(workflow + machine).plan, "x")) << workflow << machine;
    }
  }
}

TEST(CheckPlanTest, EachRuleHolds) {
  struct Case {
    const char* names;  ///< what the message must name
    std::function<void(Plan&)> change;
  };
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Case> cases{
      {"owg/flows/from: row 3", [](Plan& p) { p.owg.flows[3].from = 18; }},
      {"owg/flows/to: row 0", [](Plan& p) { p.owg.flows[0].to = kNone; }},
      {"owg/blocks/task_work/bitstream_bytes: row 2: must be at most 1e12",
       [](Plan& p) { p.owg.blocks[2].work.bitstream_bytes = 1'000'000'000'001; }},
      {"sub_owg_of: row 17", [](Plan& p) { p.sub_owg_of.pop_back(); }},
      {"sub_owg_of: row 1: 4 (must be below 4)", [](Plan& p) { p.sub_owg_of[1] = 4; }},
      {"sub_owg_of: row 1", [](Plan& p) { p.sub_owg_of[1] = 3; }},
      {"sub_owg_of: row 1", [](Plan& p) { p.sub_owg_of[1] = kNone; }},
      {"partner", [](Plan& p) { p.partner.push_back(kNone); }},
      {"partner: row 2", [](Plan& p) { p.partner[2] = 18; }},
      {"scope: row 5", [](Plan& p) { p.scope[5] = 100; }},
      {"branch", [](Plan& p) { p.branch.clear(); }},
      {"expected_runs: row 4", [](Plan& p) { p.expected_runs[4] = -1; }},
      {"expected_cycles: row 4", [=](Plan& p) { p.expected_cycles[4] = kNaN; }},
      {"expected_cycles", [](Plan& p) { p.expected_cycles.pop_back(); }},
      {"topological", [](Plan& p) { p.topological[0] = p.topological[1]; }},
      {"topological", [](Plan& p) { p.topological[0] = kNone; }},
      {"clusters", [](Plan& p) { p.clusters.height = 0; }},
      {"clusters", [](Plan& p) { p.clusters.width = 8; }},
      {"clusters", [](Plan& p) { p.clusters.height = std::numeric_limits<std::uint32_t>::max(); }},
      {"clusters", [](Plan& p) { p.clusters.rows += 1; }},
      {"clusters", [](Plan& p) { p.clusters.cols = 0; }},
      {"sub_owgs", [](Plan& p) { p.sub_owgs.clear(), p.sub_owg_of.assign(p.sub_owg_of.size(), kNone); }},
      {"sub_owgs/tasks: row 0", [](Plan& p) { p.sub_owgs[0].tasks.clear(); }},
      {"sub_owgs/tasks/values", [](Plan& p) { p.sub_owgs[0].tasks[0] = 18; }},
      {"sub_owgs/tasks: row 1", [](Plan& p) { p.sub_owgs[1].tasks.push_back(p.sub_owgs[1].tasks.back()); }},
      {"sub_owgs/tasks: row 1", [](Plan& p) { std::swap(p.sub_owgs[1].tasks[0], p.sub_owgs[1].tasks[1]); }},
      {"two sub-OWGs",
       [](Plan& p) { p.sub_owgs[1].tasks.insert(p.sub_owgs[1].tasks.begin(), p.sub_owgs[0].tasks[0]); }},
      {"sub_owgs/expected_cycles: row 2", [=](Plan& p) { p.sub_owgs[2].expected_cycles = kNaN; }},
      {"sub_owgs/tbu_tasks: row 2", [](Plan& p) { p.sub_owgs[2].tbu_tasks.pop_back(); }},
      {"sub_owgs/tbu_tasks: row 2", [](Plan& p) { p.sub_owgs[2].tbu_tasks[3].clear(); }},
      {"sub_owgs/tbu_tasks/values", [](Plan& p) { p.sub_owgs[2].tbu_tasks[3] = {3}; }},
      {"every task must have a TBU", [](Plan& p) { p.sub_owgs[2].tbu_tasks[0] = {1}; }},
      {"sub_owgs/entries: row 1", [](Plan& p) { p.sub_owgs[1].entries.pop_back(); }},
      {"sub_owgs/exits: row 0", [](Plan& p) { p.sub_owgs[0].exits.push_back(7); }},
  };
  ASSERT_EQ(refusal_of_plan([](Plan&) {}), "accepted");
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_THAT(refusal_of_plan(cases[i].change), testing::HasSubstr(cases[i].names)) << "case " << i;
  }
}

/// A recording of two videos, with one thing changed.
std::string refusal_of_recording(const std::function<void(models::workload::Recorded&)>& change) {
  Plan plan = test::compiled("er_chiplet").plan;
  models::workload::Recorded all{.videos = {0, 2, 3}, .series = {}};
  all.series.push_back({.property = 0, .first = {}, .values = {1, 2, 3}});
  all.series.push_back({.property = 1, .first = {0, 1, 1, 4}, .values = {1, 2, 3, 4}});
  change(all);
  plan.recorded = std::make_shared<const models::workload::Recorded>(all);
  try {
    check_plan(plan, "er.plan");
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(CheckPlanTest, EachRuleOfARecordingHolds) {
  using models::workload::Recorded;
  EXPECT_EQ(refusal_of_recording([](Recorded&) {}), "accepted");
  const std::vector<std::pair<const char*, std::function<void(Recorded&)>>> cases{
      {"er.plan: /recorded/videos: row 0", [](Recorded& all) { all.videos[0] = 1; }},
      {"/recorded/videos: row 1", [](Recorded& all) { all.videos[1] = 0; }},
      {"there must be a video", [](Recorded& all) { all.videos = {0}; }},
      {"/recorded/series/property: row 1: must be a property", [](Recorded& all) { all.series[1].property = 99; }},
      {"must be there once", [](Recorded& all) { all.series.push_back(all.series[0]); }},
      {"/recorded/series/values: row 0", [](Recorded& all) { all.series[0].values.pop_back(); }},
      {"/recorded/series/values: row 1",
       [](Recorded& all) {
         all.series[1].first = {0, 1, 4};
       }},
      {"/recorded/series/values: row 1",
       [](Recorded& all) {
         all.series[1].first = {0, 3, 1, 4};
       }},
      {"/recorded/series/values: row 1",
       [](Recorded& all) {
         all.series[1].first = {1, 1, 1, 4};
       }},
      {"/recorded/series/values: row 1",
       [](Recorded& all) {
         all.series[1].first = {0, 1, 1, 5};
       }},
      {"must be numbers", [](Recorded& all) { all.series[0].values[2] = -1; }},
      {"must be numbers", [](Recorded& all) { all.series[1].values[0] = std::numeric_limits<double>::infinity(); }}};
  for (const auto& [names, change] : cases) EXPECT_THAT(refusal_of_recording(change), testing::HasSubstr(names));
}

}  // namespace
}  // namespace octosim::io::plan
