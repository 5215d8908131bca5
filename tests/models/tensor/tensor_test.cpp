#include "models/tensor/tensor.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace octosim::models::tensor {
namespace {

TEST(TensorTest, SlicesAreTakenAndPlacedAlongAnyDimension) {
  Tensor whole{.shape = {2, 3, 2}, .values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}};
  EXPECT_EQ(slice_of(whole, 1, 1, 2).values, (std::vector<double>{2, 3, 4, 5, 8, 9, 10, 11}));
  EXPECT_EQ(slice_of(whole, 2, 1, 1).values, (std::vector<double>{1, 3, 5, 7, 9, 11}));
  for (int dim = 0; dim < 3; ++dim) {
    Tensor joined = filled(whole.shape, -1);
    for (std::int64_t i = 0; i < whole.shape[static_cast<std::size_t>(dim)]; ++i) {
      place_slice(joined, slice_of(whole, dim, i, 1), dim, i);
    }
    EXPECT_EQ(joined, whole) << dim;
  }
}

TEST(TensorTest, DrawnValuesDependOnSeedNameAndPlaceOnly) {
  const Tensor a = drawn(1, "a", {3, 5});
  EXPECT_EQ(a, drawn(1, "a", {3, 5}));
  EXPECT_NE(a.values, drawn(2, "a", {3, 5}).values);
  EXPECT_NE(a.values, drawn(1, "b", {3, 5}).values);
  for (const double value : a.values) EXPECT_LT(std::abs(value), 1);
}

TEST(TensorTest, ADifferenceThatIsNoNumberIsKept) {
  Tensor a = filled({3}, 1), b = a;
  EXPECT_EQ(greatest_difference(a, b), 0);
  b.values[1] = 1.5;
  EXPECT_EQ(greatest_difference(a, b), 0.5);
  b.values[0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(greatest_difference(a, b) < 1);
}

}  // namespace
}  // namespace octosim::models::tensor
