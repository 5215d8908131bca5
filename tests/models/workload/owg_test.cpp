#include "models/workload/owg.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/owg_builder.hpp"

namespace octosim::models::workload {
namespace {

using testing::ElementsAre, testing::IsEmpty;

Owg two_paths() {
  return test::OwgBuilder{}
      .constant("faces", 2)
      .constant("area", 1)
      .tasks({"A", "B"})
      .path({"SRC", "A", "B", "SINK"})
      .flow("SRC", "B")
      .flow("A", "B")
      .build();
}

TEST(OwgTest, FlowsOfABlockComeInTheOrderOfDeclaration) {
  const Owg owg = two_paths();
  const std::uint32_t a = owg.find_block("A"), b = owg.find_block("B");
  EXPECT_THAT(owg.flows_into(b), ElementsAre(1, 3, 4));
  EXPECT_THAT(owg.flows_out_of(a), ElementsAre(1, 4));
  EXPECT_THAT(owg.flows_out_of(owg.find_block("SRC")), ElementsAre(0, 3));
  EXPECT_THAT(owg.flows_into(owg.find_block("SRC")), IsEmpty());
  EXPECT_THAT(owg.flows_out_of(owg.find_block("SINK")), IsEmpty());
}

TEST(OwgTest, FindsByName) {
  const Owg owg = two_paths();
  EXPECT_EQ(owg.find_block("SRC"), 0U);
  EXPECT_EQ(owg.find_block("B"), 3U);
  EXPECT_EQ(owg.find_block("b"), kNone);
  EXPECT_EQ(owg.find_property("faces"), 0U);
  EXPECT_EQ(owg.find_property("area"), 1U);
  EXPECT_EQ(owg.find_property("A"), kNone) << "a block, not a property";
}

}  // namespace
}  // namespace octosim::models::workload
