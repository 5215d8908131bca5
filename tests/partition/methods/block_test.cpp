#include "partition/methods/block.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/partition/methods/graphs.hpp"

namespace octosim::partition::methods {
namespace {

using testing::ElementsAre;

std::vector<std::int32_t> block_of(std::vector<std::uint64_t> loads, std::int32_t ranks) {
  auto graph = test::graph_of(static_cast<std::uint32_t>(loads.size()), {});
  graph.load = std::move(loads);
  return block(graph, ranks);
}

TEST(BlockTest, CutsTheIdsWhereTheLoadIsNearestToAShare) {
  EXPECT_THAT(block_of({1, 1, 1, 1, 1, 1}, 3), ElementsAre(0, 0, 1, 1, 2, 2));
  EXPECT_THAT(block_of({5, 1, 1, 1, 1, 1}, 2), ElementsAre(0, 1, 1, 1, 1, 1));
  EXPECT_THAT(block_of({1, 1, 1, 1, 1, 5}, 2), ElementsAre(0, 0, 0, 0, 0, 1));
  EXPECT_THAT(block_of({1, 1, 1, 1, 1}, 2), ElementsAre(0, 0, 0, 1, 1));
}

TEST(BlockTest, LeavesAVertexForEachRankThatFollows) {
  EXPECT_THAT(block_of({9, 1, 1}, 3), ElementsAre(0, 1, 2));
  EXPECT_THAT(block_of({1, 1, 9}, 3), ElementsAre(0, 1, 2));
  EXPECT_THAT(block_of({1, 1, 1, 1, 100}, 4), ElementsAre(0, 0, 1, 2, 3));
}

}  // namespace
}  // namespace octosim::partition::methods
