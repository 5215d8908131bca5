#include "io/modelbox/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/modelbox/data.hpp"

namespace octosim::io::modelbox {
namespace {

using testing::HasSubstr;

TEST(CheckTest, AcceptsWhatModelBoxAccepts) {
  const auto files = test::conformance_graphs("ok__");
  ASSERT_EQ(files.size(), 16u);
  for (const auto& file : files) EXPECT_EQ(verdict(read_graph(file, {})).reason, "") << file;
}

TEST(CheckTest, RefusesWhatModelBoxRefuses) {
  const auto files = test::conformance_graphs("bad__");
  ASSERT_EQ(files.size(), 9u);
  for (const auto& file : files) {
    const Verdict v = verdict(read_graph(file, {}));
    EXPECT_FALSE(v.is_ok) << file;
    EXPECT_THAT(v.reason, HasSubstr(file.string() + ": ModelBox refuses this graph: "));
  }
}

struct RuleTest : testing::Test {
  test::ScratchFolder folder;
  std::string reason(const std::string& statements, const std::string& more = {}) {
    const std::string text = verdict(read_graph(folder.graph(statements, more), {})).reason;
    const auto at = text.find("graph: ");
    return at == std::string::npos ? text : text.substr(at + 7);
  }
};

TEST_F(RuleTest, EveryNodeNeedsAType) {
  EXPECT_EQ(reason(std::string{test::kEnds} + "x[device=cpu]\n s:Out_1->t:In_1").substr(0, 33),
            "node x (line 7) has no known type");
  EXPECT_EQ(reason(std::string{test::kEnds} + "x[device=cpu]\n s:Out_1->t:In_1", "strict = false"), "");
  EXPECT_THAT(reason("s[flowunit=test_0_1]\n s:Out_1->t:In_1"), HasSubstr("node t (line 7) has no known type"));
}

TEST_F(RuleTest, AnOrphanIsRefusedUnlessTheGraphIsNotStrict) {
  const std::string text = std::string{test::kEnds} + "x[flowunit=test_1_1]\n s:Out_1->t:In_1";
  EXPECT_THAT(reason(text), HasSubstr("node x (line 7) is an orphan"));
  EXPECT_EQ(reason(text, "strict = false"), "");
}

TEST_F(RuleTest, AnEmptyGraphIsRefused) { EXPECT_EQ(reason(""), "it has no node"); }

TEST_F(RuleTest, PortsMustBeDeclaredAndConnected) {
  EXPECT_EQ(reason(std::string{test::kEnds} + "s:Out_7->t:In_1"),
            "the edge of line 7 names no out-port of node s: 'Out_7'; it has Out_1");
  EXPECT_EQ(reason(std::string{test::kEnds} + "s:Out_1->t"),
            "the edge of line 7 names no in-port of node t: ''; it has In_1");
  EXPECT_EQ(reason(std::string{test::kEnds} + "m[flowunit=test_1_2]\n s:Out_1->m:In_1\n m:Out_2->t:In_1"),
            "out-port Out_1 of node m (line 7) is not connected");
  EXPECT_EQ(reason(std::string{test::kEnds} + "m[flowunit=test_2_0]\n s:Out_1->m:In_1\n s:Out_1->t:In_1"),
            "in-port In_2 of node m (line 7) is not connected");
}

TEST_F(RuleTest, AnEdgeIsWrittenOnce) {
  EXPECT_EQ(reason(std::string{test::kEnds} + "s:Out_1->t:In_1\ns:Out_1->t:In_1"),
            "the edge s:Out_1 -> t:In_1 of line 8 is written twice");
}

TEST_F(RuleTest, AGraphHangsTogether) {
  EXPECT_EQ(
      reason(std::string{test::kEnds} + "u[flowunit=test_0_1] v[flowunit=test_1_0]\n s:Out_1->t:In_1 u:Out_1->v:In_1"),
      "it falls into pieces: no path joins nodes s and u");
  EXPECT_EQ(reason("a[type=input] b[type=input] u[flowunit=test_1_0] v[flowunit=test_1_0]\n a->u:In_1 b:any->v:In_1"),
            "");
}

TEST_F(RuleTest, DataOfTwoStartsDoesNotMatch) {
  EXPECT_EQ(reason("a[flowunit=test_0_1] b[flowunit=test_0_1] c[flowunit=test_2_0]\n a:Out_1->c:In_1 b:Out_1->c:In_2"),
            "the in-ports of node c do not match: c:In_1 is data of a, but c:In_2 is data of b");
}

TEST_F(RuleTest, OnlyBranchesOfOneConditionMeetAtAnInPort) {
  EXPECT_THAT(
      reason("a[flowunit=test_0_2] t[flowunit=test_1_0]\n a:Out_1->t:In_1 a:Out_2->t:In_1"),
      HasSubstr("2 edges meet at t:In_1, but a:Out_1 (data of a) and a:Out_2 (data of a) are not branches of one"));
  EXPECT_THAT(reason(std::string{test::kEnds} + R"(c[flowunit=condition_1_2] x[flowunit=test_1_1] y[flowunit=test_1_1]
      u[flowunit=test_1_0] s:Out_1->c:In_1 c:Out_1->x:In_1 c:Out_1->y:In_1 x:Out_1->t:In_1 y:Out_1->t:In_1
      c:Out_2->u:In_1)"),
              HasSubstr("come from the same branch"));
}

TEST_F(RuleTest, BranchesMeetAtOneInPortOfANode) {
  EXPECT_EQ(reason(R"(s[flowunit=test_0_1] c[flowunit=condition_1_2] x[flowunit=test_1_2] y[flowunit=test_1_2]
      t[flowunit=test_2_0] s:Out_1->c:In_1 c:Out_1->x:In_1 c:Out_2->y:In_1 x:Out_1->t:In_1 y:Out_1->t:In_1
      x:Out_2->t:In_2 y:Out_2->t:In_2)"),
            "the branches of condition c meet at two in-ports of one node, t:In_1 and t:In_2");
}

TEST_F(RuleTest, ACollapseNeedsItsExpand) {
  EXPECT_EQ(reason(std::string{test::kEnds} + "k[flowunit=collapse_1_1] s:Out_1->k:In_1 k:Out_1->t:In_1"),
            "collapse k has no expand before it: it is data of s");
  EXPECT_EQ(
      reason(R"(s[flowunit=test_0_1] e[flowunit=expand_1_1] c[flowunit=condition_1_2] k[flowunit=collapse_1_1]
      t[flowunit=test_1_0] u[flowunit=test_1_0] s:Out_1->e:In_1 e:Out_1->c:In_1 c:Out_1->k:In_1 k:Out_1->t:In_1
      c:Out_2->u:In_1)"),
      "collapse k would close expand e while something inside it is open: it is data of s, inside expand e, inside "
      "branch Out_1 of condition c");
}

TEST_F(RuleTest, AnOpenExpandAndOpenBranchesAreAllowed) {
  EXPECT_EQ(reason(std::string{test::kEnds} + "e[flowunit=expand_1_1] s:Out_1->e:In_1 e:Out_1->t:In_1"), "");
  EXPECT_EQ(reason(std::string{test::kEnds} + "c[flowunit=condition_1_2] u[flowunit=test_1_0]\n"
                                              "s:Out_1->c:In_1 c:Out_1->t:In_1 c:Out_2->u:In_1"),
            "");
}

TEST_F(RuleTest, ACycleNeedsALoopUnit) {
  EXPECT_EQ(reason(R"(s[flowunit=test_0_1] a[flowunit=test_2_1] b[flowunit=test_1_2] t[flowunit=test_1_0]
      s:Out_1->a:In_1 a:Out_1->b:In_1 b:Out_1->a:In_2 b:Out_2->t:In_1)"),
            "the cycle a -> b -> a passes through no loop unit that it is entered by");
}

TEST_F(RuleTest, LoopsHaveOneEntryOneWayBackAndNoStreamUnit) {
  const std::string loop = std::string{test::kEnds} + "l[flowunit=test_loop]\n s:Out_1->l:In_1 l:Out_2->t:In_1\n";
  EXPECT_EQ(reason(loop + "b[flowunit=test_1_1_normal] l:Out_1->b:In_1 b:Out_1->l:In_1"), "");
  EXPECT_EQ(reason(loop + "b[flowunit=test_1_1] l:Out_1->b:In_1 b:Out_1->l:In_1"),
            "node b inside the loop of l is a STREAM unit (test_1_1); loops hold NORMAL units only");
  EXPECT_THAT(reason(loop + "u[flowunit=test_1_0] l:Out_1->u:In_1"), HasSubstr("0 of them from inside its loop"));
  EXPECT_THAT(reason(loop + "b[flowunit=expand_1_1] l:Out_1->b:In_1 b:Out_1->l:In_1"), HasSubstr("back into the loop"));
  EXPECT_EQ(reason(R"(s[flowunit=test_0_2] l[flowunit=test_loop_invalid] t[flowunit=test_1_0]
      s:Out_1->l:In_1 s:Out_2->l:In_2 l:Out_1->l:In_1 l:Out_2->t:In_1)"),
            "loop unit l has 2 in-ports and 2 out-ports; a loop unit has one and two");
}

TEST_F(RuleTest, AnOutputCollectsBranchesButNotTwoLevels) {
  EXPECT_EQ(reason("i[type=input] o[type=output] c[flowunit=condition_1_2]\n i->c:In_1 c:Out_1->o c:Out_2->o"), "");
  EXPECT_THAT(reason("i[type=input] o[type=output] e[flowunit=expand_1_1] x[flowunit=test_1_1]\n"
                     "i->e:In_1 i->x:In_1 e:Out_1->o x:Out_1->o"),
              HasSubstr("several edges meet at output o"));
}

}  // namespace
}  // namespace octosim::io::modelbox
