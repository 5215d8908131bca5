#include "partition/workflow/print_loops.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "partition/workflow/compile.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

using testing::HasSubstr;

std::string printed(const models::workload::Owg& owg) {
  return print_loops(models::plan::Program{compile(owg, {}, {}, {}, 1)});
}

TEST(PrintLoopsTest, NothingIsChunked) {
  EXPECT_EQ(printed(test::OwgBuilder{}.task("A", 100).path({"SRC", "A", "SINK"}).build()), "");
}

TEST(PrintLoopsTest, ShowsLoopsAndWhereWholeTensorsLie) {
  auto owg = test::OwgBuilder{}
                 .task("A")
                 .loops({{.slices = 4,
                          .cycles = 100,
                          .in_bytes = 64,
                          .out_bytes = 32,
                          .kept_bytes = 500,
                          .dram_in_bytes = 10,
                          .dram_out_bytes = 8,
                          .dram_kept_bytes = 300,
                          .stored_bytes = 1,
                          .label = "ln1..v"}})
                 .task("B", 100)
                 .path({"SRC", "A", "B", "SINK"})
                 .build();
  owg.blocks[owg.find_block("A")].work.tensors = {{"x", 7, true}, {"q", 8, false}, {"k", 9, true}};
  const std::string text = printed(owg);
  EXPECT_THAT(text, HasSubstr("chunk loops of A, one after another:\n"));
  EXPECT_THAT(text, HasSubstr("  ln1..v                          4        100           756          128           340 "
                              "          36\n"));
  EXPECT_THAT(text, HasSubstr("  whole tensors in DRAM, 16 B: x, k\n  whole tensors in the TF-Queue, 8 B: q\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("of B")));
}

}  // namespace
}  // namespace octosim::partition::workflow
