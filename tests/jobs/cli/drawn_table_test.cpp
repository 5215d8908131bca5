#include "jobs/cli/drawn_table.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::jobs::cli {
namespace {

using models::workload::Dependence;
using test::OwgBuilder;
using testing::ElementsAre, testing::HasSubstr, testing::SizeIs;

const io::recorded::Column& column(const DrawnTable& drawn, const std::string& name) {
  for (const auto& one : drawn.table.columns) {
    if (one.name == name) return one;
  }
  throw std::invalid_argument(name);
}

TEST(DrawnTableTest, HasARowForEachFrameAndItem) {
  test::Machine machine = test::Machine{}.frames(3);
  machine.workload.videos = 2;
  const auto program = machine.compile(OwgBuilder{}
                                           .series("n", {2, 0, 1})
                                           .uniform("s", 0, 1)
                                           .task("A")
                                           .depends(Dependence::kIndex, "n", 1)
                                           .task("B")
                                           .depends(Dependence::kSparsity, "s")
                                           .expand_by("E", "n")
                                           .collapse("C")
                                           .path({"SRC", "A", "E", "B", "C", "SINK"})
                                           .build());
  const DrawnTable drawn = drawn_table(program);
  ASSERT_EQ(drawn.table.rows(), 2U * (3 + 3));
  EXPECT_THAT(drawn.properties, ElementsAre("n", "s"));
  EXPECT_THAT(drawn.left_out, SizeIs(0));
  EXPECT_THAT(column(drawn, "video").values, ElementsAre(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1));
  EXPECT_THAT(column(drawn, "frame").values, ElementsAre(0, 0, 0, 1, 2, 2, 0, 0, 0, 1, 2, 2));
  EXPECT_EQ(column(drawn, "item").values[2], 1);
  EXPECT_EQ(column(drawn, "n").values[0], 2);
  EXPECT_TRUE(std::isnan(column(drawn, "n").values[1]));
  EXPECT_TRUE(std::isnan(column(drawn, "s").values[0]));
  const auto frame = program.frame_token(1, 2, 0);
  const auto id = models::workload::functional::child_id(frame.id, program.owg().find_block("E"), 0);
  EXPECT_EQ(column(drawn, "s").values[11], program.value_of(1, {id, frame.id, 0, frame.frame}));
}

TEST(DrawnTableTest, AFrameThatDoesNotReachTheExpandHasNoItems) {
  const auto program = test::Machine{}.frames(3).compile(OwgBuilder{}
                                                             .series("n", {2, 0, 1})
                                                             .uniform("s", 0, 1)
                                                             .task("B")
                                                             .depends(Dependence::kSparsity, "s")
                                                             .expand_by("E", "n")
                                                             .collapse("C")
                                                             .route_by("R", "n", {1.5})
                                                             .merge("M")
                                                             .path({"SRC", "R", "M"})
                                                             .path({"R", "E", "B", "C", "M", "SINK"})
                                                             .build());
  EXPECT_EQ(drawn_table(program).table.rows(), 3U + 2);
}

TEST(DrawnTableTest, SaysWhatItLeavesOut) {
  const auto program = test::Machine{}.compile(OwgBuilder{}
                                                   .constant("n", 2)
                                                   .constant("u", 1)
                                                   .task("A")
                                                   .depends(Dependence::kSize, "n")
                                                   .task("Whole")
                                                   .depends(Dependence::kSize, "u")
                                                   .expand_streamed("F")
                                                   .collapse("C")
                                                   .path({"SRC", "F", "A", "C", "Whole", "SINK"})
                                                   .build());
  const DrawnTable drawn = drawn_table(program);
  EXPECT_THAT(drawn.properties, ElementsAre("n"));
  EXPECT_THAT(drawn.left_out, ElementsAre(HasSubstr("u: Whole looks at it of whole videos")));
  EXPECT_THAT(drawn.table.columns, SizeIs(3)) << "no item";
  const auto none = test::Machine{}.compile(OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).build());
  EXPECT_THROW(static_cast<void>(drawn_table(none)), engine::ModelError);
}

}  // namespace
}  // namespace octosim::jobs::cli
