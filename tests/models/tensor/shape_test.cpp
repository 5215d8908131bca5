#include "models/tensor/shape.hpp"

#include <gtest/gtest.h>

namespace octosim::models::tensor {
namespace {

TEST(ShapeTest, ElementsAreTheProductUpToALimit) {
  EXPECT_EQ(elements_of({}), 1);
  EXPECT_EQ(elements_of({2, 3, 5}), 30);
  EXPECT_EQ(elements_of({0, kMostElements, 9}), 0);
  EXPECT_EQ(elements_of({std::int64_t{1} << 40, std::int64_t{1} << 40}), kMostElements);
  EXPECT_EQ(elements_of({std::int64_t{1} << 31, std::int64_t{1} << 30}), std::int64_t{1} << 61);
}

TEST(ShapeTest, StridesAreThoseOfRowMajorTensors) {
  EXPECT_EQ(strides_of({2, 3, 5}), (Shape{15, 5, 1}));
  EXPECT_EQ(strides_of({}), Shape{});
  EXPECT_EQ(text_of({2, 3}), "[2, 3]");
}

TEST(ShapeTest, BroadcastsFromTheRight) {
  EXPECT_EQ(broadcast({4, 1, 3}, {2, 3}).shape, (Shape{4, 2, 3}));
  EXPECT_TRUE(broadcast({4, 1, 3}, {2, 3}).fits);
  EXPECT_FALSE(broadcast({4, 3}, {3, 4}).fits);
  EXPECT_EQ(broadcast({}, {5}).shape, Shape{5});
}

}  // namespace
}  // namespace octosim::models::tensor
