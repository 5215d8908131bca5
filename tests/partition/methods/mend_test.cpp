#include "partition/methods/mend.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/partition/methods/graphs.hpp"

namespace octosim::partition::methods {
namespace {

using testing::ElementsAre;

TEST(MendTest, LeavesAloneWhatIsWhole) {
  std::vector<std::int32_t> rank_of{0, 1, 1, 2};
  mend(test::grid(1, 4), 3, rank_of);
  EXPECT_THAT(rank_of, ElementsAre(0, 1, 1, 2));
}

TEST(MendTest, TakesTheLeastHeldVertexOfTheMostLoadedRank) {
  std::vector<std::int32_t> rank_of{0, 0, 1, 1, 1, 1};
  mend(test::grid(1, 6), 3, rank_of);
  EXPECT_THAT(rank_of, ElementsAre(0, 0, 2, 1, 1, 1)) << "2 and 5 are held by one edge each";
}

TEST(MendTest, NeverTakesTheOnlyVertexOfARank) {
  auto graph = test::grid(1, 4);
  graph.load = {100, 1, 1, 1};
  std::vector<std::int32_t> rank_of{3, 0, 0, 0};
  mend(graph, 4, rank_of);
  EXPECT_THAT(rank_of, testing::UnorderedElementsAre(3, 0, 1, 2));
  EXPECT_EQ(rank_of[0], 3);
}

}  // namespace
}  // namespace octosim::partition::methods
