#include "jobs/cli/tally.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/comm/thread_communicator.hpp"
#include "models/octopus/records.hpp"

namespace octosim::jobs::cli {
namespace {

namespace octopus = models::octopus;

class CountingSink final : public engine::RecordSink {
 public:
  void write(std::uint32_t, engine::SimTime, engine::ComponentId, std::uint64_t,
             std::span<const std::uint64_t>) override {
    ++written;
  }
  int written = 0;
};

/// Writes a record whose column k is `first` + k, so that a column taken for another shows.
void write(Tally& tally, octopus::Record type, std::uint64_t first) {
  std::vector<std::uint64_t> values(octopus::record_types()[type].columns.size());
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = first + k;
  tally.write(type, {}, {}, 0, values);
}

std::uint64_t column(octopus::Record type, std::string_view name) {
  const auto columns = octopus::record_types()[type].columns;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (columns[k].name == name) return k;
  }
  throw std::invalid_argument{std::string{name}};
}

TEST(TallyTest, AddsUpTheColumnsItMeans) {
  CountingSink sink;
  Tally tally{sink};
  for (const std::uint64_t first : {100U, 1000U}) {
    write(tally, octopus::kTbuTotal, first);
    write(tally, octopus::kStationTotal, first);
    write(tally, octopus::kTbuWork, first);
    write(tally, octopus::kChannelTotal, first);
  }
  const Totals& totals = tally.totals();
  const auto tbu = [](std::string_view name) { return 1100 + 2 * column(octopus::kTbuTotal, name); };
  const auto station = [](std::string_view name) { return 1100 + 2 * column(octopus::kStationTotal, name); };
  EXPECT_EQ(totals.tbu_packets, tbu("packets"));
  EXPECT_EQ(totals.busy, tbu("busy"));
  EXPECT_EQ(totals.configuring, tbu("configuring"));
  EXPECT_EQ(totals.loading, tbu("loading"));
  EXPECT_EQ(totals.starved, tbu("starved"));
  EXPECT_EQ(totals.blocked, tbu("blocked"));
  EXPECT_EQ(totals.port, tbu("port"));
  EXPECT_EQ(totals.done, tbu("open"));
  EXPECT_EQ(totals.made, station("made"));
  EXPECT_EQ(totals.delivered, station("delivered"));
  EXPECT_EQ(totals.absorbed, station("absorbed"));
  EXPECT_EQ(totals.in_flight, station("in_flight"));
  EXPECT_EQ(totals.switches, station("chosen"));
  EXPECT_EQ(totals.moves, station("moves"));
  EXPECT_EQ(totals.moved_items, station("moved_items"));
  EXPECT_EQ(totals.moved_bytes, station("moved_bytes"));
  EXPECT_EQ(totals.moved_byte_hops, station("moved_byte_hops"));
  const auto& activity = totals.activity;
  EXPECT_EQ(activity.tbu_loaded_bytes, tbu("loaded_bytes"));
  EXPECT_EQ(activity.tbu_sent_bytes, tbu("sent_bytes"));
  EXPECT_EQ(activity.configuration_bytes, tbu("configuration_bytes"));
  EXPECT_EQ(activity.tf_queue_written_bytes, station("written_bytes"));
  EXPECT_EQ(activity.tf_queue_read_bytes, station("read_bytes"));
  EXPECT_EQ(activity.macs, 1100 + 2 * column(octopus::kTbuWork, "macs"));
  EXPECT_EQ(activity.operations, 1100 + 2 * column(octopus::kTbuWork, "operations"));
  const auto channel = [](std::string_view name) { return 1100 + 2 * column(octopus::kChannelTotal, name); };
  EXPECT_EQ(activity.dram_bytes, channel("read") + channel("written"));
  EXPECT_EQ(sink.written, 8) << "all are passed on";
}

TEST(TallyTest, TilesAndSpilledActivationsPassATfQueueBothWays) {
  CountingSink sink;
  Tally tally{sink};
  write(tally, octopus::kTileTotal, 100);
  const auto tile = [](std::string_view name) { return 100 + column(octopus::kTileTotal, name); };
  const std::uint64_t through = tile("read") + tile("written") + tile("spilled");
  EXPECT_EQ(tally.totals().activity.tf_queue_written_bytes, through);
  EXPECT_EQ(tally.totals().activity.tf_queue_read_bytes, through);
}

TEST(TallyTest, AddsUpTheRoutersOfEachMesh) {
  CountingSink sink;
  Tally tally{sink};
  const auto router = [&](std::uint64_t mesh, std::uint64_t first) {
    std::vector<std::uint64_t> values(octopus::record_types()[octopus::kRouterTotal].columns.size(), 999);
    values[column(octopus::kRouterTotal, "mesh")] = mesh;
    values[column(octopus::kRouterTotal, "router_bytes")] = first;
    values[column(octopus::kRouterTotal, "hop_bytes")] = first + 1;
    values[column(octopus::kRouterTotal, "die_bytes")] = first + 2;
    tally.write(octopus::kRouterTotal, {}, {}, 0, values);
  };
  router(0, 10);
  router(0, 20);
  router(1, 100);
  const auto& activity = tally.totals().activity;
  EXPECT_EQ(activity.data_router_bytes, 30U);
  EXPECT_EQ(activity.data_hop_bytes, 32U);
  EXPECT_EQ(activity.data_die_bytes, 34U);
  EXPECT_EQ(activity.control_router_bytes, 100U);
  EXPECT_EQ(activity.control_hop_bytes, 101U);
  EXPECT_EQ(activity.control_die_bytes, 102U);
}

TEST(TallyTest, AddsUpTheControlMessagesByKind) {
  CountingSink sink;
  Tally tally{sink};
  const auto write_row = [&](std::uint64_t kind, std::uint64_t first) {
    const std::array<std::uint64_t, 7> row{0, 0, kind, first, first + 1, first + 2, first + 3};
    tally.write(octopus::kControlTotal, {}, {}, 0, row);
  };
  write_row(2, 100);
  write_row(3, 1000);
  write_row(2, 10);
  EXPECT_EQ(octopus::record_types()[octopus::kControlTotal].columns[4].name, "bytes");
  EXPECT_EQ(tally.totals().control_messages, 1110U);
  EXPECT_EQ(tally.totals().control_bytes[2], 112U);
  EXPECT_EQ(tally.totals().control_bytes[3], 1001U);
  EXPECT_EQ(tally.totals().control_bytes[4], 0U);
  EXPECT_EQ(tally.totals().control_byte_hops, 1116U);
  EXPECT_EQ(tally.totals().control_port_bytes, 1119U);
}

TEST(TallyTest, CountsStreamsThatCameOutWrong) {
  CountingSink sink;
  Tally tally{sink};
  for (const std::uint64_t ok : {1U, 0U, 1U}) {
    const std::array<std::uint64_t, 6> row{0, 0, 0, 5, 0, ok};
    tally.write(octopus::kStream, {}, {}, 0, row);
  }
  EXPECT_EQ(tally.totals().streams_done, 3U);
  EXPECT_EQ(tally.totals().streams_failed, 1U);
  EXPECT_EQ(tally.totals().items_delivered, 15U);
}

TEST(TallyTest, KnowsHowMuchInputWasFedAsOfTheLastSamples) {
  CountingSink sink;
  Tally tally{sink};
  EXPECT_EQ(tally.input_part(), 0);
  const auto sample = [&](std::uint64_t cluster, std::uint64_t fetched) {
    const std::array<std::uint64_t, 3> row{cluster, fetched, 10};
    tally.write(octopus::kInput, {}, {}, 0, row);
  };
  sample(0, 1);
  sample(1, 2);
  sample(0, 6);
  EXPECT_DOUBLE_EQ(tally.input_part(), 0.4);
}

TEST(TallyTest, ReduceMakesThemTheRunsOnEveryRank) {
  engine::on_thread_ranks(3, [](engine::Communicator& comm) {
    Totals totals;
    totals.streams_done = static_cast<std::uint64_t>(index(comm.rank())) + 1;
    totals.moved_byte_hops = 10;
    totals.reduce(comm);
    EXPECT_EQ(totals.streams_done, 6U);
    EXPECT_EQ(totals.moved_byte_hops, 30U);
    EXPECT_EQ(totals.busy, 0U);
  });
}

TEST(TallyTest, TotalsGoOnFromACheckpoint) {
  Totals totals;
  totals.streams_done = 3;
  totals.moved_byte_hops = 8;
  Totals more = Totals::from_words(totals.to_words());
  more.add(totals);
  EXPECT_EQ(more.streams_done, 6u);
  EXPECT_EQ(more.moved_byte_hops, 16u);
  EXPECT_EQ(Totals::from_words({}).streams_done, 0u);
  EXPECT_THROW(Totals::from_words({1, 2, 3}), engine::SystemError);
}

}  // namespace
}  // namespace octosim::jobs::cli
