#include "io/owg/write_owg.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/owg/read_owg.hpp"

namespace octosim::io::owg {
namespace {

using models::workload::Block;
using models::workload::BlockKind;
using models::workload::Choosing;
using models::workload::Dependence;
using models::workload::Distribution;
using models::workload::DistributionKind;
using models::workload::Flow;
using models::workload::OperatorKind;
using models::workload::Owg;
using models::workload::Property;

Property property(std::string name, DistributionKind kind, double mean, double deviation, double least, double most) {
  Property made;
  made.name = std::move(name);
  made.distribution.kind = kind;
  made.distribution.mean = mean;
  made.distribution.deviation = deviation;
  made.distribution.least = least;
  made.distribution.most = most;
  return made;
}

Block& add(Owg& owg, std::string name, BlockKind kind) {
  Block& block = owg.blocks.emplace_back();
  block.name = std::move(name);
  block.kind = kind;
  return block;
}

void add_flow(Owg& owg, std::uint32_t from, std::uint32_t to) {
  Flow& flow = owg.flows.emplace_back();
  flow.from = from;
  flow.to = to;
}

std::vector<Property> awkward_properties() {
  std::vector<Property> made{property("c", DistributionKind::kConstant, 1.0 / 3, 0, 0, 0),
                             property("u", DistributionKind::kUniform, 0, 0, 0.1, 1e15 / 7),
                             property("n", DistributionKind::kNormal, 2.0 / 3, 1e-17, 0, 1),
                             property("l", DistributionKind::kLognormal, 5e-301, 4, 0, 9),
                             property("h", DistributionKind::kHistogram, 0, 0, 0, 0),
                             property("s", DistributionKind::kSeries, 0, 0, 0, 0)};
  made[0].source = "s";
  made[4].distribution.counts = {{0, 0.1}, {1.0 / 7, 3}, {1e15, 1e15}};
  made[4].correlation = 0.1 + 0.2;
  made[4].scene = 1ULL << 53U;
  made[2].along = {.deviation = 1.0 / 3,
                   .parts = {{.phi = 0, .share = 1.0 / 7}, {.phi = 1 - 0x1p-53, .share = 6.0 / 7}},
                   .least = 0.1,
                   .most = 1.0 / 3};
  made[3].per_stream = true;
  made[0].per_stream = true;
  made[5].distribution.series = {3, 0.30000000000000004, 1e-9};
  return made;
}

/// Numbers with no short decimal form, texts with everything TOML must escape, every kind at least once.
Owg awkward() {
  Owg owg;
  owg.name = "A";
  owg.title = "quote \" backslash \\ line\nbreak tab\t bell\x07 \xC3\xA9";
  owg.properties = awkward_properties();
  add(owg, "In", BlockKind::kSource);
  Block& task = add(owg, "T", BlockKind::kTask);
  task.work = {.operators = {{.indexed = true, .label = "x\ny"},
                             {.kind = OperatorKind::kGemm, .m = 1, .n = 1ULL << 52U, .k = 2}},
               .macs = 1ULL << 53U,
               .operations = 0,
               .parameter_bytes = 3,
               .activation_bytes = 4,
               .bitstream_bytes = 5,
               .dependence = Dependence::kIndex,
               .property = 4,
               .each = 1.0 / 3,
               .scale = 3};
  task.label = "l";
  task.source = "s";
  Choosing& weighted = add(owg, "R", BlockKind::kRoute).choosing;
  weighted.weights = {1.0 / 3, 2};
  weighted.choose = 2;
  Choosing& threshold = add(owg, "Q", BlockKind::kRoute).choosing;
  threshold.property = 5;
  threshold.below = {1.0 / 9, 2};
  add(owg, "E", BlockKind::kExpand).fan_out.property = 3;
  add(owg, "F", BlockKind::kExpand).fan_out.streamed = true;
  add(owg, "C", BlockKind::kCollapse);
  add(owg, "M", BlockKind::kMerge);
  add(owg, "Out", BlockKind::kSink);
  owg.flows.push_back(
      {.from = 2, .to = 7, .from_port = "a", .to_port = "b:c", .bytes = 1, .tensor_bytes = 5, .scale = 0});
  add_flow(owg, 2, 1);
  add_flow(owg, 3, 4);
  add_flow(owg, 3, 5);
  add_flow(owg, 3, 6);
  return owg;
}

void expect_same(const Distribution& a, const Distribution& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.mean, b.mean);
  EXPECT_EQ(a.deviation, b.deviation);
  EXPECT_EQ(a.least, b.least);
  EXPECT_EQ(a.most, b.most);
  EXPECT_EQ(a.counts, b.counts);
  EXPECT_EQ(a.series, b.series);
}

void expect_same(const Block& a, const Block& b) {
  SCOPED_TRACE(a.name);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.work.operators, b.work.operators);
  EXPECT_EQ(a.work.macs, b.work.macs);
  EXPECT_EQ(a.work.operations, b.work.operations);
  EXPECT_EQ(a.work.parameter_bytes, b.work.parameter_bytes);
  EXPECT_EQ(a.work.activation_bytes, b.work.activation_bytes);
  EXPECT_EQ(a.work.bitstream_bytes, b.work.bitstream_bytes);
  EXPECT_EQ(a.work.dependence, b.work.dependence);
  EXPECT_EQ(a.work.property, b.work.property);
  EXPECT_EQ(a.work.each, b.work.each);
  EXPECT_EQ(a.work.scale, b.work.scale);
  EXPECT_EQ(a.choosing.weights, b.choosing.weights);
  EXPECT_EQ(a.choosing.choose, b.choosing.choose);
  EXPECT_EQ(a.choosing.property, b.choosing.property);
  EXPECT_EQ(a.choosing.below, b.choosing.below);
  EXPECT_EQ(a.fan_out.property, b.fan_out.property);
  EXPECT_EQ(a.fan_out.streamed, b.fan_out.streamed);
  EXPECT_EQ(a.label, b.label);
  EXPECT_EQ(a.source, b.source);
}

TEST(WriteOwgTest, WhatIsWrittenReadsBackExactly) {
  const Owg owg = awkward();
  const Owg again = parse_owg(write_owg(owg), "written");
  EXPECT_EQ(again.name, owg.name);
  EXPECT_EQ(again.title, owg.title);
  ASSERT_EQ(again.properties.size(), owg.properties.size());
  for (std::size_t i = 0; i < owg.properties.size(); ++i) {
    SCOPED_TRACE(owg.properties[i].name);
    EXPECT_EQ(again.properties[i].name, owg.properties[i].name);
    expect_same(again.properties[i].distribution, owg.properties[i].distribution);
    EXPECT_EQ(again.properties[i].correlation, owg.properties[i].correlation);
    EXPECT_EQ(again.properties[i].scene, owg.properties[i].scene);
    EXPECT_EQ(again.properties[i].along, owg.properties[i].along);
    EXPECT_EQ(again.properties[i].per_stream, owg.properties[i].per_stream);
    EXPECT_EQ(again.properties[i].source, owg.properties[i].source);
  }
  ASSERT_EQ(again.blocks.size(), owg.blocks.size());
  for (std::size_t i = 0; i < owg.blocks.size(); ++i) expect_same(again.blocks[i], owg.blocks[i]);
  ASSERT_EQ(again.flows.size(), owg.flows.size());
  for (std::size_t i = 0; i < owg.flows.size(); ++i) {
    EXPECT_EQ(again.flows[i].from, owg.flows[i].from);
    EXPECT_EQ(again.flows[i].to, owg.flows[i].to);
    EXPECT_EQ(again.flows[i].from_port, owg.flows[i].from_port);
    EXPECT_EQ(again.flows[i].to_port, owg.flows[i].to_port);
    EXPECT_EQ(again.flows[i].bytes, owg.flows[i].bytes);
    EXPECT_EQ(again.flows[i].tensor_bytes, owg.flows[i].tensor_bytes);
    EXPECT_EQ(again.flows[i].scale, owg.flows[i].scale);
  }
}

TEST(WriteOwgTest, WritingTwiceGivesTheSameText) {
  const std::string text = write_owg(awkward());
  EXPECT_EQ(write_owg(parse_owg(text, "written")), text);
}

TEST(WriteOwgTest, RefusesAnIndexOutOfRange) {
  Owg owg = awkward();
  owg.blocks[1].work.property = 6;
  EXPECT_THAT([&] { write_owg(owg); }, testing::ThrowsMessage<engine::ModelError>(
                                           testing::AllOf(testing::HasSubstr("\"T\""), testing::HasSubstr("below 6"))));
  owg = awkward();
  owg.flows[0].to = 9;
  EXPECT_THAT([&] { write_owg(owg); },
              testing::ThrowsMessage<engine::ModelError>(testing::HasSubstr("block index 9 (must be below 9)")));
}

TEST(WriteOwgTest, RefusesACountAboveTheFormat) {
  Owg owg = awkward();
  owg.blocks[1].work.macs = (1ULL << 53U) + 1;
  EXPECT_THAT([&] { write_owg(owg); },
              testing::ThrowsMessage<engine::ModelError>(testing::HasSubstr("macs = 9007199254740993")));
}

}  // namespace
}  // namespace octosim::io::owg
