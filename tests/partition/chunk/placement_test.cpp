#include "partition/chunk/placement.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "models/tensor/blocks/attention.hpp"
#include "partition/chunk/lower.hpp"
#include "partition/chunk/pass.hpp"

namespace octosim::partition::chunk {
namespace {

/// A block over 256 tokens whose tensors are 32 KiB each, but for scores, on a TBU of 128 KiB.
struct Example {
  explicit Example(bool deep_loops = true) : tbu{small(deep_loops)} {}
  static Tbu small(bool deep_loops) {
    return {.sram_bytes = 128 << 10, .cbu_bytes = Tbu::kUnbounded, .tile_bytes = 4096, .deep_loops = deep_loops};
  }
  Graph graph = models::tensor::blocks::attention({.tokens = 256, .width = 64, .heads = 4});
  Tables tables{graph};
  Tbu tbu;
  Cover covered = cover(tables, tbu);

  std::size_t loops() const {
    return static_cast<std::size_t>(
        std::count_if(covered.segments.begin(), covered.segments.end(), [](const Segment& s) { return s.chunk; }));
  }
  Placement placed(std::int64_t cbu, Placing placing) const { return place(tables, covered, cbu, placing); }
  bool is_source(const PlacedTensor& tensor) const { return tables.is_source[tensor.node] != 0; }
};

std::int64_t all_of(const DramTraffic& loop) { return loop.in + loop.out + loop.again + loop.kept + loop.stored; }

std::int64_t bytes_in(const Placement& placement, bool in_dram) {
  std::int64_t bytes = 0;
  for (const PlacedTensor& tensor : placement.tensors) bytes += tensor.in_dram == in_dram ? tensor.bytes : 0;
  return bytes;
}

TEST(PlacementTest, InTheCbuNothingComesFromDram) {
  const Example example;
  ASSERT_GT(example.loops(), 1U);
  for (const Placement& placement : {example.placed(1, Placing::kQueue), example.placed(1 << 30, Placing::kFit)}) {
    ASSERT_EQ(placement.loops.size(), example.loops());
    EXPECT_FALSE(placement.tensors.empty());
    EXPECT_EQ(bytes_in(placement, true), 0);
    for (const DramTraffic& loop : placement.loops) EXPECT_EQ(all_of(loop), 0);
  }
}

TEST(PlacementTest, InDramEveryTensorIsWrittenOnce) {
  const Example example;
  const Placement placement = example.placed(1 << 30, Placing::kDram);
  EXPECT_EQ(bytes_in(placement, false), 0);
  std::int64_t written = 0, stored = 0, made = 0, inputs = 0, read = 0;
  std::size_t number = 0;
  for (const Segment& segment : example.covered.segments) {
    if (!segment.chunk) continue;
    const DramTraffic& loop = placement.loops[number++];
    written += loop.out * segment.cost.count;
    stored += loop.stored * segment.cost.count;
    read += loop.in * segment.cost.count + loop.again + loop.kept;
  }
  for (const PlacedTensor& tensor : placement.tensors) {
    (example.is_source(tensor) ? inputs : made) += tensor.bytes;
  }
  EXPECT_EQ(written, made) << "slices are powers of two here";
  EXPECT_EQ(stored, inputs) << "what later loops read, as the first one runs";
  EXPECT_GE(read, made + inputs) << "each is there to be read";
  EXPECT_EQ(placement.loops.back().out, 0) << "what the last loop makes is handed on";
}

TEST(PlacementTest, TheFirstLoopReadsInputsAsTheyCome) {
  const Example example;
  const DramTraffic first = example.placed(0, Placing::kDram).loops.front();
  EXPECT_EQ(first.in + first.again + first.kept, 0);
  EXPECT_GT(first.out, 0);
}

TEST(PlacementTest, TheCbuHoldsWhatFitsAndDramTheRest) {
  const Example example;
  const std::int64_t all = bytes_in(example.placed(0, Placing::kDram), true);
  std::int64_t least = all + 1;
  for (const std::int64_t cbu : {std::int64_t{0}, all / 4, all / 2, 3 * all / 4, all}) {
    const Placement placement = example.placed(cbu, Placing::kFit);
    const std::int64_t in_dram = bytes_in(placement, true);
    EXPECT_EQ(in_dram + bytes_in(placement, false), all);
    EXPECT_LE(in_dram, least) << "a larger CBU holds more";
    least = in_dram;
  }
  EXPECT_EQ(least, 0);
}

TEST(PlacementTest, WhatIsReadMostOftenStays) {
  const Example example{false};
  const Placement all = example.placed(0, Placing::kDram);
  std::size_t reader = 0;
  while (reader < all.loops.size() && all.loops[reader].again == 0) ++reader;
  ASSERT_LT(reader, all.loops.size()) << "keys and values are read whole by every slice";
  const Placement placement = example.placed(all.loops[reader].again, Placing::kFit);
  EXPECT_EQ(placement.loops[reader].again, 0);
  EXPECT_GT(bytes_in(placement, true), 0) << "others do not fit beside them";
}

TEST(PlacementTest, PassesOfANestedLoopReadWhatTheOuterLoopCuts) {
  const Example example;
  const Placement placement = example.placed(0, Placing::kDram);
  std::size_t number = 0, nested = 0;
  for (const Segment& segment : example.covered.segments) {
    if (!segment.chunk) continue;
    const DramTraffic& loop = placement.loops[number++];
    if (!segment.chunk->inner || number == 1) continue;
    const Pass pass = pass_of(example.tables, *segment.chunk);
    if (pass.outer_whole == 0) continue;
    ++nested;
    const bool pinned = segment.cost.pinned.whole_operands;
    const std::int64_t inside = count_of(*segment.chunk->inner);
    const std::int64_t share = pinned ? (pass.outer_whole + inside - 1) / inside : pass.outer_whole + pass.whole;
    EXPECT_EQ(loop.again, share) << "keys and values of a head";
  }
  EXPECT_GT(nested, 0U);
}

TEST(PlacementTest, LoweredLoopsSayWhatOfTheirBytesIsInDram) {
  const Example example;
  const Tbu small{.sram_bytes = example.tbu.sram_bytes, .cbu_bytes = 64 << 10, .tile_bytes = 4096, .dram_percent = 100};
  EXPECT_ANY_THROW(lower(example.tables, small)) << "Placing::kQueue";
  const Lowered lowered = lower(example.tables, small, Placing::kFit);
  EXPECT_TRUE(std::any_of(lowered.tensors.begin(), lowered.tensors.end(), [](const auto& t) { return t.in_dram; }));
  std::int64_t moved = 0;
  for (const LoweredLoop& loop : lowered.loops) {
    EXPECT_LE(loop.dram.in, loop.in_bytes);
    EXPECT_LE(loop.dram.again, loop.again_bytes);
    EXPECT_LE(loop.dram.kept, loop.kept_bytes);
    EXPECT_LE(loop.dram.out, loop.out_bytes);
    moved += all_of(loop.dram);
  }
  EXPECT_GT(moved, 0);
  const Tbu enough{.sram_bytes = small.sram_bytes, .cbu_bytes = 64 << 20, .tile_bytes = 4096, .dram_percent = 100};
  const Lowered queue = lower(example.tables, enough), fit = lower(example.tables, enough, Placing::kFit);
  ASSERT_EQ(queue.loops.size(), fit.loops.size());
  for (std::size_t k = 0; k < fit.loops.size(); ++k) {
    EXPECT_EQ(fit.loops[k].slices, queue.loops[k].slices) << "what fits is planned as ever";
    EXPECT_EQ(all_of(fit.loops[k].dram), 0);
  }
}

TEST(PlacementTest, WhatNoCbuMakesFitIsRefusedWithoutANumberOfIt) {
  const Example example;
  const Tbu tiny{.sram_bytes = 100, .cbu_bytes = 100};
  try {
    lower(example.tables, tiny, Placing::kFit);
    FAIL();
  } catch (const std::exception& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("bytes of SRAM (there are 100)"), std::string::npos) << text;
    EXPECT_EQ(text.find("CBU"), std::string::npos) << text;
    EXPECT_NE(text.find("the SRAM must be at least"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace octosim::partition::chunk
