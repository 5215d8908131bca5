#include "jobs/executor/view.hpp"

#include <gtest/gtest.h>

namespace octosim::jobs::executor {
namespace {

View counted(const Shape& shape, std::vector<float>& values) {
  values.clear();
  for (std::int64_t i = 0; i < models::tensor::elements_of(shape); ++i) values.push_back(static_cast<float>(i));
  return {.data = values.data(), .shape = shape, .strides = models::tensor::strides_of(shape)};
}

TEST(ViewTest, SlicesAndTurnsShowTheSameStorage) {
  std::vector<float> values;
  const View whole = counted({2, 3, 4}, values);
  EXPECT_TRUE(is_dense(whole));
  const View slice = sliced(whole, 1, 1, 2);
  EXPECT_EQ(slice.data, values.data() + 4);
  EXPECT_EQ(slice.shape, (Shape{2, 2, 4}));
  EXPECT_FALSE(is_dense(slice));
  EXPECT_TRUE(is_dense(sliced(whole, 0, 1, 1)));
  const View turned = permuted(whole, {2, 0, 1});
  EXPECT_EQ(turned.shape, (Shape{4, 2, 3}));
  EXPECT_EQ(turned.strides, (Shape{1, 12, 4}));
}

TEST(ViewTest, ShapesThatStridesCanSayNeedNoCopy) {
  std::vector<float> values;
  const View whole = counted({2, 3, 4}, values);
  EXPECT_EQ(reshaped(whole, {6, 1, 2, 2})->strides, (Shape{4, 1, 2, 1}));
  const View turned = permuted(whole, {2, 0, 1});  // [4, 2, 3] with strides 1, 12, 4
  EXPECT_FALSE(reshaped(turned, {8, 3})) << "4 and 2 are no neighbours";
  EXPECT_EQ(reshaped(turned, {2, 2, 6})->strides, (Shape{2, 1, 4})) << "2 x 3 are, and 4 may be split";
  EXPECT_FALSE(reshaped(turned, {24}));
  EXPECT_EQ(reshaped(sliced(whole, 2, 1, 2), {6, 2})->strides, (Shape{4, 1}));
  EXPECT_FALSE(reshaped(sliced(whole, 2, 1, 2), {12}));
  EXPECT_EQ(reshaped(counted({1, 1}, values), {1})->shape, (Shape{1}));
}

TEST(ViewTest, BroadcastsRepeat) {
  std::vector<float> values;
  const View wide = broadcasted(counted({3, 1}, values), {2, 3, 4});
  EXPECT_EQ(wide.strides, (Shape{0, 1, 0}));
  EXPECT_FALSE(is_dense(wide));
}

TEST(ViewTest, NewOnesLieInMemory) {
  Memory memory;
  {
    const View made = allocated(memory, {3, 5});
    EXPECT_EQ(made.strides, (Shape{5, 1}));
    const View part = sliced(made, 0, 1, 1);
    EXPECT_EQ(memory.live(), 60);
  }
  EXPECT_EQ(memory.live(), 0);
}

}  // namespace
}  // namespace octosim::jobs::executor
