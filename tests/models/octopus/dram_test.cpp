#include "models/octopus/dram.hpp"

#include <map>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/records.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

/// Two chiplets; one card of one channel, 100 bytes a cycle, 50 cycles to its first row, 28 to the row's first data.
class DramTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made = test::Machine{}.chiplets(1, 2);
    made.hardware.dram.bandwidth = 100;
    made.hardware.dram.channels = 1;
    made.hardware.dram.latency = 50;
    made.hardware.dram.part = 600;
    made.hardware.dram.refresh_interval = 0;
    return made;
  }
  DramTest()
      : program{machine().compile(
            test::OwgBuilder{}.task("A").flow("SRC", "A", 1000).flow("A", "SINK", 64, 5000).build())},
        dram{{&program, nullptr, 0}} {}
  network::Packet request(Kind kind, std::uint64_t address, std::uint32_t node) const {
    network::Packet packet = control_packet(kind, 0);
    packet.a = address;
    packet.b = node;
    packet.c = 1500;
    packet.d = 7;
    packet.e = 8;
    packet.f = 9;
    return packet;
  }

  plan::Program program;
  Dram dram;
  test::CallingContext context{7};
};

TEST_F(DramTest, AFrameGoesToTheChipletThatAsked) {
  network::Packet fetch = control_packet(kFetch, 0);
  fetch.a = 3;
  fetch.b = 4;  // of the second chiplet
  fetch.d = 1;
  dram.on_request(context, fetch);
  ASSERT_EQ(context.sent.size(), 1U);
  const auto& [port, frame, extra] = context.sent[0];
  EXPECT_EQ(port, 1U);
  EXPECT_EQ(extra, 50U + 14 + 14 + 10);
  EXPECT_EQ(frame.kind(), kFrame);
  EXPECT_EQ(frame.node(), 4U);
  EXPECT_EQ(frame.a, 3U);
  EXPECT_EQ(frame.d, 1U);
  EXPECT_EQ(frame.bytes, 1000U);
}

TEST_F(DramTest, ASliceGoesToItsTbuInAsManyPartsAsTheStationExpects) {
  network::Packet load = request(kLoadSlice, 0, 4);
  load.c = 2ULL << 32U | 1500U;
  load.g = 11;
  dram.on_request(context, load);
  ASSERT_EQ(context.sent.size(), 2U) << "of more than dram.part";
  for (const auto& sent : context.sent) {
    EXPECT_EQ(sent.port, 1U);
    EXPECT_EQ(sent.packet.kind(), kPart);
    EXPECT_EQ(sent.packet.node(), 4U);
    EXPECT_EQ(sent.packet.bytes, 750U);
    EXPECT_EQ(sent.packet.d, 7U);
    EXPECT_EQ(sent.packet.e, 8U);
    EXPECT_EQ(sent.packet.f, 9U);
    EXPECT_EQ(sent.packet.g, 11U);
  }
}

TEST_F(DramTest, ATileComesInPartsThatLeaveEvenly) {
  dram.on_request(context, request(kRead, 0, 0));
  ASSERT_EQ(context.sent.size(), 3U);
  const std::uint64_t begin = 50 + 14 + 14;
  for (std::uint64_t part = 0; part < 3; ++part) {
    const auto& sent = context.sent[part];
    EXPECT_EQ(sent.port, 0U);
    EXPECT_EQ(sent.extra, begin + 15 * (part + 1) / 3);
    EXPECT_EQ(sent.packet.kind(), kTile);
    EXPECT_EQ(sent.packet.bytes, part < 2 ? 600U : 300U);
    EXPECT_EQ(sent.packet.d, 7U);
    EXPECT_EQ(sent.packet.e, 8U);
    EXPECT_EQ(sent.packet.f, 9U);
  }
}

TEST_F(DramTest, RequestsOfSeveralChipletsWaitForOneAnother) {
  dram.on_request(context, request(kRead, 0, 0));
  dram.on_request(context.at(8), request(kRead, 500, 4));
  // Row 0 is open: its data follow those of the first request, up to 7 + 78 + 15.
  EXPECT_EQ(context.sent.back().packet.node(), 4U);
  EXPECT_EQ(8 + context.sent.back().extra, 7U + 78 + 15 + 15);
}

TEST_F(DramTest, APartThatIsWrittenIsConfirmed) {
  network::Packet part = request(kWrite, 100, 2);
  part.bytes = 400;
  dram.on_request(context, part);
  ASSERT_EQ(context.sent.size(), 1U);
  EXPECT_EQ(context.sent[0].packet.kind(), kWritten);
  EXPECT_EQ(context.sent[0].packet.node(), 2U);
  EXPECT_EQ(context.sent[0].packet.bytes, kControlBytes);
  EXPECT_EQ(context.sent[0].packet.d, 7U);
  EXPECT_EQ(context.sent[0].extra, 50U + 28 + 4);
  dram.finish(context);
  ASSERT_EQ(context.rows.size(), 1U);
  EXPECT_EQ(context.rows[0].type, kChannelTotal);
  EXPECT_EQ(context.rows[0].values, (std::vector<std::uint64_t>{0, 0, 0, 400, 0, 1, 4, 0, 0}));
}

TEST_F(DramTest, AnythingElseIsOurFault) {
  EXPECT_THROW(dram.on_request(context, request(kFeed, 0, 0)), engine::LogicError);
}

TEST_F(DramTest, CardsAreSpreadOverTheFirstColumn) {
  plan::Plan plan;  // 36 rows of CBUs
  EXPECT_EQ(node_of_card(plan, 0), 6U * 36);
  EXPECT_EQ(node_of_card(plan, 1), 18U * 36);
  EXPECT_EQ(node_of_card(plan, 2), 30U * 36);
}

/// The wafer of the paper, its ports wide enough: all clusters read frames of 24.9 MB as fast as they can.
TEST(DramOfTheWaferTest, AllCardsTogetherHaveThePapersBandwidth) {
  test::Machine machine = test::Machine{}.chiplets(4, 4).tbus(8, 8).frames(3);
  machine.hardware.dram = {};
  machine.hardware.dram.port = 256;
  machine.hardware.dram.refresh_interval = 0;
  machine.schedule.cluster_size = 8;
  machine.workload.videos = 128;
  engine::RunOptions options;
  options.sample_interval = engine::Cycles{500'000};
  options.level = engine::Level::kInterval;
  const auto owg = test::OwgBuilder{}.task("A", 1024).flow("SRC", "A", 64, 24'883'200).flow("A", "SINK").build();
  const test::RanksRun run = test::run_machine(machine.compile(owg), 1, {}, options);
  std::map<std::uint64_t, std::uint64_t> read;  // by time
  for (const test::Written& written : run.written) {
    if (written.type == kChannelSample) read[written.time] += written.values[2];
  }
  ASSERT_GE(read.size(), 8U);
  // While every card has work.  A request counts when it comes, its data follow: over long enough both are the same.
  const std::uint64_t total = 128 * 3 * 24'883'200ULL;
  EXPECT_EQ(sum_of(run, kChannelTotal, 2), total + 128 * 3 * 64);
  std::uint64_t most_busy = 0;
  std::map<std::uint64_t, std::uint64_t> busy;  // by card, of its busiest channel
  for (const auto& row : rows_of(run, kChannelTotal)) busy[row[0]] = std::max(busy[row[0]], row[6]);
  for (const auto& [card, cycles] : busy) most_busy = std::max(most_busy, cycles);
  EXPECT_NEAR(static_cast<double>(total) / static_cast<double>(busy[0] + busy[1] + busy[2]) * 3, 1300, 13);
  EXPECT_LT(run.reports[0].end.cycle, most_busy * 102 / 100) << "the card with the most is never idle";
}

}  // namespace
}  // namespace octosim::models::octopus
