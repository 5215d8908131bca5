#include "models/plan/task_graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/owg_builder.hpp"

namespace octosim::models::plan {
namespace {

using testing::ElementsAre, testing::IsEmpty;

/// Names in place of blocks.
class TaskGraphTest : public testing::Test {
 protected:
  using Names = std::vector<std::string>;
  static Names named(const test::OwgBuilder& builder, const std::vector<std::uint32_t>& blocks) {
    Names names;
    for (const std::uint32_t block : blocks) names.push_back(builder.build().blocks[block].name);
    return names;
  }
  static Names next(const test::OwgBuilder& builder, const char* block) {
    return named(builder, TaskGraph{builder.build()}.next[builder.block_index(block)]);
  }
  static Names previous(const test::OwgBuilder& builder, const char* block) {
    return named(builder, TaskGraph{builder.build()}.previous[builder.block_index(block)]);
  }
  const test::OwgBuilder chain = test::OwgBuilder{}.tasks({"A", "B"}).path({"SRC", "A", "B", "SINK"});
  /// A -> (X | Y | nothing) -> faces of each: B -> D, and A -> D past all of it.
  const test::OwgBuilder full = test::OwgBuilder{}
                                    .tasks({"D", "A", "X", "Y", "B"})
                                    .route("R", {1, 1, 1})
                                    .merge("M")
                                    .expand("E", 2)
                                    .collapse("C")
                                    .path({"SRC", "A", "R", "X", "M", "E", "B", "C", "D", "SINK"})
                                    .path({"R", "Y", "M"})
                                    .path({"R", "M"})
                                    .path({"A", "D"});
};

TEST_F(TaskGraphTest, TaskBlocksInARow) {
  EXPECT_THAT(next(chain, "SRC"), ElementsAre("A"));
  EXPECT_THAT(next(chain, "A"), ElementsAre("B"));
  EXPECT_THAT(next(chain, "B"), IsEmpty()) << "the sink is none";
  EXPECT_THAT(previous(chain, "A"), ElementsAre("SRC"));
  EXPECT_THAT(previous(chain, "B"), ElementsAre("A"));
}

TEST_F(TaskGraphTest, PastControlBlocksOnEveryWay) {
  EXPECT_THAT(next(full, "A"), ElementsAre("D", "X", "Y", "B")) << "B by the branch without a Task Block";
  EXPECT_THAT(next(full, "X"), ElementsAre("B"));
  EXPECT_THAT(next(full, "B"), ElementsAre("D"));
  EXPECT_THAT(previous(full, "B"), ElementsAre("A", "X", "Y"));
  EXPECT_THAT(previous(full, "D"), ElementsAre("A", "B"));
}

TEST_F(TaskGraphTest, ControlBlocksAndTheSinkHaveNone) {
  for (const char* block : {"R", "M", "E", "C", "SINK"}) {
    EXPECT_THAT(next(full, block), IsEmpty()) << block;
    EXPECT_THAT(previous(full, block), IsEmpty()) << block;
  }
  EXPECT_THAT(previous(full, "SRC"), IsEmpty());
}

TEST_F(TaskGraphTest, SeveralFlowsAreOneNeighbour) {
  const test::OwgBuilder twice = test::OwgBuilder{chain}.flow("A", "B", 8);
  EXPECT_THAT(next(twice, "A"), ElementsAre("B"));
  EXPECT_THAT(previous(twice, "B"), ElementsAre("A"));
}

}  // namespace
}  // namespace octosim::models::plan
