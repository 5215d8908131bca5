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
OwgBuilder priced_faces() {
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
  const OwgBuilder builder = priced_faces();
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
  EXPECT_EQ(compile_with(priced_faces(), 0).clusters.size(), 2U);
  const OwgBuilder five = OwgBuilder{}.tasks({"A", "B", "C", "D", "E"}).path({"SRC", "A", "B", "C", "D", "E", "SINK"});
  EXPECT_EQ(compile_with(five, 0).clusters.size(), 8U);
}

TEST(CompileTest, ATbuServesSeveralTaskBlocksWhereTheyAreMore) {
  const Plan plan = compile_with(priced_faces(), 1);
  EXPECT_THAT(plan.sub_owgs[0].tbu_tasks, ElementsAre(ElementsAre(1, 0)));
  EXPECT_THAT(plan.sub_owgs[1].tbu_tasks, ElementsAre(ElementsAre(0)));
  const OwgBuilder five = OwgBuilder{}.tasks({"A", "B", "C", "D", "E"}).path({"SRC", "A", "B", "C", "D", "E", "SINK"});
  EXPECT_THAT(compile_with(five, 0, 1, 2).sub_owgs[0].tbu_tasks, ElementsAre(ElementsAre(2, 1, 0), ElementsAre(4, 3)));
}

TEST(CompileTest, RefusesWhatItCannotPlan) {
  EXPECT_THROW(static_cast<void>(compile_with(priced_faces(), 3)), engine::ModelError);
  EXPECT_THROW(static_cast<void>(compile_with(priced_faces().task("Loose"), 8)), engine::ModelError);
  try {
    static_cast<void>(compile_with(OwgBuilder{}.path({"SRC", "SINK"}), 8));
    FAIL() << "accepted";
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(), "workflow \"test\": has no Task Block (must have at least one)");
  }
}

// --- clusters that are divided (schedule.cluster = static) -----------------------------------------------------------

Plan divide(const OwgBuilder& builder, std::uint64_t tbu_rows, std::uint64_t tbu_cols, std::uint64_t cluster_size = 0) {
  models::hardware::Hardware hardware;
  hardware.wafer.tbu_rows = tbu_rows;
  hardware.wafer.tbu_cols = tbu_cols;
  models::plan::ScheduleSettings schedule;
  schedule.cluster = models::schedule::row_of(models::schedule::kClusterPolicies, "static");
  schedule.cluster_size = cluster_size;
  return compile(builder.build(), {}, hardware, schedule, 7);
}

/// TBUs that serve each Task Block of a sub-OWG, by position.
std::vector<int> tbus_of(const models::plan::SubOwg& part) {
  std::vector<int> count(part.tasks.size(), 0);
  for (const auto& tasks : part.tbu_tasks) {
    for (const std::uint32_t task : tasks) ++count[task];
  }
  return count;
}

TEST(DivideTest, TheWholeChipletIsSharedByWork) {
  const Plan plan = divide(priced_faces(), 8, 8);
  EXPECT_EQ(plan.clusters.size(), 64U);
  // Of 39,000 cycles a frame: 2,000, 6,000; 3 x 10,000; 1,000.  64 TBUs: 3.28, 9.85, 49.23, 1.64.
  EXPECT_THAT(tbus_of(plan.sub_owgs[0]), ElementsAre(3, 10));
  EXPECT_THAT(tbus_of(plan.sub_owgs[1]), ElementsAre(49));
  EXPECT_THAT(tbus_of(plan.sub_owgs[2]), ElementsAre(2));
}

TEST(DivideTest, EachTbuServesOneSubOwg) {
  for (const Plan& plan : {divide(priced_faces(), 8, 8), divide(priced_faces(), 2, 2), divide(priced_faces(), 1, 3)}) {
    for (std::uint32_t tbu = 0; tbu < plan.clusters.size(); ++tbu) {
      int served = 0;
      for (const auto& part : plan.sub_owgs) {
        ASSERT_EQ(part.tbu_tasks.size(), plan.clusters.size());
        served += part.tbu_tasks[tbu].empty() ? 0 : 1;
      }
      EXPECT_EQ(served, 1) << "TBU " << tbu << " of " << plan.clusters.size();
    }
  }
}

TEST(DivideTest, WithFewerTbusThanTaskBlocksSubOwgsShareThem) {
  const Plan plan = divide(priced_faces(), 1, 3);
  EXPECT_THAT(plan.sub_owgs[0].tbu_tasks, ElementsAre(ElementsAre(1, 0), ElementsAre(), ElementsAre()))
      << "most downstream first";
  EXPECT_THAT(plan.sub_owgs[1].tbu_tasks, ElementsAre(ElementsAre(), ElementsAre(0), ElementsAre()));
  EXPECT_THAT(plan.sub_owgs[2].tbu_tasks, ElementsAre(ElementsAre(), ElementsAre(), ElementsAre(0)));
}

TEST(DivideTest, TheSettingStillSaysHowLargeAClusterIs) {
  EXPECT_EQ(divide(priced_faces(), 8, 8, 16).clusters.count(), 4U * 16) << "of 16 chiplets";
}

TEST(DivideTest, NeedsATbuForEachSubOwg) {
  try {
    static_cast<void>(divide(priced_faces(), 1, 2));
    FAIL() << "accepted";
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(),
                 "schedule.cluster = \"static\": a cluster has 2 TBUs (must be at least one for each of the 3 sub-OWGs "
                 "of workflow \"faces\"; see schedule.cluster_size)");
  }
}

// --- what clusters work on at first ----------------------------------------------------------------------------------

Plan own(const char* balance, std::uint64_t tbus) {
  models::hardware::Hardware hardware;
  hardware.wafer = {.chiplet_rows = 1, .chiplet_cols = 1, .tbu_rows = 1, .tbu_cols = tbus};
  models::plan::ScheduleSettings schedule;
  schedule.cluster_size = 1;
  for (std::uint32_t row = 0; row < models::schedule::kBalancePolicies.size(); ++row) {
    if (models::schedule::kBalancePolicies[row].name == balance) schedule.balance = row;
  }
  return compile(priced_faces().build(), {}, hardware, schedule, 7);
}

TEST(FirstOwnerTest, WhereLeadersDecideAllBeginWithTheFirstSubOwg) {
  for (const char* balance : {"none", "diffusive", "stealing"}) {
    EXPECT_THAT(own(balance, 4).first_owner, ElementsAre(0, 0, 0, 0)) << balance;
  }
}

TEST(FirstOwnerTest, WhereAControllerDecidesTheyAreSharedByWork) {
  EXPECT_THAT(own("reactive", 4).first_owner, ElementsAre(0, 1, 1, 2)) << "8,000, 30,000 and 1,000 cycles a frame";
  EXPECT_THAT(own("reactive", 3).first_owner, ElementsAre(0, 1, 2));
}

TEST(FirstOwnerTest, WithFewerClustersThanSubOwgsAllBeginWithTheFirst) {
  EXPECT_THAT(own("reactive", 2).first_owner, ElementsAre(0, 0));
}

}  // namespace
}  // namespace octosim::partition::workflow
