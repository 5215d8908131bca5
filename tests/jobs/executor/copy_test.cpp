#include "jobs/executor/copy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/executor/nest.hpp"

namespace octosim::jobs::executor {
namespace {

/// Elements 0, 1, 2, ... of a dense view.
View counted(Memory& memory, const Shape& shape) {
  View view = allocated(memory, shape);
  for (std::int64_t i = 0; i < models::tensor::elements_of(shape); ++i) view.data[i] = static_cast<float>(i);
  return view;
}

/// By the definition: every index, one by one.
void expect_equal(const View& one, const View& two) {
  ASSERT_EQ(one.shape, two.shape);
  const Shape strides = models::tensor::strides_of(one.shape);
  for (std::int64_t i = 0; i < models::tensor::elements_of(one.shape); ++i) {
    std::int64_t a = 0, b = 0;
    for (std::size_t d = 0; d < strides.size(); ++d) {
      const std::int64_t index = i / strides[d] % one.shape[d];
      a += index * one.strides[d];
      b += index * two.strides[d];
    }
    ASSERT_EQ(one.data[a], two.data[b]) << i;
  }
}

TEST(CopyTest, EveryOrderOfDimensionsArrives) {
  Memory memory;
  const View whole = counted(memory, {3, 18, 2, 35});
  for (const Shape& order : {Shape{0, 1, 2, 3}, {3, 2, 1, 0}, {0, 3, 1, 2}, {2, 0, 3, 1}, {1, 3, 0, 2}}) {
    const View from = permuted(whole, order);
    const View to = allocated(memory, from.shape);
    fill(to, -1);
    copy(from, to);
    expect_equal(from, to);
    const View back = permuted(allocated(memory, whole.shape), order);
    copy(to, back);
    expect_equal(back, from);
  }
}

TEST(CopyTest, SlicesAndRepeatsArrive) {
  Memory memory;
  const View whole = counted(memory, {4, 5, 6});
  const View to = allocated(memory, {4, 5, 6});
  fill(to, -1);
  copy(sliced(whole, 1, 2, 2), sliced(to, 1, 3, 2));
  EXPECT_EQ(to.data[0], -1);
  EXPECT_EQ(to.data[3 * 6], 2 * 6);
  const View wide = broadcasted(counted(memory, {5, 1}), {4, 5, 6});
  copy(wide, to);
  expect_equal(wide, to);
}

TEST(CopyTest, WhatIsDenseIsNotCopied) {
  Memory memory;
  const View whole = counted(memory, {4, 5});
  EXPECT_EQ(dense(whole, memory).data, whole.data);
  const View turned = permuted(whole, {1, 0}), made = dense(turned, memory);
  EXPECT_NE(made.data, whole.data);
  EXPECT_TRUE(is_dense(made));
  expect_equal(made, turned);
}

TEST(CopyTest, NestsHaveAsFewLoopsAsStridesAllow) {
  const Shape dense{60, 20, 5, 1}, rows{0, 40, 5, 1};
  const Nest<1> one{{2, 3, 4, 5}, {&dense}};
  EXPECT_EQ(one.inner(), 120);
  const Nest<2> two{{2, 3, 4, 5}, {&dense, &rows}};
  EXPECT_EQ(two.inner(), 20);
  std::vector<std::int64_t> places;
  two.each([&](const Places<2>& at) { places.push_back(at[0] * 1000 + at[1]); });
  EXPECT_THAT(places, testing::ElementsAre(0, 20040, 40080, 60000, 80040, 100080));
  const Shape none;
  int calls = 0;
  Nest<1>{{}, {&none}}.each([&](const Places<1>&) { ++calls; });
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace octosim::jobs::executor
