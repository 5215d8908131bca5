#include "jobs/executor/blas.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::jobs::executor {
namespace {

TEST(BlasTest, MultipliesAndAdds) {
  load_blas();
  const float a[] = {1, 2, 3, 4, 5, 6};  // 2 x 3
  const float b[] = {1, 0, 0, 1, 1, 1};  // 3 x 2, or the transpose of 2 x 3
  float c[] = {9, 9, 9, 9};
  multiply(2, 2, 3, {.data = a, .leading = 3}, {.data = b, .leading = 2}, false, c, 2);
  EXPECT_THAT(c, testing::ElementsAre(4, 5, 10, 11));
  multiply(2, 2, 3, {.data = a, .leading = 3}, {.data = b, .leading = 3, .turned = true}, true, c, 2);
  EXPECT_THAT(c, testing::ElementsAre(5, 11, 14, 26));
}

TEST(BlasTest, SaysWhatItIs) {
  load_blas();
  EXPECT_THAT(name_of_blas(), testing::HasSubstr("OpenBLAS"));
}

}  // namespace
}  // namespace octosim::jobs::executor
