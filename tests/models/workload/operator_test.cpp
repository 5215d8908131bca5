#include "models/workload/operator.hpp"

#include <gtest/gtest.h>

namespace octosim::models::workload {
namespace {

TEST(OperatorTest, CountsMultiplyAccumulates) {
  // The first layer of ResNet-18: 64 x 112 x 112 outputs of 3 x 7 x 7 products.
  const Operator first{
      .kind = OperatorKind::kConv, .in = 3, .out = 64, .height = 112, .width = 112, .kernel = 7, .stride = 2};
  EXPECT_EQ(macs_of(first), 118'013'952U);
  EXPECT_EQ(operations_of(first), 0U);
  EXPECT_EQ(macs_of({.kind = OperatorKind::kConv,
                     .in = 8,
                     .out = 6,
                     .height = 1,
                     .width = 10,
                     .kernel = 1,
                     .kernel_width = 3,
                     .groups = 2,
                     .repeat = 5}),
            5U * 6 * 10 * 4 * 3);
  EXPECT_EQ(macs_of({.kind = OperatorKind::kDepthwise, .in = 8, .height = 4, .width = 10, .kernel = 3}), 8U * 40 * 9);
  EXPECT_EQ(macs_of({.kind = OperatorKind::kGemm, .m = 2, .n = 3, .k = 5, .repeat = 7}), 210U);
  EXPECT_EQ(macs_of({.kind = OperatorKind::kTable, .macs = 11, .operations = 13, .repeat = 2}), 22U);
  EXPECT_EQ(macs_of({.kind = OperatorKind::kElementwise, .elements = 5}), 0U);
}

TEST(OperatorTest, CountsScalarOperations) {
  EXPECT_EQ(operations_of({.kind = OperatorKind::kElementwise, .elements = 10, .each = 3, .repeat = 2}), 60U);
  EXPECT_EQ(operations_of({.kind = OperatorKind::kCodec, .elements = 10, .each = 3, .parallel = 1}), 30U);
  EXPECT_EQ(operations_of({.kind = OperatorKind::kPooling, .in = 2, .height = 3, .width = 4, .kernel = 2}), 96U);
  EXPECT_EQ(operations_of({.kind = OperatorKind::kResize, .in = 3, .height = 180, .width = 320, .each = 9}),
            31U * 180 * 320);
  EXPECT_EQ(operations_of({.kind = OperatorKind::kNms, .elements = 9, .each = 14, .tests = 10}), 140U);
  EXPECT_EQ(operations_of({.kind = OperatorKind::kTable, .macs = 11, .operations = 13, .repeat = 2}), 26U);
  const auto sort = [](std::uint64_t n) { return operations_of({.kind = OperatorKind::kSort, .elements = n}); };
  EXPECT_EQ(sort(0), 0U);
  EXPECT_EQ(sort(1), 0U);
  EXPECT_EQ(sort(2), 2U) << "n ceil(log2 n)";
  EXPECT_EQ(sort(8), 24U);
  EXPECT_EQ(sort(9), 36U);
}

TEST(OperatorTest, ALayerHoldsItsInputAndItsOutput) {
  // The largest layer of ResNet-18 is its pooling: 64 x 112 x 112 and 64 x 56 x 56 values of 4 bytes.
  EXPECT_EQ(activation_bytes_of(
                {.kind = OperatorKind::kPooling, .in = 64, .height = 56, .width = 56, .kernel = 3, .stride = 2}),
            4'014'080U);
  EXPECT_EQ(activation_bytes_of({.kind = OperatorKind::kConv, .in = 3, .out = 5, .height = 10, .width = 10}), 4U * 800);
  EXPECT_EQ(activation_bytes_of({.kind = OperatorKind::kDepthwise, .in = 3, .height = 10, .width = 10, .stride = 2}),
            4U * 1500);
  EXPECT_EQ(activation_bytes_of({.kind = OperatorKind::kGemm, .m = 2, .n = 3, .k = 5}), 4U * 16);
  EXPECT_EQ(activation_bytes_of({.kind = OperatorKind::kElementwise, .elements = 1000}), 0U) << "it streams";
}

TEST(OperatorTest, SumsAndProductsStopWhereTheyWouldOverflow) {
  EXPECT_EQ(times(0, kSaturated), 0U);
  EXPECT_EQ(times(kSaturated, 1), kSaturated);
  EXPECT_EQ(times(1ULL << 40U, 1ULL << 40U), kSaturated);
  EXPECT_EQ(times(3, 5), 15U);
  EXPECT_EQ(plus(kSaturated, 1), kSaturated);
  EXPECT_EQ(plus(1, ~0ULL), kSaturated);
  EXPECT_EQ(plus(3, 5), 8U);
  EXPECT_EQ(macs_of({.kind = OperatorKind::kGemm, .m = 1ULL << 53U, .n = 1ULL << 53U, .k = 2}), kSaturated);
}

}  // namespace
}  // namespace octosim::models::workload
