#include "models/octopus/records.hpp"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/busy_program.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

TEST(RecordsTest, EachKindHasItsPlace) {
  const auto types = record_types();
  ASSERT_EQ(types.size(), 24U);
  EXPECT_EQ(types[kTbuSample].path, "/tbus/samples");
  EXPECT_EQ(types[kTbuTotal].path, "/tbus/totals");
  EXPECT_EQ(types[kLinkSample].path, "/network/links");
  EXPECT_EQ(types[kStationSample].path, "/clusters/samples");
  EXPECT_EQ(types[kStationTotal].path, "/clusters/totals");
  EXPECT_EQ(types[kSwitch].path, "/clusters/switches");
  EXPECT_EQ(types[kMoveRecord].path, "/balance/moves");
  EXPECT_EQ(types[kStream].path, "/streams/done");
  EXPECT_EQ(types[kInput].path, "/streams/input");
  EXPECT_EQ(types[kTbuWork].path, "/tbus/work");
  EXPECT_EQ(types[kRouterTotal].path, "/network/totals");
  EXPECT_EQ(types[kControlLink].path, "/control/links");
  EXPECT_EQ(types[kControlTotal].path, "/control/totals");
  EXPECT_EQ(types[kChannelSample].path, "/dram/samples");
  EXPECT_EQ(types[kChannelTotal].path, "/dram/channels");
  EXPECT_EQ(types[kPortSample].path, "/dram/ports");
  EXPECT_EQ(types[kTileTotal].path, "/dram/tiles");
  EXPECT_EQ(types[kQueueTotal].path, "/queues/totals");
  EXPECT_EQ(types[kClusterState].path, "/clusters/state");
  EXPECT_EQ(types[kTaskState].path, "/tbus/state");
  EXPECT_EQ(types[kControllerTotal].path, "/balance/controller");
  EXPECT_EQ(types[kQueueState].path, "/queues/state");
  EXPECT_EQ(types[kChunkTotal].path, "/tbus/chunks");
  EXPECT_EQ(types[kPacketDone].path, "/tbus/packets");
}

TEST(RecordsTest, EveryColumnIsNamedOnceWithAUnitAndAMeaning) {
  const std::set<std::string> units{"cycles", "bytes", "count", "id", "hash"};
  for (const auto& type : record_types()) {
    EXPECT_FALSE(type.help.empty()) << type.path;
    std::set<std::string> names;
    for (const auto& column : type.columns) {
      EXPECT_TRUE(names.insert(std::string{column.name}).second) << type.path << " " << column.name;
      EXPECT_TRUE(units.contains(std::string{column.unit})) << type.path << " " << column.name;
      EXPECT_FALSE(column.help.empty()) << type.path << " " << column.name;
    }
  }
}

TEST(RecordsTest, ARunWritesEveryKindWithItsColumns) {
  engine::RunOptions options;
  options.sample_interval = engine::Cycles{5000};
  options.level = engine::Level::kEvent;
  std::set<std::uint32_t> written;
  for (const std::uint32_t balance : {test::kDiffusive, test::kReactive}) {
    const test::RanksRun run = test::run_machine(test::busy_program(balance), 1, {}, options);
    for (const test::Written& record : run.written) {
      EXPECT_EQ(record.values.size(), record_types()[record.type].columns.size()) << record_types()[record.type].path;
      written.insert(record.type);
    }
  }
  options.stop = engine::SimTime{20'000};  // something is in the queues
  for (const test::Written& record : test::run_machine(test::busy_program(), 1, {}, options).written) {
    written.insert(record.type);
  }
  const auto chunked = test::OwgBuilder{}.task("A").loops({{.slices = 4}}).path({"SRC", "A", "SINK"}).build();
  for (const test::Written& record : test::run_machine(test::Machine{}.compile(chunked), 1).written) {
    written.insert(record.type);
  }
  EXPECT_EQ(written.size(), record_types().size());
}

TEST(RecordsTest, PacketsOfATbuFollowOneAnotherAndAreItsTotals) {
  engine::RunOptions options;
  options.level = engine::Level::kEvent;
  const test::RanksRun run = test::run_machine(test::busy_program(test::kDiffusive), 1, {}, options);
  struct Sums {
    std::uint64_t packets = 0, busy = 0, loaded = 0, sent = 0, end = 0;
  };
  std::map<std::uint64_t, Sums> of_tbu;
  for (const test::Written& record : run.written) {
    if (record.type != kPacketDone) continue;
    Sums& sums = of_tbu[record.values[0]];
    EXPECT_GE(record.values[4], sums.end) << "begins when the one before is done";
    sums.end = record.values[4] + record.values[5];
    sums.busy += record.values[5];
    ++sums.packets;
    sums.loaded += record.values[6];
    sums.sent += record.values[7];
  }
  for (const test::Written& record : run.written) {
    if (record.type != kTbuTotal) continue;
    const Sums& sums = of_tbu[record.values[0]];
    EXPECT_EQ(sums.packets, record.values[2]);
    EXPECT_EQ(sums.busy, record.values[3]);
    EXPECT_EQ(sums.sent, record.values[11]);
    EXPECT_LE(sums.loaded, record.values[10]) << "weights are loaded too";
  }
  EXPECT_GT(of_tbu.size(), 1U);
}

TEST(RecordsTest, PacketsAreRecordedAtLevelEventOnly) {
  for (const test::Written& record : test::run_machine(test::busy_program(), 1).written) {
    EXPECT_NE(record.type, kPacketDone);
  }
}

}  // namespace
}  // namespace octosim::models::octopus
