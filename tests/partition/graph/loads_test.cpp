#include "partition/graph/loads.hpp"

#include <limits>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::partition::graph {
namespace {

using testing::Each;
using testing::ElementsAre;

TEST(LoadsTest, KeepTheirProportionsAndGetAFloorOfOnePercentOfTheMean) {
  EXPECT_THAT(loads_from(std::vector<std::uint64_t>{0, 1000, 2000, 1000}), ElementsAre(10, 1000, 2000, 1000));
}

TEST(LoadsTest, SmallOnesAreScaledUpSoThatTheFloorIsAWholeNumber) {
  EXPECT_THAT(loads_from(std::vector<std::uint64_t>{0, 4}), ElementsAre(10, 2000));
}

TEST(LoadsTest, AllIdleIsAllEqual) {
  EXPECT_THAT(loads_from(std::vector<std::uint64_t>{0, 0, 0}), Each(1));
  EXPECT_TRUE(loads_from({}).empty());
}

TEST(LoadsTest, HugeOnesDoNotOverflow) {
  const std::vector<std::uint64_t> huge(1000, std::numeric_limits<std::uint64_t>::max());
  const auto loads = loads_from(huge);
  EXPECT_THAT(loads, Each(kMostTotalLoad / 1000));
  EXPECT_LE(std::accumulate(loads.begin(), loads.end(), std::uint64_t{0}), kMostTotalLoad);
}

}  // namespace
}  // namespace octosim::partition::graph
