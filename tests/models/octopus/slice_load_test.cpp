#include "models/octopus/slice_load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/tf_port.hpp"
#include "models/plan/geometry.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::IsEmpty, testing::SizeIs;

TEST(SliceLoadTest, PartsAreOfAnAllowedSizeOrAsManyAsAFeedCanName) {
  EXPECT_EQ(SliceLoad().parts(), 0U);
  EXPECT_EQ(SliceLoad(0, 0, 100, 255).parts(), 0U);
  const SliceLoad few{0, 1001, 500, 255};
  EXPECT_EQ(few.parts(), 3U);
  EXPECT_EQ(few.part_bytes(), 334U);
  const SliceLoad many{0, 1'000'000, 64, 200};
  EXPECT_EQ(many.parts(), 200U);
  EXPECT_EQ(many.part_bytes(), 5000U);
  for (std::uint64_t bytes = 1; bytes < 300; ++bytes) {
    for (const std::uint64_t most : {1U, 2U, 5U, 7U, 255U}) {
      const SliceLoad load{0, bytes, 3, most};
      EXPECT_LE(load.parts(), most);
      EXPECT_LT((load.parts() - 1) * load.part_bytes(), bytes) << "the last one is no empty part";
      EXPECT_GE(load.parts() * load.part_bytes(), bytes);
    }
  }
}

TEST(SliceLoadTest, TheCardIsToldWhereTheTbuIs) {
  const auto owg = test::OwgBuilder{}.task("A").flow("SRC", "A", 64).flow("A", "SINK", 64).build();
  const plan::Program program = test::Machine{}.compile(owg);
  const Site site{&program, 0, program.node_of_station(0, 0)};
  test::FakeWaysOut out;
  test::CallingContext context;
  const Feed feed{.nth = 5, .tbu = 0, .block = 2, .epoch = 9};
  SliceLoad{}.order(context, site, out, feed);
  EXPECT_THAT(out.control_of(kLoadSlice), IsEmpty());
  SliceLoad{4096, 1001, 500, 255}.order(context, site, out, feed);
  const auto orders = out.control_of(kLoadSlice);
  ASSERT_THAT(orders, SizeIs(1));
  const std::uint32_t dram = node_of_tf_port(program.plan(), 0);
  EXPECT_EQ(orders[0].node(), dram);
  EXPECT_EQ(orders[0].a, 4096U);
  EXPECT_EQ(orders[0].b, plan::nearest_node_of_tbu(program.plan(), 0, 0, dram));
  EXPECT_EQ(orders[0].d, 5U);
  EXPECT_EQ(orders[0].e, 0U);
  EXPECT_EQ(orders[0].f, 2U);
  EXPECT_EQ(orders[0].g, 9U);
  EXPECT_EQ(SliceLoad::of(orders[0]).bytes(), 1001U);
  EXPECT_EQ(SliceLoad::of(orders[0]).parts(), 3U);
}

}  // namespace
}  // namespace octosim::models::octopus
