#include "partition/workflow/expected.hpp"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

namespace workload = models::workload;
using test::OwgBuilder;
using testing::DoubleNear, testing::ElementsAre;
using workload::Dependence;

constexpr models::hardware::TbuSettings kTbu{.pe_rows = 1, .pe_cols = 1000};
constexpr std::uint64_t kPacketCycles = 20'000;

class Work {
 public:
  explicit Work(const OwgBuilder& builder, double frames = 100)
      : builder_{builder},
        expected_{expect_work(builder.build(), validate(builder.build()), frames, kTbu, kPacketCycles)} {}
  double runs(const std::string& block) const { return expected_.runs[builder_.block_index(block)]; }
  double cycles(const std::string& block) const { return expected_.cycles[builder_.block_index(block)]; }
  double value(const std::string& block) const { return expected_.values[builder_.block_index(block)]; }

 private:
  OwgBuilder builder_;
  Expected expected_;
};

TEST(ExpectedTest, MultipliesFanOutsAndBranches) {
  const Work work{OwgBuilder{}
                      .tasks({"A", "B", "C", "D"})
                      .expand("E", 3)
                      .collapse("X")
                      .route("R", {1, 3})
                      .merge("M")
                      .path({"SRC", "A", "E", "B", "R", "C", "M", "X", "D", "SINK"})
                      .path({"R", "M"})};
  EXPECT_DOUBLE_EQ(work.runs("A"), 1);
  EXPECT_DOUBLE_EQ(work.runs("E"), 1);
  EXPECT_DOUBLE_EQ(work.runs("B"), 3);
  EXPECT_DOUBLE_EQ(work.runs("C"), 0.75);
  EXPECT_DOUBLE_EQ(work.runs("M"), 3);
  EXPECT_DOUBLE_EQ(work.runs("X"), 1);
  EXPECT_DOUBLE_EQ(work.runs("D"), 1);
  EXPECT_DOUBLE_EQ(work.runs("SINK"), 1);
}

TEST(ExpectedTest, TimesOneItemByWhatItDependsOn) {
  const Work work{OwgBuilder{}
                      .constant("p", 0.5)
                      .task("Fixed", 10'000, 2'000)
                      .task("Sparse", 10'000, 2'000)
                      .depends(Dependence::kSparsity, "p")
                      .task("Index", 10'000, 2'000)
                      .depends(Dependence::kIndex, "p", 8'000)
                      .task("Size", 10'000, 2'000)
                      .depends(Dependence::kSize, "p")
                      .path({"SRC", "Fixed", "Sparse", "Index", "Size", "SINK"})};
  EXPECT_DOUBLE_EQ(work.cycles("Fixed"), 12);
  EXPECT_DOUBLE_EQ(work.cycles("Sparse"), 7);
  EXPECT_DOUBLE_EQ(work.cycles("Index"), 16);
  EXPECT_DOUBLE_EQ(work.cycles("Size"), 6);
  EXPECT_DOUBLE_EQ(work.cycles("SRC"), 0);
}

/// Of a normal factor 1 + z / 2, the part below 0 is missing: E max(0, 1 + z / 2) = cdf(2) + pdf(2) / 2 = 1.0042.
TEST(ExpectedTest, AveragesOverWhatAPropertyWandersThrough) {
  const Work work{OwgBuilder{}
                      .constant("p", 4, {.deviation = 0.5, .parts = {{.phi = 0.5, .share = 1}}})
                      .task("A", 10'000, 2'000)
                      .depends(Dependence::kSize, "p")
                      .route_by("R", "p", {4})
                      .tasks({"B", "C"})
                      .merge("M")
                      .path({"SRC", "A", "R", "B", "M", "SINK"})
                      .path({"R", "C", "M"})};
  EXPECT_NEAR(work.cycles("A"), 12 * 4 * 1.0042, 0.1);
  EXPECT_NEAR(work.runs("B"), 0.5, 0.01);
  EXPECT_NEAR(work.runs("C"), 0.5, 0.01);
}

TEST(ExpectedTest, ScalesTheWorkOfATaskBlock) {
  const Work work{OwgBuilder{}
                      .histogram("pixels", {{0.5, 1}, {1.5, 3}})
                      .per_stream()
                      .constant("p", 4)
                      .task("A", 10'000, 2'000)
                      .scaled("pixels")
                      .task("B", 10'000, 2'000)
                      .depends(Dependence::kSize, "p")
                      .scaled("pixels")
                      .path({"SRC", "A", "B", "SINK"})};
  EXPECT_DOUBLE_EQ(work.cycles("A"), 12 * 1.25);
  EXPECT_DOUBLE_EQ(work.cycles("B"), 12 * 1.25 * 4);
}

TEST(ExpectedTest, FillsTheArrayForEveryPacketOfItsShape) {
  // 1 x 1,000 PEs fill in 999 cycles and drain in 1; 40 tiles of 1,000 steps.
  const workload::Operator product{.kind = workload::OperatorKind::kGemm, .m = 40, .n = 1'000, .k = 1'000};
  const Work work{OwgBuilder{}
                      .constant("p", 0.25)
                      .task("A")
                      .operators({product})
                      .task("B")
                      .operators({product})
                      .depends(Dependence::kSparsity, "p")
                      .path({"SRC", "A", "B", "SINK"})};
  EXPECT_DOUBLE_EQ(work.cycles("A"), 40'000 + 4 * 1'000) << "packets of at most 20,000 cycles";
  EXPECT_DOUBLE_EQ(work.cycles("B"), 10'000 + 1'000);
  EXPECT_DOUBLE_EQ(work.value("A"), 1);
  EXPECT_DOUBLE_EQ(work.value("B"), 0.25);
}

TEST(ExpectedTest, CountsAFrameOfAVideoOnce) {
  const Work work{OwgBuilder{}
                      .tasks({"Decode", "Infer", "Inner", "Mux", "Late"})
                      .expand_streamed("Frames")
                      .collapse("Video")
                      .expand("E", 5)
                      .collapse("X")
                      .path({"SRC", "Decode", "Frames", "Infer", "Video", "Mux", "E", "Inner", "X", "Late", "SINK"}),
                  200};
  EXPECT_DOUBLE_EQ(work.runs("Decode"), 1);
  EXPECT_DOUBLE_EQ(work.runs("Infer"), 1);
  EXPECT_DOUBLE_EQ(work.runs("Video"), 0.005);
  EXPECT_DOUBLE_EQ(work.runs("Mux"), 0.005);
  EXPECT_DOUBLE_EQ(work.runs("Inner"), 0.025);
  EXPECT_DOUBLE_EQ(work.runs("X"), 0.005);
  EXPECT_DOUBLE_EQ(work.runs("Late"), 0.005);
}

TEST(ExpectedTest, RoundsFanOutsAndNeverGoesBelowNone) {
  const OwgBuilder builder = OwgBuilder{}
                                 .series("n", {-3, 0.4, 0.6, 2.6})  // 0, 0, 1, 3
                                 .task("A")
                                 .expand_by("E", "n")
                                 .collapse("X")
                                 .path({"SRC", "E", "A", "X", "SINK"});
  EXPECT_DOUBLE_EQ(Work{builder}.runs("A"), 1);
}

TEST(ExpectedTest, ABranchByAThresholdTellsWhatThePropertyIs) {
  // faces: 0 in half of the frames, 2 in a quarter, 6 in a quarter; frames without faces take the other branch.
  const Work work{OwgBuilder{}
                      .histogram("faces", {{0, 2}, {2, 1}, {6, 1}})
                      .tasks({"No", "Face", "Again"})
                      .depends(Dependence::kIndex, "faces", 1'000)
                      .task("Yes", 0, 0)
                      .depends(Dependence::kIndex, "faces", 1'000)
                      .route_by("Has", "faces", {1})
                      .merge("M")
                      .expand_by("E", "faces")
                      .collapse("X")
                      .path({"SRC", "Has", "No", "M", "SINK"})
                      .path({"Has", "Yes", "E", "Face", "Again", "X", "M"})};
  EXPECT_DOUBLE_EQ(work.runs("No"), 0.5);
  EXPECT_DOUBLE_EQ(work.runs("Yes"), 0.5);
  EXPECT_DOUBLE_EQ(work.cycles("Yes"), 4);       // mean of 2 and 6
  EXPECT_DOUBLE_EQ(work.runs("Face"), 2);        // 0.5 x 4, and not 0.5 x 2
  EXPECT_DOUBLE_EQ(work.cycles("Again"), 1002);  // a face's own property: 0, 0, 2, 6; and a million MACs
}

TEST(ExpectedTest, NestedThresholdsOfOnePropertyAgree) {
  const Work work{OwgBuilder{}
                      .histogram("n", {{1, 1}, {2, 1}, {3, 2}})
                      .tasks({"A", "B", "C"})
                      .route_by("R", "n", {2})
                      .merge("M")
                      .route_by("Q", "n", {3})
                      .merge("N")
                      .path({"SRC", "R", "A", "M", "SINK"})
                      .path({"R", "Q", "B", "N", "M"})
                      .path({"Q", "C", "N"})};
  EXPECT_DOUBLE_EQ(work.runs("A"), 0.25);
  EXPECT_DOUBLE_EQ(work.runs("B"), 0.25);
  EXPECT_DOUBLE_EQ(work.runs("C"), 0.5);
}

TEST(ExpectedTest, ReadsContinuousDistributionsAtTheirQuantiles) {
  const Work work{OwgBuilder{}
                      .uniform("u", 0, 10)
                      .tasks({"A", "B"})
                      .route_by("R", "u", {2.5})
                      .merge("M")
                      .path({"SRC", "R", "A", "M", "SINK"})
                      .path({"R", "B", "M"})};
  EXPECT_NEAR(work.runs("A"), 0.25, 1e-3);
  EXPECT_NEAR(work.runs("B"), 0.75, 1e-3);
}

TEST(ChancesTest, OfOneAndOfAllAreExact) {
  EXPECT_THAT(chances({1, 3, 4}, 1), ElementsAre(0.125, 0.375, 0.5));
  EXPECT_THAT(chances({1, 3, 4}, 3), ElementsAre(1, 1, 1));
}

TEST(ChancesTest, OfTwoOfThreeAreThoseOfTheirSixOrders) {
  // 1 then 2: 1/6 x 2/5, 1 then 3: 1/6 x 3/5, 2 then 1: 2/6 x 1/4, 2 then 3: 2/6 x 3/4, 3 then 1: 3/6 x 1/3, ...
  const double one = 1.0 / 6 + 2.0 / 6 / 4 + 3.0 / 6 / 3, two = 2.0 / 6 + 1.0 / 6 * 2 / 5 + 3.0 / 6 * 2 / 3;
  const double three = 3.0 / 6 + 1.0 / 6 * 3 / 5 + 2.0 / 6 * 3 / 4;
  EXPECT_THAT(chances({1, 2, 3}, 2),
              ElementsAre(DoubleNear(one, 1e-3), DoubleNear(two, 1e-3), DoubleNear(three, 1e-3)));
}

TEST(ChancesTest, AddUpToTheNumberChosen) {
  const std::vector<double> chance = chances({5, 1, 1, 1, 0, 0.1, 9, 2}, 4);
  EXPECT_NEAR(std::accumulate(chance.begin(), chance.end(), 0.0), 4, 2e-2);
  EXPECT_EQ(chance[4], 0);
}

TEST(ExpectedTest, WhatIsRecordedStandsForTheDistribution) {
  const OwgBuilder builder = OwgBuilder{}
                                 .constant("n", 100)
                                 .constant("s", 100)
                                 .task("A", 1000, 0)
                                 .depends(Dependence::kSize, "s")
                                 .task("B", 1000, 0)
                                 .depends(Dependence::kSize, "s")
                                 .expand_by("E", "n")
                                 .collapse("X")
                                 .path({"SRC", "A", "E", "B", "X", "SINK"});
  workload::Recorded recorded{.videos = {0, 2, 3}, .series = {}};
  recorded.series.push_back({.property = 0, .first = {}, .values = {0, 2, 7}});
  recorded.series.push_back({.property = 1, .first = {}, .values = {1, 2, 3}});
  const auto owg = builder.build();
  const auto values = [&](const workload::Recorded* from) {
    const Expected expected = expect_work(owg, validate(owg), 10, kTbu, kPacketCycles, from);
    return std::vector<double>{expected.runs[builder.block_index("B")], expected.values[builder.block_index("A")],
                               expected.values[builder.block_index("B")]};
  };
  EXPECT_THAT(values(nullptr), ElementsAre(100, 100, 100));
  EXPECT_THAT(values(&recorded), ElementsAre(3, 2, 100));
  recorded.series.push_back({.property = 1, .first = {0, 0, 2, 4}, .values = {4, 5, 6, 9}});
  EXPECT_THAT(values(&recorded), ElementsAre(3, 2, 6));
}

TEST(ExpectedTest, ALongRecordingKeepsItsMean) {
  const OwgBuilder builder =
      OwgBuilder{}.constant("s", 100).task("A", 1000, 0).depends(Dependence::kSize, "s").path({"SRC", "A", "SINK"});
  workload::Recorded recorded{.videos = {0, 10'007}, .series = {}};
  recorded.series.push_back({.property = 0, .first = {}, .values = {}});
  for (int i = 0; i < 10'007; ++i) recorded.series[0].values.push_back(i * 7919 % 10'007);
  const auto owg = builder.build();
  const Expected expected = expect_work(owg, validate(owg), 10, kTbu, kPacketCycles, &recorded);
  EXPECT_DOUBLE_EQ(expected.values[builder.block_index("A")], 5003);
}

}  // namespace
}  // namespace octosim::partition::workflow
