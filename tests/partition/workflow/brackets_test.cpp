#include "partition/workflow/brackets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "partition/workflow/validate.hpp"
#include "tests/partition/workflow/verdict.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

using models::workload::kNone;
using test::OwgBuilder;
using test_support::choice, test_support::faces, test_support::verdict;
using testing::HasSubstr;

TEST(BracketsTest, AcceptsABracketAndNamesItsPartnerAndScope) {
  const OwgBuilder builder = faces();
  const Structure structure = validate(builder.build());
  const std::uint32_t expand = builder.block_index("Faces"), collapse = builder.block_index("Joined");
  EXPECT_EQ(structure.partner[expand], collapse);
  EXPECT_EQ(structure.partner[collapse], expand);
  EXPECT_EQ(structure.partner[builder.block_index("Infer")], kNone);
  EXPECT_THAT(structure.scope, testing::ElementsAre(kNone, kNone, expand, expand, kNone, kNone));
  EXPECT_THAT(structure.branch, testing::Each(kNone));
}

TEST(BracketsTest, NamesTheBranchOfEachFlow) {
  const OwgBuilder builder = choice();
  const Structure structure = validate(builder.build());
  const std::uint32_t route = builder.block_index("Has");
  EXPECT_THAT(structure.scope, testing::ElementsAre(kNone, route, route, kNone, route, route));
  EXPECT_THAT(structure.branch, testing::ElementsAre(kNone, 0U, 0U, kNone, 1U, 1U));
}

TEST(BracketsTest, AcceptsARouteInsideAnExpandInsideARoute) {
  EXPECT_EQ(verdict(OwgBuilder{}
                        .tasks({"A", "B", "C"})
                        .route("R", {1, 1})
                        .merge("M")
                        .expand("E", 2)
                        .collapse("X")
                        .route("Q", {1, 1, 1}, 2)
                        .merge("N")
                        .path({"SRC", "R", "E", "Q", "A", "N", "X", "C", "M", "SINK"})
                        .path({"Q", "B", "N"})
                        .path({"Q", "N"})
                        .path({"R", "M"})),
            "accepted");
}

TEST(BracketsTest, AcceptsSeveralFlowsOfOneScopeAtABlock) {
  EXPECT_EQ(verdict(faces().task("Contour").path({"Faces", "Contour", "Joined"}).path({"Detect", "Draw"})), "accepted");
}

TEST(BracketsTest, RejectsAnExpandThatIsNeverCollapsed) {
  EXPECT_THAT(verdict(OwgBuilder{}.task("Resize").expand("Faces", 2).path({"SRC", "Faces", "Resize", "SINK"})),
              HasSubstr("Expand Faces is never collapsed: Faces -> Resize -> SINK"));
}

TEST(BracketsTest, RejectsARouteThatIsNeverMerged) {
  EXPECT_THAT(
      verdict(
          OwgBuilder{}.tasks({"A", "B"}).route("R", {1, 1}).path({"SRC", "R", "A", "SINK"}).path({"R", "B", "SINK"})),
      HasSubstr("Route R is never merged: R -> A -> SINK"));
}

TEST(BracketsTest, RejectsEndsWithoutABeginning) {
  EXPECT_THAT(verdict(OwgBuilder{}.task("A").collapse("C").path({"SRC", "A", "C", "SINK"})),
              HasSubstr("Collapse C has an input that no Expand opened: SRC -> A -> C"));
  EXPECT_THAT(
      verdict(OwgBuilder{}.tasks({"A", "B"}).merge("M").path({"SRC", "A", "M", "SINK"}).path({"SRC", "B", "M"})),
      HasSubstr("Merge M has an input that is in no branch of a Route: SRC -> A -> M"));
}

TEST(BracketsTest, RejectsTwoBranchesThatMeetBeforeTheirMerge) {
  EXPECT_THAT(verdict(choice().task("Both").path({"Yes", "Both", "Merged"}).path({"No", "Both"})),
              HasSubstr("two branches of Route Has meet at Task Block Both before their Merge: Has -> Yes -> Both and "
                        "Has -> No -> Both"));
}

TEST(BracketsTest, AcceptsTwoFlowsOfOneBranchAtItsMerge) {
  EXPECT_EQ(verdict(choice().task("Too").path({"Yes", "Too", "Merged"})), "accepted");
}

TEST(BracketsTest, RejectsAFlowThatLeavesItsBracketPastTheEnd) {
  EXPECT_THAT(verdict(faces().flow("Infer", "Draw")),
              HasSubstr("Task Block Draw joins a flow inside Expand Faces with one outside it: Faces -> Infer -> Draw "
                        "and SRC -> Detect -> Faces -> Infer -> Joined -> Draw"));
  EXPECT_THAT(
      verdict(OwgBuilder{}
                  .tasks({"A", "Late"})
                  .route("R", {1, 1})
                  .merge("M")
                  .path({"SRC", "R", "A", "M", "Late", "SINK"})
                  .path({"R", "M"})
                  .path({"A", "Late"})),
      HasSubstr("joins a flow inside Route R with one outside it: R -> A -> Late and SRC -> R -> A -> M -> Late"));
}

TEST(BracketsTest, RejectsAFlowThatEntersABracketBesideItsBeginning) {
  EXPECT_THAT(verdict(faces().flow("Detect", "Infer")),
              HasSubstr("Task Block Infer joins a flow inside Expand Faces with one outside it: Faces -> Infer and "
                        "SRC -> Detect -> Infer"));
  EXPECT_THAT(verdict(choice().flow("SRC", "Yes")),
              HasSubstr("joins a flow inside Route Has with one outside it: Has -> Yes and SRC -> Yes"));
}

TEST(BracketsTest, RejectsFlowsOfTwoBracketsSideBySide) {
  EXPECT_THAT(verdict(OwgBuilder{}
                          .tasks({"A", "B"})
                          .expand("E", 1)
                          .expand("F", 1)
                          .collapse("C")
                          .path({"SRC", "E", "A", "C", "SINK"})
                          .path({"SRC", "F", "B", "C"})),
              HasSubstr("Collapse C joins a flow inside Expand E with one outside it: E -> A -> C and "
                        "SRC -> F -> B -> C"));
}

TEST(BracketsTest, RejectsCrossingBrackets) {
  EXPECT_THAT(verdict(OwgBuilder{}
                          .tasks({"A", "B"})
                          .route("R", {1, 1})
                          .merge("M")
                          .expand("E", 2)
                          .collapse("C")
                          .path({"SRC", "R", "A", "E", "M", "C", "SINK"})
                          .path({"R", "B", "M"})),
              HasSubstr("Merge M crosses Expand E, which is still open: E -> M"));
  EXPECT_THAT(verdict(OwgBuilder{}
                          .tasks({"A", "B"})
                          .route("R", {1, 1})
                          .merge("M")
                          .expand("E", 2)
                          .collapse("C")
                          .path({"SRC", "E", "R", "A", "C", "M", "SINK"})
                          .path({"R", "B", "M"})),
              HasSubstr("Collapse C crosses Route R, which is still open: R -> A -> C"));
}

TEST(BracketsTest, RejectsAMergeOfTwoRoutes) {
  EXPECT_THAT(verdict(OwgBuilder{}
                          .tasks({"A", "B", "C"})
                          .route("R", {1, 1})
                          .route("Q", {1, 1})
                          .merge("M")
                          .path({"SRC", "R", "A", "M", "SINK"})
                          .path({"R", "Q", "B", "M"})
                          .path({"Q", "C", "M"})),
              HasSubstr("Merge M joins branches of Route R and Route Q: R -> A -> M and Q -> B -> M"));
}

TEST(BracketsTest, RejectsABracketThatEndsTwice) {
  EXPECT_THAT(verdict(faces().task("Other").collapse("Twice").path({"Faces", "Other", "Twice", "Draw"})),
              HasSubstr("Expand Faces ends twice, at Collapse Joined and at Collapse Twice: Faces -> Infer -> Joined "
                        "and Faces -> Other -> Twice"));
  EXPECT_THAT(verdict(OwgBuilder{}
                          .tasks({"A", "B", "C", "D", "Z"})
                          .route("R", {1, 1, 1, 1})
                          .merge("M")
                          .merge("N")
                          .path({"SRC", "R", "A", "M", "Z", "SINK"})
                          .path({"R", "B", "M"})
                          .path({"R", "C", "N", "Z"})
                          .path({"R", "D", "N"})),
              HasSubstr("Route R ends twice, at Merge M and at Merge N: R -> A -> M and R -> C -> N"));
}

}  // namespace
}  // namespace octosim::partition::workflow
