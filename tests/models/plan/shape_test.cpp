#include "models/plan/shape.hpp"

#include <array>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/plan/program.hpp"
#include "tests/models/plan/hand_made_plan.hpp"

namespace octosim::models::plan {
namespace {

using workload::Dependence, workload::Operator, workload::OperatorKind;

/// 4 x 8 PEs: an operator fills in 10 cycles, a packet drains in 4.
constexpr hardware::TbuSettings kSmall{.pe_rows = 4, .pe_cols = 8};
constexpr std::uint64_t kPes = 32, kFill = 10, kDrain = 4;

std::uint64_t cycles_of(const Operator& op) {
  const Tiling tiling = tiling_of(op, kSmall);
  return (tiling.mac_stream + tiling.work_stream) / kPes;
}
Shape shape_of(std::vector<Operator> operators, Dependence dependence = Dependence::kFixed, double each = 0) {
  workload::Block block;
  block.name = "A";
  block.work.operators = std::move(operators);
  block.work.dependence = dependence;
  block.work.each = each;
  return Shape{block, kSmall};
}
const Operator kConv{.kind = OperatorKind::kConv, .in = 3, .out = 16, .height = 5, .width = 5, .kernel = 3};

TEST(ShapeTest, AConvolutionHasPixelsOnRowsAndChannelsOnColumns) {
  const Tiling tiling = tiling_of(kConv, kSmall);
  EXPECT_EQ(tiling.tiles, 7U * 2) << "25 pixels on 4 rows, the last tile with 1; 16 channels on 8 columns";
  EXPECT_EQ(tiling.steps, 27U) << "3 channels of 3 x 3";
  EXPECT_EQ(tiling.mac_stream, 14U * 27 * kPes);
  EXPECT_EQ(tiling.work_stream, 0U);
  EXPECT_LT(macs_of(kConv), tiling.mac_stream) << "10,800 MACs in 12,096 PE-cycles";
}

TEST(ShapeTest, ASmallExtentIsLaidSideBySide) {
  Operator narrow = kConv;
  narrow.out = 3;
  EXPECT_EQ(tiling_of(narrow, kSmall).tiles, 4U) << "3 channels fit 8 columns twice: 8 pixels at once";
  Operator low = kConv;
  low.height = 1;
  low.width = 2;
  EXPECT_EQ(tiling_of(low, kSmall).tiles, 1U) << "2 pixels fit 4 rows twice: 16 channels at once";
  low.out = 17;
  EXPECT_EQ(tiling_of(low, kSmall).tiles, 2U);
  low.width = 3;
  EXPECT_EQ(tiling_of(low, kSmall).tiles, 3U) << "3 pixels fit once";
}

TEST(ShapeTest, GroupsAreTiledOneByOne) {
  Operator grouped = kConv;
  grouped.in = 4;
  grouped.groups = 2;
  EXPECT_EQ(tiling_of(grouped, kSmall).tiles, 2U * 7) << "8 channels a group";
  EXPECT_EQ(tiling_of(grouped, kSmall).steps, 18U) << "2 channels of 3 x 3";
}

TEST(ShapeTest, EveryKindIsTiledInItsWay) {
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kDepthwise, .in = 16, .height = 5, .width = 5, .kernel = 3}), 14U * 9);
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kPooling, .in = 16, .height = 5, .width = 5, .kernel = 2}), 14U * 4);
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kGemm, .m = 9, .n = 17, .k = 5}), 3U * 3 * 5);
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kGemm, .m = 1, .n = 17, .k = 5}), 5U) << "one row four times";
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kElementwise, .elements = 100, .each = 3}), 4U * 3);
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kResize, .in = 3, .height = 5, .width = 7, .each = 9}), 2U * 31);
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kSort, .elements = 10, .parallel = 1}), 40U) << "10 x 4 comparisons";
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kSort, .elements = 10, .parallel = 4}), 10U);
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kNms, .elements = 5, .each = 14, .tests = 12}), 3U * 14);
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kNms, .elements = 500, .each = 14, .tests = 33}), 2U * 14) << "32 PEs";
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kCodec, .elements = 100, .each = 3}), 12U);
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kCodec, .elements = 100, .each = 3, .parallel = 1}), 300U) << "serial";
  EXPECT_EQ(cycles_of({.kind = OperatorKind::kCodec, .elements = 100, .each = 3, .parallel = 99}), 12U);
}

TEST(ShapeTest, ATableSaysItsCyclesItself) {
  EXPECT_EQ(tiling_of({.macs = 1000, .operations = 100}, kSmall).mac_stream, 1000U);
  EXPECT_EQ(tiling_of({.macs = 1000, .operations = 100}, kSmall).work_stream, 100U);
  EXPECT_EQ(tiling_of({.percent = 60, .macs = 1000}, kSmall).mac_stream, 1667U) << "rounded up";
  EXPECT_EQ(cycles_of({.parallel = 8, .operations = 1000}), 125U);
  EXPECT_EQ(cycles_of({.parallel = 8, .percent = 50, .operations = 1000}), 250U);
  EXPECT_EQ(cycles_of({.operations = 1000, .cycles = 77}), 77U);
  EXPECT_EQ(tiling_of({.macs = 1000, .cycles = 77}, kSmall).mac_stream, 77U * kPes) << "sparsity scales it";
  EXPECT_EQ(shape_of({{.macs = 1000}}).overhead(9), 0U) << "neither filled nor drained";
}

TEST(ShapeTest, AnIntervalStretchesEveryStep) {
  Operator slow = kConv;
  slow.interval = 3;
  EXPECT_EQ(cycles_of(slow), 3 * cycles_of(kConv));
  EXPECT_EQ(macs_of(slow), macs_of(kConv));
}

TEST(ShapeTest, EveryPacketFillsAndDrainsForTheTilesItHas) {
  Operator few{.kind = OperatorKind::kGemm, .m = 4, .n = 24, .k = 5, .repeat = 2};  // 3 tiles, twice
  const Shape shape = shape_of({kConv, few});
  EXPECT_EQ(shape.stream(1).cycles, 14U * 27 + 2 * 3 * 5);
  EXPECT_EQ(shape.overhead(0), 3 * kFill + kDrain) << "three operators in one packet";
  EXPECT_EQ(shape.overhead(1), 2 * (3 * kFill + kDrain));
  EXPECT_EQ(shape.overhead(2), 4 * (kFill + kDrain) + 2 * 3 * kFill) << "4 packets, 3 of them with a tile of the small";
  EXPECT_EQ(shape.overhead(4), 14 * (kFill + kDrain) + 2 * 3 * kFill) << "16 packets, 14 of them with a tile";
  EXPECT_EQ(shape.overhead(30), shape.overhead(4));
}

TEST(ShapeTest, AnItemIsCutUntilAPacketIsShortEnough) {
  const Shape shape = shape_of({kConv});  // 378 cycles and 14 a packet
  EXPECT_EQ(shape.cut(378, 392), 0U);
  EXPECT_EQ(shape.cut(378, 391), 1U) << "2 packets of 203";
  EXPECT_EQ(shape.cut(378, 203), 1U);
  EXPECT_EQ(shape.cut(378, 202), 2U);
  EXPECT_EQ(shape.cut(378, 392, 3), 3U) << "never fewer than asked for";
  EXPECT_EQ(shape.cut(378, 1), 10U) << "378 + 14 x 14 cycles";
  EXPECT_EQ(shape.cut(1ULL << 40U, 1), Shape::kMostCut + 1) << "there is none";
}

TEST(ShapeTest, SparsityScalesTheStreamOfMacsOnly) {
  const Operator copy{.kind = OperatorKind::kElementwise, .elements = 320};
  const Shape shape = shape_of({kConv, copy}, Dependence::kSparsity);
  EXPECT_EQ(shape.stream(0.5).cycles, 189U + 10);
  EXPECT_EQ(shape.stream(0.5).macs, 5400U);
  EXPECT_EQ(shape.stream(0.5).operations, 320U);
  EXPECT_EQ(shape.stream(0).cycles, 10U);
  EXPECT_EQ(shape.stream(-1).cycles, 10U);
  EXPECT_DOUBLE_EQ(shape.expected(0.5), 199);
  EXPECT_EQ(shape.overhead(0), 2 * kFill + kDrain);
}

TEST(ShapeTest, SizeScalesAllStreams) {
  const Operator copy{.kind = OperatorKind::kElementwise, .elements = 320};
  const Shape shape = shape_of({kConv, copy}, Dependence::kSize);
  EXPECT_EQ(shape.stream(2.5).cycles, 945U + 25);
  EXPECT_EQ(shape.stream(2.5).macs, 27'000U);
  EXPECT_EQ(shape.stream(2.5).operations, 800U);
  EXPECT_DOUBLE_EQ(shape.expected(2.5), 970);
  EXPECT_EQ(shape.stream(1e300).cycles, 2 * ((1ULL << 62U) / kPes)) << "no overflow";
}

TEST(ShapeTest, AnIndexAddsToItsOperator) {
  const Operator boxes{.kind = OperatorKind::kNms, .elements = 8, .each = 14, .interval = 2, .indexed = true};
  const Shape shape = shape_of({kConv, boxes}, Dependence::kIndex, 14);
  EXPECT_EQ(shape.stream(0).cycles, 378U);
  EXPECT_EQ(shape.stream(10).operations, 140U);
  EXPECT_EQ(shape.stream(10).cycles, 378U + 35) << "140 operations on 8 PEs, one in 2 cycles";
  EXPECT_DOUBLE_EQ(shape.expected(10), 413);
  EXPECT_EQ(shape.overhead(0), 2 * kFill + kDrain) << "it fills for what is added";
  const Shape all = shape_of({{.operations = 0, .indexed = true}}, Dependence::kIndex, 3.2);
  EXPECT_EQ(all.stream(10).cycles, 1U) << "32 operations on 32 PEs";
  EXPECT_EQ(all.stream(10.1).operations, 32U) << "rounded to the nearest";
}

TEST(ShapeTest, AScaleIsOfAllButWhatAnIndexAdds) {
  const Operator copy{.kind = OperatorKind::kElementwise, .elements = 320};
  EXPECT_EQ(shape_of({kConv, copy}, Dependence::kFixed).stream(1, 0.5).cycles, 189U + 5);
  EXPECT_EQ(shape_of({kConv, copy}, Dependence::kFixed).stream(1, 0.5).macs, 5400U);
  EXPECT_DOUBLE_EQ(shape_of({kConv, copy}, Dependence::kFixed).expected(1, 0.5), 194);
  EXPECT_EQ(shape_of({kConv, copy}, Dependence::kSparsity).stream(0.5, 2).cycles, 378U + 20);
  EXPECT_EQ(shape_of({kConv, copy}, Dependence::kSize).stream(5, 0.5).operations, 800U);
  EXPECT_DOUBLE_EQ(shape_of({kConv, copy}, Dependence::kSize).expected(5, 0.5), 970);
  const Operator boxes{.kind = OperatorKind::kNms, .elements = 8, .each = 14, .interval = 2, .indexed = true};
  const Shape shape = shape_of({kConv, boxes}, Dependence::kIndex, 14);
  EXPECT_EQ(shape.stream(10, 0.5).cycles, 189U + 35);
  EXPECT_EQ(shape.stream(10, 0).cycles, 35U);
  EXPECT_DOUBLE_EQ(shape.expected(10, 0.5), 189 + 35);
}

TEST(ShapeTest, ABlockWithoutOperatorsIsATableAtFullEfficiency) {
  workload::Block block;
  block.work.macs = 33;
  block.work.operations = 65;
  block.work.activation_bytes = 7;
  const Shape shape{block, kSmall};
  EXPECT_EQ(shape.stream(1).cycles, 2U + 3);
  EXPECT_EQ(shape.overhead(5), 0U);
  EXPECT_EQ(shape.activation_bytes(), 7U);
}

TEST(ShapeTest, ActivationsAreThoseOfTheLargestOperatorUnlessGiven) {
  workload::Block block;
  block.work.operators = {kConv, {.kind = OperatorKind::kGemm, .m = 1, .n = 1, .k = 1}};
  EXPECT_EQ((Shape{block, kSmall}.activation_bytes()), 4U * (3 + 16) * 25);
  block.work.activation_bytes = 5;
  EXPECT_EQ((Shape{block, kSmall}.activation_bytes()), 5U);
}

TEST(ShapeTest, CountsAreExactSums) {
  const Operator pool{.kind = OperatorKind::kPooling, .in = 7, .height = 3, .width = 3, .kernel = 2, .repeat = 3};
  const Shape shape = shape_of({kConv, pool, {.macs = 5, .operations = 6}});
  EXPECT_EQ(shape.macs(), 10'800U + 5);
  EXPECT_EQ(shape.operations(), 3U * 7 * 9 * 4 + 6);
}

TEST(ShapeTest, NothingIsFasterThanItsArrayNorSlowerWhenItIsLarger) {
  for (const OperatorKind kind : {OperatorKind::kConv, OperatorKind::kDepthwise, OperatorKind::kPooling,
                                  OperatorKind::kGemm, OperatorKind::kElementwise, OperatorKind::kResize,
                                  OperatorKind::kSort, OperatorKind::kNms, OperatorKind::kCodec}) {
    std::uint64_t before = 0;
    for (std::uint64_t size = 1; size < 70; ++size) {
      const Operator op{.kind = kind,
                        .in = size,
                        .out = 2 * size,
                        .height = 3,
                        .width = size,
                        .kernel = 2,
                        .m = size,
                        .n = 9,
                        .k = size,
                        .elements = 10 * size,
                        .each = 3,
                        .tests = size};
      const Tiling tiling = tiling_of(op, kSmall);
      const std::uint64_t stream = tiling.mac_stream + tiling.work_stream;
      ASSERT_GE(stream, macs_of(op) + operations_of(op)) << static_cast<int>(kind) << " " << size;
      if (kind != OperatorKind::kNms) {
        ASSERT_GE(stream, before) << static_cast<int>(kind) << " " << size;
      }
      ASSERT_EQ(tiling.tiles * tiling.steps * kPes, stream);
      before = stream;
    }
  }
}

TEST(ShapeTest, CuttingFinerMakesAPacketShorterAndTheItemLonger) {
  const Operator few{.kind = OperatorKind::kGemm, .m = 4, .n = 24, .k = 5, .repeat = 2};
  const Shape shape = shape_of({kConv, few});
  const std::uint64_t stream = shape.stream(1).cycles;
  for (std::uint32_t cut = 0; cut < 20; ++cut) {
    EXPECT_LE(shape.overhead(cut), shape.overhead(cut + 1)) << cut;
    EXPECT_GE((stream + shape.overhead(cut)) * 2, stream + shape.overhead(cut + 1)) << cut;
  }
}

TEST(ShapeTest, RefusesWhatWouldOverflow) {
  const auto refusal = [](const Operator& op) -> std::string {
    try {
      shape_of({op});
    } catch (const engine::ModelError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal({.macs = 1ULL << 62U}), "accepted");
  EXPECT_THAT(refusal({.macs = 1ULL << 62U, .operations = 1}), testing::HasSubstr("Task Block A: its operators take"));
  EXPECT_THAT(refusal({.kind = OperatorKind::kGemm, .m = 1ULL << 40U, .n = 1ULL << 40U, .k = 1}),
              testing::HasSubstr("more than 2^62 PE-cycles an item"));
  EXPECT_THAT(refusal({.kind = OperatorKind::kElementwise, .elements = 1ULL << 40U, .repeat = 1ULL << 40U}),
              testing::HasSubstr("2^62"));
}

// --- in a Program ----------------------------------------------------------------------------------------------------

TEST(ShapeTest, TheProgramCutsAnItemAndPaysForEachPacket) {
  test::OwgBuilder builder;
  builder.task("A").operators({kConv}).task("B", 320).path({"SRC", "A", "B", "SINK"});
  test::HandMadePlan made{builder};
  made.sub_owg({"A", "B"});
  made.plan.hardware.tbu = kSmall;
  made.plan.workload.packet_cycles = 200;
  const Program program{made.plan};
  std::vector<TaskWork> work;
  program.work(0, {1, 2, 3}, work);
  EXPECT_EQ(work[0].packets, 4U);
  EXPECT_EQ(work[0].cycles, 378U + 4 * (kFill + kDrain));
  EXPECT_EQ(work[0].macs, 10'800U);
  EXPECT_EQ(work[1].packets, 4U) << "as many as its predecessor";
  EXPECT_EQ(work[1].cycles, 10U);
  EXPECT_EQ(program.station(0).tasks[0].activation_bytes, 4U * (3 + 16) * 25);
  std::uint64_t sum = 0;
  for (std::uint32_t packet = 0; packet < 4; ++packet) sum += work[0].cycles_of(packet);
  EXPECT_EQ(sum, work[0].cycles);
  std::vector<TaskWork> at;
  program.work_at(0, std::array{1.0, 1.0}, std::array{1.0, 1.0}, at);
  EXPECT_EQ(at[0].cycles, work[0].cycles);
}

}  // namespace
}  // namespace octosim::models::plan
