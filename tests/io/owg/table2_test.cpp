// The six benchmark workflows against what is published about them.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/owg/read_owg.hpp"
#include "io/owg/write_owg.hpp"

namespace octosim::io::owg {
namespace {

using models::workload::Block;
using models::workload::BlockKind;
using models::workload::Dependence;
using models::workload::Flow;
using models::workload::kNone;
using models::workload::Operator;
using models::workload::OperatorKind;
using models::workload::Owg;
using models::workload::Property;

/// A row of Table II of the Octopus paper.  Source: arXiv 2405.17221.  `expand` counts Expand and Collapse blocks and
/// `condition` Route blocks: our reading, which the six workflows bear out.
struct PaperRow {
  std::string name;
  std::size_t expand, condition, sub_owgs, task_blocks;
};

class Table2Test : public testing::TestWithParam<PaperRow> {
 protected:
  Owg owg_ = [this] {
    std::string file = GetParam().name;
    std::ranges::transform(file, file.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return read_owg(std::filesystem::path{OCTOSIM_SOURCE_DIR} / "jobs/workloads" / (file + ".toml"));
  }();

  std::size_t count(BlockKind kind) const {
    return static_cast<std::size_t>(std::ranges::count(owg_.blocks, kind, &Block::kind));
  }
  bool is_task(std::uint32_t block) const { return owg_.blocks[block].kind == BlockKind::kTask; }
  bool draws(const std::string& property) const { return owg_.find_property(property) != kNone; }
};

/// Connected components of the Task Blocks under the flows from Task Block to Task Block.
std::size_t sub_owgs(const Owg& owg) {
  std::vector<std::uint32_t> leader(owg.blocks.size());
  std::iota(leader.begin(), leader.end(), 0U);
  const auto task = [&](std::uint32_t block) { return owg.blocks[block].kind == BlockKind::kTask; };
  for (bool changed = true; changed;) {
    changed = false;
    for (const Flow& flow : owg.flows) {
      if (!task(flow.from) || !task(flow.to) || leader[flow.from] == leader[flow.to]) continue;
      leader[flow.from] = leader[flow.to] = std::min(leader[flow.from], leader[flow.to]);
      changed = true;
    }
  }
  std::size_t components = 0;
  for (std::uint32_t block = 0; block < owg.blocks.size(); ++block) {
    if (task(block) && leader[block] == block) ++components;
  }
  return components;
}

TEST_P(Table2Test, CountsOfBlocksAreThePapers) {
  EXPECT_EQ(owg_.name, GetParam().name);
  EXPECT_EQ(count(BlockKind::kExpand) + count(BlockKind::kCollapse), GetParam().expand);
  EXPECT_EQ(count(BlockKind::kRoute), GetParam().condition);
  EXPECT_EQ(sub_owgs(owg_), GetParam().sub_owgs);
  EXPECT_EQ(count(BlockKind::kTask), GetParam().task_blocks);
}

TEST_P(Table2Test, ControlBlocksComeInPairsBetweenOneSourceAndOneSink) {
  EXPECT_EQ(count(BlockKind::kExpand), count(BlockKind::kCollapse));
  EXPECT_EQ(count(BlockKind::kRoute), count(BlockKind::kMerge));
  EXPECT_EQ(count(BlockKind::kSource), 1U);
  EXPECT_EQ(count(BlockKind::kSink), 1U);
  for (std::uint32_t block = 0; block < owg_.blocks.size(); ++block) {
    SCOPED_TRACE(owg_.blocks[block].name);
    EXPECT_EQ(owg_.flows_into(block).empty(), owg_.blocks[block].kind == BlockKind::kSource);
    EXPECT_EQ(owg_.flows_out_of(block).empty(), owg_.blocks[block].kind == BlockKind::kSink);
  }
}

TEST_P(Table2Test, EveryNumberHasASource) {
  for (const Property& property : owg_.properties) EXPECT_FALSE(property.source.empty()) << property.name;
  for (const Block& block : owg_.blocks) {
    if (block.kind != BlockKind::kTask) continue;
    EXPECT_FALSE(block.source.empty()) << block.name;
    EXPECT_FALSE(block.label.empty()) << block.name;
    EXPECT_EQ(block.work.macs > 0, block.work.activation_bytes > 0) << block.name;
    for (const Operator& op : block.work.operators) {
      EXPECT_TRUE(op.kind != OperatorKind::kCodec || !op.label.empty()) << block.name << ": what stage?";
      EXPECT_TRUE(op.percent == 100 || !op.source.empty()) << block.name << ": why this efficiency?";
    }
  }
}

TEST_P(Table2Test, EveryTaskBlockIsMadeOfOperators) {
  for (const Block& block : owg_.blocks) {
    EXPECT_EQ(block.work.operators.empty(), block.kind != BlockKind::kTask) << block.name;
    if (block.work.operators.empty()) continue;
    std::uint64_t macs = 0, largest = 0;
    for (const Operator& op : block.work.operators) {
      macs += macs_of(op);
      largest = std::max(largest, activation_bytes_of(op));
    }
    const auto given = static_cast<double>(block.work.macs);
    EXPECT_NEAR(static_cast<double>(macs), given, 0.0005 * given) << block.name;
    if (largest > 0) {
      const auto bytes = static_cast<double>(block.work.activation_bytes);
      EXPECT_NEAR(static_cast<double>(largest), bytes, 0.05 * bytes) << block.name << ": the largest layer";
    }
  }
}

TEST_P(Table2Test, EveryPropertyIsUsed) {
  for (std::uint32_t i = 0; i < owg_.properties.size(); ++i) {
    EXPECT_TRUE(std::ranges::any_of(owg_.blocks, [i](const Block& block) {
      return block.work.property == i || block.work.scale == i || block.fan_out.property == i ||
             block.choosing.property == i;
    })) << owg_.properties[i].name;
  }
}

TEST_P(Table2Test, NoItemInAQueueIsAsLargeAsATfQueue) {
  constexpr std::uint64_t kTfQueueBytes = 4ULL << 20U;  // paper, section V
  std::uint64_t in_dram = 0;
  for (const Flow& flow : owg_.flows) {
    EXPECT_LT(flow.bytes, kTfQueueBytes) << owg_.blocks[flow.from].name;
    EXPECT_TRUE(flow.tensor_bytes == 0 || flow.tensor_bytes >= kTfQueueBytes) << owg_.blocks[flow.from].name;
    in_dram += flow.tensor_bytes;
  }
  EXPECT_GT(in_dram, 0U);
}

TEST_P(Table2Test, OnlyTheFirstExpandOfAVideoIsStreamed) {
  const bool video = draws("decode_cost");
  for (const Block& block : owg_.blocks) {
    if (block.kind != BlockKind::kExpand) continue;
    EXPECT_EQ(block.fan_out.streamed, block.name == "ExpandFrames") << block.name;
  }
  EXPECT_EQ(owg_.find_block("ExpandFrames") != kNone, video);
}

TEST_P(Table2Test, WritesAndReadsAgain) {
  const std::string text = write_owg(owg_);
  EXPECT_EQ(write_owg(parse_owg(text, GetParam().name)), text);
}

INSTANTIATE_TEST_SUITE_P(, Table2Test,
                         testing::Values(PaperRow{"ER", 4, 1, 4, 10}, PaperRow{"DPSR", 4, 1, 4, 9},
                                         PaperRow{"SFR", 4, 0, 4, 7}, PaperRow{"CMR", 4, 1, 5, 10},
                                         PaperRow{"OSVOS", 2, 0, 4, 6}, PaperRow{"OCR", 2, 0, 3, 10}),
                         [](const auto& test) { return test.param.name; });

/// What a fan-out must be on average, and how often zero.
struct FanOutRow {
  std::string file, property;
  double mean, none;
};
class FanOutTest : public testing::TestWithParam<FanOutRow> {};

TEST_P(FanOutTest, HasThePublishedMean) {
  const Owg owg = read_owg(std::filesystem::path{OCTOSIM_SOURCE_DIR} / "jobs/workloads" / (GetParam().file + ".toml"));
  const std::uint32_t index = owg.find_property(GetParam().property);
  ASSERT_NE(index, kNone);
  const auto& distribution = owg.properties[index].distribution;
  EXPECT_NEAR(distribution.expected(), GetParam().mean, 0.002 * GetParam().mean);
  EXPECT_EQ(distribution.quantile(std::max(GetParam().none - 0.0005, 0x1p-53)) == 0, GetParam().none > 0);
  EXPECT_GT(distribution.quantile(GetParam().none + 0.0005), 0);
}

// Of still images, which are the levels of videos.  ER, CMR: WIDER FACE (arXiv 1511.06523), validation annotations;
// DPSR: 2.375 occupants in 0.9 of the videos; SFR: CityPersons, validation annotations; OSVOS: 376 objects in 150
// sequences of DAVIS 2017; OCR: ICDAR 2015 Challenge 4 test.
INSTANTIATE_TEST_SUITE_P(, FanOutTest,
                         testing::Values(FanOutRow{"er", "faces", 3.925, 0.0735},
                                         FanOutRow{"dpsr", "occupants", 2.375 * 0.9, 0.1},
                                         FanOutRow{"sfr", "objects", 6.314, 0.204},
                                         FanOutRow{"cmr", "faces", 12.309, 0}, FanOutRow{"osvos", "objects", 2.51, 0},
                                         FanOutRow{"ocr", "words", 10.46, 0}),
                         [](const auto& test) { return test.param.file; });

/// Dense MACs and scalar operations of the named Task Blocks, at the mean of what index work depends on.
struct Load {
  double macs = 0;
  double operations = 0;
};
Load load(const std::string& file, const std::vector<std::string>& blocks) {
  const Owg owg = read_owg(std::filesystem::path{OCTOSIM_SOURCE_DIR} / "jobs/workloads" / (file + ".toml"));
  Load sum;
  for (const std::string& name : blocks) {
    const std::uint32_t index = owg.find_block(name);
    if (index == kNone) throw std::out_of_range(name);
    const auto& work = owg.blocks[index].work;
    sum.macs += static_cast<double>(work.macs);
    sum.operations += static_cast<double>(work.operations);
    if (work.dependence == Dependence::kIndex) {
      sum.operations += work.each * owg.properties[work.property].distribution.expected();
    }
  }
  return sum;
}

TEST(WorkloadTest, LoadsAreTheCountedOnes) {
  const Load detect = load("er", {"FrameResize", "FrameNorm", "FaceDetect", "FacePost"});
  EXPECT_NEAR(detect.macs, 76.7e6, 0.1e6);
  EXPECT_NEAR(detect.operations, 2.45e6, 0.02e6);
  const Load emotion = load("er", {"FaceResize", "FaceNorm", "EmotionInfer"});
  EXPECT_NEAR(emotion.macs, 1.814e9, 1e6);  // ResNet-18: published 3.637 GFLOPs
  EXPECT_NEAR(load("sfr", {"ObjectReID"}).macs, 1.993e9 / 2, 1e6);
  EXPECT_NEAR(load("sfr", {"DetPost"}).operations, 321'720, 100);
  EXPECT_NEAR(load("sfr", {"TrackCount"}).operations, 3000 * 6.314 + 10 * 3013.4, 20);
  EXPECT_NEAR(load("cmr", {"CrowdStat"}).operations, 12.309 * 0.3 * 51'200, 200);
  EXPECT_NEAR(load("osvos", {"ForegroundFCN"}).macs, 130.8e9, 0.1e9);
  EXPECT_NEAR(load("osvos", {"SnapFuse"}).operations, 2.51 * 40.992e6, 0.1e6);
  EXPECT_NEAR(load("ocr", {"TextDetect"}).macs, 57.1e9, 0.1e9);
  EXPECT_NEAR(load("ocr", {"DetPost"}).operations, 5'862'480, 2'000);
}

TEST(WorkloadTest, WordWidthsAreIcdar2015s) {
  const Owg owg = read_owg(std::filesystem::path{OCTOSIM_SOURCE_DIR} / "jobs/workloads/ocr.toml");
  const auto& width = owg.properties.at(owg.find_property("word_width")).distribution;
  EXPECT_NEAR(width.expected(), 0.8994, 0.001);
  EXPECT_NEAR(width.quantile(0.1), 0.427, 0.02);
  EXPECT_NEAR(width.quantile(0.5), 0.815, 0.015);
  EXPECT_NEAR(width.quantile(0.9), 1.503, 0.04);
  EXPECT_NEAR(width.quantile(0.99), 2.403, 0.03);
}

TEST(WorkloadTest, ARouteAndTheExpandBehindItAgree) {
  for (const auto& [file, route, expand] :
       {std::tuple{"er", "RouteHasFace", "ExpandFaces"}, std::tuple{"dpsr", "RouteOccupied", "ExpandOccupants"}}) {
    const Owg owg =
        read_owg(std::filesystem::path{OCTOSIM_SOURCE_DIR} / "jobs/workloads" / (std::string{file} + ".toml"));
    const std::uint32_t at = owg.find_block(route);
    const auto& choosing = owg.blocks.at(at).choosing;
    EXPECT_EQ(choosing.property, owg.blocks.at(owg.find_block(expand)).fan_out.property);
    ASSERT_THAT(choosing.below, testing::ElementsAre(0.5));
    // The output for none is the first flow and passes the Expand by.
    const auto outputs = owg.flows_out_of(at);
    EXPECT_EQ(owg.flows[outputs[0]].from_port, "no");
    EXPECT_EQ(owg.blocks[owg.flows[outputs[0]].to].kind, BlockKind::kMerge);
    EXPECT_EQ(owg.blocks[owg.flows[outputs[1]].to].name, expand);
  }
}

}  // namespace
}  // namespace octosim::io::owg
