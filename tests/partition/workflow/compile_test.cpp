#include "partition/workflow/compile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

using models::plan::Plan, models::workload::kNone;
using test::OwgBuilder;
using testing::ElementsAre;

/// 1 TBU-cycle is 1,024 MACs.
OwgBuilder faces() {
  return OwgBuilder{}
      .named("faces")
      .task("Decode", 2'048'000)
      .task("Detect", 6'144'000)
      .task("Infer", 10'240'000)
      .expand("Faces", 3)
      .collapse("All")
      .task("Draw", 1'024'000)
      .path({"SRC", "Decode", "Detect", "Faces", "Infer", "All", "Draw", "SINK"});
}

Plan compile_with(const OwgBuilder& builder, std::uint64_t cluster_size, std::uint64_t tbu_rows = 8,
                  std::uint64_t tbu_cols = 8) {
  models::hardware::Hardware hardware;
  hardware.wafer.tbu_rows = tbu_rows;
  hardware.wafer.tbu_cols = tbu_cols;
  models::plan::ScheduleSettings schedule;
  schedule.cluster_size = cluster_size;
  return compile(builder.build(), {}, hardware, schedule, 7);
}

TEST(CompileTest, MakesThePlan) {
  const OwgBuilder builder = faces();
  const Plan plan = compile_with(builder, 8);
  const auto block = [&](const char* name) { return builder.block_index(name); };
  EXPECT_EQ(plan.seed, 7U);
  EXPECT_EQ(plan.schedule.cluster_size, 8U);
  EXPECT_EQ(plan.owg.name, "faces");
  ASSERT_EQ(plan.sub_owgs.size(), 3U);
  EXPECT_THAT(plan.sub_owgs[0].tasks, ElementsAre(block("Decode"), block("Detect")));
  EXPECT_DOUBLE_EQ(plan.sub_owgs[0].expected_cycles, 8'000);
  EXPECT_DOUBLE_EQ(plan.sub_owgs[1].expected_cycles, 30'000);
  EXPECT_DOUBLE_EQ(plan.sub_owgs[2].expected_cycles, 1'000);
  EXPECT_DOUBLE_EQ(plan.expected_runs[block("Infer")], 3);
  EXPECT_DOUBLE_EQ(plan.expected_cycles[block("Infer")], 10'000);
  EXPECT_EQ(plan.sub_owg_of[block("Detect")], 0U);
  EXPECT_EQ(plan.sub_owg_of[block("Draw")], 2U);
  EXPECT_EQ(plan.sub_owg_of[block("Faces")], kNone);
  EXPECT_EQ(plan.sub_owg_of[block("SRC")], kNone);
  EXPECT_EQ(plan.partner[block("Faces")], block("All"));
  EXPECT_EQ(plan.topological.size(), plan.owg.blocks.size());
  EXPECT_EQ(plan.scope.size(), plan.owg.flows.size());
  EXPECT_EQ(plan.branch.size(), plan.owg.flows.size());
  EXPECT_EQ(plan.clusters.height, 2U);
  EXPECT_EQ(plan.clusters.width, 4U);
  EXPECT_EQ(plan.clusters.count(), 128U);
  EXPECT_THAT(plan.sub_owgs[0].tbu_tasks, ElementsAre(ElementsAre(0), ElementsAre(0), ElementsAre(1), ElementsAre(1),
                                                      ElementsAre(1), ElementsAre(1), ElementsAre(1), ElementsAre(1)));
  EXPECT_THAT(plan.sub_owgs[2].tbu_tasks, testing::Each(ElementsAre(0)));
}

TEST(CompileTest, TheStandardSizeIsTheMostTaskBlocksOfASubOwg) {
  EXPECT_EQ(compile_with(faces(), 0).clusters.size(), 2U);
  const OwgBuilder five = OwgBuilder{}.tasks({"A", "B", "C", "D", "E"}).path({"SRC", "A", "B", "C", "D", "E", "SINK"});
  EXPECT_EQ(compile_with(five, 0).clusters.size(), 8U);
}

TEST(CompileTest, ATbuServesSeveralTaskBlocksWhereTheyAreMore) {
  const Plan plan = compile_with(faces(), 1);
  EXPECT_THAT(plan.sub_owgs[0].tbu_tasks, ElementsAre(ElementsAre(1, 0)));
  EXPECT_THAT(plan.sub_owgs[1].tbu_tasks, ElementsAre(ElementsAre(0)));
  const OwgBuilder five = OwgBuilder{}.tasks({"A", "B", "C", "D", "E"}).path({"SRC", "A", "B", "C", "D", "E", "SINK"});
  EXPECT_THAT(compile_with(five, 0, 1, 2).sub_owgs[0].tbu_tasks, ElementsAre(ElementsAre(2, 1, 0), ElementsAre(4, 3)));
}

TEST(CompileTest, RefusesWhatItCannotPlan) {
  EXPECT_THROW(static_cast<void>(compile_with(faces(), 3)), engine::ModelError);
  EXPECT_THROW(static_cast<void>(compile_with(faces().task("Loose"), 8)), engine::ModelError);
  try {
    static_cast<void>(compile_with(OwgBuilder{}.path({"SRC", "SINK"}), 8));
    FAIL() << "accepted";
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(), "workflow \"test\": has no Task Block (must have at least one)");
  }
}

}  // namespace
}  // namespace octosim::partition::workflow
