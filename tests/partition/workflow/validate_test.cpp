#include "partition/workflow/validate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/partition/workflow/verdict.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

using models::workload::BlockKind, models::workload::Dependence, models::workload::kNone, models::workload::Owg;
using test::OwgBuilder;
using test_support::choice, test_support::faces, test_support::verdict;
using testing::HasSubstr;

TEST(ValidateTest, OrdersBlocksTopologicallyWithTheFirstDeclaredFirst) {
  const OwgBuilder builder =
      OwgBuilder{}.tasks({"D", "C", "B", "A"}).path({"SRC", "A", "B", "SINK"}).path({"SRC", "C", "D", "SINK"});
  std::vector<std::string> names;
  const Owg owg = builder.build();
  for (const std::uint32_t b : validate(owg).topological) names.push_back(owg.blocks[b].name);
  EXPECT_THAT(names, testing::ElementsAre("SRC", "C", "D", "A", "B", "SINK"));
}

// --- names and ends --------------------------------------------------------------------------------------------------

TEST(ValidateTest, RejectsBlocksWithoutANameOfTheirOwn) {
  EXPECT_THAT(verdict(faces().task("Infer")), HasSubstr("Task Block Infer and Task Block Infer have the same name"));
  EXPECT_THAT(verdict(faces().task("")), HasSubstr("block 7 has no name"));
}

TEST(ValidateTest, NamesTheWorkflow) {
  EXPECT_THAT(verdict(faces().named("ER").task("")), HasSubstr("workflow \"ER\": "));
}

TEST(ValidateTest, RejectsAFlowOfNoBlock) {
  Owg owg = faces().build();
  owg.flows[0].to = 99;
  EXPECT_THAT(verdict(owg), HasSubstr("flow 0 joins blocks 0 and 99 (must be less than 7)"));
}

TEST(ValidateTest, WantsOneSourceAndOneSink) {
  EXPECT_THAT(verdict(OwgBuilder::bare().task("A")), HasSubstr("has no source"));
  EXPECT_THAT(verdict(OwgBuilder::bare().block("S", BlockKind::kSource)), HasSubstr("has no sink"));
  EXPECT_THAT(verdict(faces().block("Again", BlockKind::kSource)), HasSubstr("has two sources, SRC and Again"));
  EXPECT_THAT(verdict(faces().block("Again", BlockKind::kSink)), HasSubstr("has two sinks, SINK and Again"));
  EXPECT_THAT(verdict(faces().flow("Draw", "SRC")), HasSubstr("source SRC has 1 input: Draw (must have exactly 0)"));
  EXPECT_THAT(verdict(faces().flow("SINK", "Draw")), HasSubstr("sink SINK has 1 output: Draw (must have exactly 0)"));
}

TEST(ValidateTest, WantsTheirNumberOfInputsAndOutputs) {
  EXPECT_THAT(verdict(faces().task("Loose").flow("Loose", "Draw")),
              HasSubstr("Task Block Loose has 0 inputs (must have at least 1)"));
  EXPECT_THAT(verdict(faces().task("Loose").flow("Draw", "Loose")),
              HasSubstr("Task Block Loose has 0 outputs (must have at least 1)"));
  EXPECT_THAT(verdict(faces().flow("SRC", "Faces")),
              HasSubstr("Expand Faces has 2 inputs: Detect, SRC (must have exactly 1)"));
  EXPECT_THAT(verdict(choice().flow("SRC", "Has")), HasSubstr("Route Has has 2 inputs: SRC, SRC"));
  EXPECT_THAT(verdict(choice().flow("Merged", "SINK")), HasSubstr("Merge Merged has 2 outputs: SINK, SINK"));
  EXPECT_THAT(verdict(OwgBuilder{}.task("A").route("R", {1}).merge("M").path({"SRC", "R", "A", "M", "SINK"})),
              HasSubstr("Route R has 1 output: A (must have at least 2)"));
  EXPECT_THAT(verdict(OwgBuilder{}
                          .task("A")
                          .route("R", {1, 1})
                          .merge("M")
                          .path({"SRC", "R", "A", "M", "SINK"})
                          .path({"R", "SINK"})),
              HasSubstr("Merge M has 1 input: A (must have at least 2)"));
}

// --- connection ------------------------------------------------------------------------------------------------------

TEST(ValidateTest, ShowsTheCycle) {
  EXPECT_THAT(verdict(OwgBuilder{}.tasks({"A", "B", "C"}).path({"SRC", "A", "B", "C", "SINK"}).path({"C", "A"})),
              HasSubstr("the flows form a cycle: A -> B -> C -> A"));
  EXPECT_THAT(verdict(OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).path({"A", "A"})),
              HasSubstr("the flows form a cycle: A -> A"));
}

TEST(ValidateTest, ShowsACycleThatNothingLeadsTo) {
  EXPECT_THAT(verdict(faces().tasks({"P", "Q"}).path({"P", "Q", "P"})),
              HasSubstr("the flows form a cycle: P -> Q -> P"));
}

// --- rules of blocks -------------------------------------------------------------------------------------------------

TEST(ValidateTest, WantsPropertiesThatExist) {
  Owg owg = faces().build();
  owg.blocks[2].work.dependence = Dependence::kSparsity;
  EXPECT_THAT(verdict(owg), HasSubstr("Task Block Detect uses property none, which does not exist (there are 1)"));
  owg.blocks[2].work.property = 1;
  EXPECT_THAT(verdict(owg), HasSubstr("Task Block Detect uses property 1, which does not exist"));
  owg.blocks[2].work = {.scale = 7};
  EXPECT_THAT(verdict(owg), HasSubstr("Task Block Detect uses property 7, which does not exist"));
  owg.blocks[2].work = {};
  owg.flows[0].scale = 8;
  EXPECT_THAT(verdict(owg), HasSubstr("uses property 8, which does not exist"));
  owg.flows[0].scale = models::workload::kNone;
  owg.blocks[2].work.property = 0;
  EXPECT_EQ(verdict(owg), "accepted");
  owg.blocks[5].fan_out.property = kNone;
  EXPECT_THAT(verdict(owg), HasSubstr("Expand Faces uses property none"));
}

models::workload::Choosing weights(std::vector<double> each, std::uint32_t choose = 1) {
  models::workload::Choosing choosing;
  choosing.weights = std::move(each);
  choosing.choose = choose;
  return choosing;
}

models::workload::Choosing thresholds(std::uint32_t property, std::vector<double> below) {
  models::workload::Choosing choosing;
  choosing.property = property;
  choosing.below = std::move(below);
  return choosing;
}

/// `choice()` with another rule at its Route.
Owg with_choosing(const models::workload::Choosing& choosing) {
  Owg owg = choice().constant("size", 1).build();
  owg.blocks[4].choosing = choosing;
  return owg;
}

TEST(ValidateTest, WantsOneWeightAnOutput) {
  EXPECT_EQ(verdict(with_choosing(weights({0, 2}))), "accepted");
  EXPECT_EQ(verdict(with_choosing(weights({1, 2}, 2))), "accepted");
  EXPECT_THAT(verdict(with_choosing({})), HasSubstr("Route Has has 0 weights for 2 outputs"));
  EXPECT_THAT(verdict(with_choosing(weights({1, 1, 1}))), HasSubstr("Route Has has 3 weights for 2 outputs"));
  EXPECT_THAT(verdict(with_choosing(weights({1, -1}))), HasSubstr("has weight -1 (must be finite and at least 0)"));
  EXPECT_THAT(verdict(with_choosing(weights({1, 1}, 3))),
              HasSubstr("Route Has chooses 3 of its outputs (must be from 1 to 2)"));
  EXPECT_THAT(verdict(with_choosing(weights({1, 1}, 0))), HasSubstr("must be from 1 to 2"));
  EXPECT_THAT(verdict(with_choosing(weights({1, 0}, 2))), HasSubstr("only 1 have a weight above 0"));
}

TEST(ValidateTest, WantsIncreasingThresholdsOneFewerThanOutputs) {
  auto twice = thresholds(0, {0.5}), both = thresholds(0, {0.5});
  twice.choose = 2;
  both.weights = {1, 1};
  EXPECT_EQ(verdict(with_choosing(thresholds(0, {0.5}))), "accepted");
  EXPECT_THAT(verdict(with_choosing(thresholds(0, {}))), HasSubstr("has 0 thresholds for 2 outputs"));
  EXPECT_THAT(verdict(with_choosing(thresholds(7, {0.5}))), HasSubstr("Route Has uses property 7"));
  EXPECT_THAT(verdict(with_choosing(thresholds(kNone, {0.5}))), HasSubstr("Route Has uses property none"));
  EXPECT_THAT(verdict(with_choosing(twice)), HasSubstr("chooses 2 of its outputs by thresholds (must be 1)"));
  EXPECT_THAT(verdict(with_choosing(both)), HasSubstr("has both weights and thresholds"));
  const OwgBuilder three = choice().task("Third").constant("size", 1).path({"Has", "Third", "Merged"});
  Owg owg = three.build();
  owg.blocks[4].choosing = thresholds(0, {2, 1});
  EXPECT_THAT(verdict(owg), HasSubstr("Route Has has threshold 2 before 1 (must increase)"));
  owg.blocks[4].choosing.below = {1, 2};
  EXPECT_EQ(verdict(owg), "accepted");
}

// --- streamed Expand -------------------------------------------------------------------------------------------------

/// SRC -> Decode -> Frames (streamed) -> Infer -> Video -> SINK
OwgBuilder decoded_video() {
  return OwgBuilder{}
      .tasks({"Decode", "Infer"})
      .expand_streamed("Frames")
      .collapse("Video")
      .path({"SRC", "Decode", "Frames", "Infer", "Video", "SINK"});
}

TEST(ValidateTest, AcceptsAStreamedExpandBehindTaskBlocks) {
  EXPECT_EQ(verdict(decoded_video()), "accepted");
  EXPECT_EQ(verdict(OwgBuilder{}.task("A").expand_streamed("F").collapse("V").path({"SRC", "F", "A", "V", "SINK"})),
            "accepted");
}

TEST(ValidateTest, RejectsAStreamedExpandBehindAControlBlock) {
  EXPECT_THAT(verdict(OwgBuilder{}.task("A").expand("E", 2).collapse("C").expand_streamed("F").collapse("V").path(
                  {"SRC", "E", "F", "A", "V", "C", "SINK"})),
              HasSubstr("Expand F is streamed, but Expand E is between the source and it (only Task Blocks may be): "
                        "SRC -> E -> F"));
}

TEST(ValidateTest, RejectsAFlowRoundAStreamedExpand) {
  EXPECT_THAT(verdict(decoded_video().task("Mux").path({"Decode", "Mux", "SINK"})),
              HasSubstr("Expand Frames is streamed, but a flow before it goes elsewhere: SRC -> Decode -> Mux"));
  EXPECT_THAT(verdict(decoded_video().task("Mux").path({"SRC", "Mux", "SINK"})),
              HasSubstr("goes elsewhere: SRC -> Mux"));
}

TEST(ValidateTest, RejectsTwoStreamedExpandsAndAPropertyForOne) {
  EXPECT_THAT(verdict(decoded_video().expand_streamed("G").collapse("W").path({"SRC", "G", "W", "SINK"})),
              HasSubstr("Expand Frames and Expand G are both streamed (at most one may be)"));
  Owg owg = decoded_video().constant("n", 2).build();
  owg.blocks[4].fan_out.property = 0;
  EXPECT_THAT(verdict(owg), HasSubstr("Expand Frames is streamed and has a property for its fan-out"));
}

}  // namespace
}  // namespace octosim::partition::workflow
