#include "models/tensor/networks/sizes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::models::tensor::networks {
namespace {

using testing::ThrowsMessage;

TEST(SizesTest, BoundsAreAllowed) {
  EXPECT_NO_THROW(check_size("n", "a", 1));
  EXPECT_NO_THROW(check_size("n", "a", kMostExtent));
  EXPECT_THAT([] { check_size("n", "a", kMostExtent + 1); },
              ThrowsMessage<engine::ModelError>("n: a = 1000001 (must be from 1 to 1000000)"));
}

TEST(SizesTest, APartDividesItsWhole) {
  EXPECT_NO_THROW(check_divides("n", "a", 3, "b", 12));
  EXPECT_THAT([] { check_divides("n", "a", 5, "b", 12); },
              ThrowsMessage<engine::ModelError>("n: a = 5 (must divide b = 12)"));
}

TEST(SizesTest, RootsAreWhole) {
  EXPECT_EQ(checked_root("n", "a", 196, "a square"), 14);
  EXPECT_EQ(checked_root("n", "a", 1, "a square"), 1);
  EXPECT_THAT([] { checked_root("n", "a", 197, "must be a square"); },
              ThrowsMessage<engine::ModelError>("n: a = 197 (must be a square, such as 225)"));
}

}  // namespace
}  // namespace octosim::models::tensor::networks
