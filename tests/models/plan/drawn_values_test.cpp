#include "models/plan/drawn_values.hpp"

#include <gtest/gtest.h>

namespace octosim::models::plan {
namespace {

TEST(DrawnValues, DrawsOnceWhatIsAskedForAgain) {
  DrawnValues values;
  int draws = 0;
  const auto draw = [&] { return static_cast<double>(++draws); };
  const workload::TokenName token{.id = 5, .parent = 2, .position = 3};
  EXPECT_EQ(values.value(0, token, draw), 1);
  EXPECT_EQ(values.value(0, token, draw), 1);
  EXPECT_EQ(draws, 1);
}

TEST(DrawnValues, TokensAndPropertiesThatShareAPlaceAreNotConfused) {
  DrawnValues values;
  int draws = 0;
  const auto draw = [&] { return static_cast<double>(++draws); };
  const workload::TokenName token{.id = 0, .parent = 0, .position = 0};
  workload::TokenName far = token, parent = token, position = token;
  far.id = 1ULL << 40U;  // the low bits choose the place
  parent.parent = 1;
  position.position = 1;
  EXPECT_EQ(values.value(0, token, draw), 1) << "an empty place is nobody's";
  EXPECT_EQ(values.value(0, far, draw), 2);
  EXPECT_EQ(values.value(0, parent, draw), 3);
  EXPECT_EQ(values.value(0, position, draw), 4);
  EXPECT_EQ(values.value(1, position, draw), 5);
  EXPECT_EQ(values.value(0, token, draw), 6) << "it was overwritten";
}

}  // namespace
}  // namespace octosim::models::plan
