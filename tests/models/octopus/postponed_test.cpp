#include "models/octopus/postponed.hpp"

#include <gtest/gtest.h>

namespace octosim::models::octopus {
namespace {

TEST(PostponedTest, NothingIsGivenBackBeforeItsCycle) {
  Postponed<int> waiting;
  EXPECT_FALSE(waiting.take(100));
  waiting.put(101, 7);
  EXPECT_FALSE(waiting.take(100));
  EXPECT_EQ(waiting.take(101), 7);
  EXPECT_FALSE(waiting.take(101)) << "once";
}

TEST(PostponedTest, TheEarliestFirstAndThoseOfOneCycleAsTheyWerePutIn) {
  Postponed<int> waiting;
  waiting.put(20, 1);
  waiting.put(10, 2);
  waiting.put(20, 3);
  waiting.put(10, 4);
  for (const int expected : {2, 4, 1, 3}) EXPECT_EQ(waiting.take(20), expected);
}

}  // namespace
}  // namespace octosim::models::octopus
