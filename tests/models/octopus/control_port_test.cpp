#include "models/octopus/control_port.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/network/side.hpp"
#include "models/octopus/records.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/support/archive_audit.hpp"
#include "tests/support/busy_program.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::Each, testing::ElementsAre, testing::Field, testing::SizeIs;

/// A row of four TBUs in one cluster; the station's CBU touches the first two, the third is one hop away, the fourth
/// two.  One item of four packets: all are configured at once.
test::Machine row_of_four() {
  test::Machine machine = test::Machine{}.tbus(1, 4);
  machine.schedule.cluster_size = 4;
  machine.workload.packet_cycles = 1000;
  machine.hardware.cluster.bitstream = 3200;
  machine.hardware.control.packet = 1024;
  return machine;
}
workload::Owg four_packets() { return test::OwgBuilder{}.task("A", 4000 * 1024).path({"SRC", "A", "SINK"}).build(); }

std::vector<std::uint64_t> configuring(const test::Machine& machine, const workload::Owg& owg) {
  std::vector<std::uint64_t> cycles;
  for (const auto& tbu : rows_of(test::run_machine(machine.compile(owg)), kTbuTotal)) cycles.push_back(tbu[4]);
  return cycles;
}

/// From the grant's arrival to the last byte's.  A hop is 4 cycles, the way to a CBU 3, the tail of a piece of 1,024
/// bytes 64; grants take 1 on each link and port.  Next to the station: behind the grant, 3,200 / 16 = 200 cycles.  One
/// hop away, with the grant at cycle 10: the first piece is at the CBU at 1 + 1 + 4 + 64 + 3 = 73 and takes the port
/// until 137; the second is behind the other TBU's grant, 1 later at 138; from there the port is busy until 138 + 64 +
/// 64 + 8 = 274, and the wire is 1.  Two hops away: its grant is behind the first piece, at 79; its first piece when
/// the other configuration is on its way, at 200 + 2 grants; so it is at its CBU at 278, and 200 later, plus 1, there.
TEST(ConfigurationTest, TakesItsBytesAndItsHopsAndWaitsForTheOtherOnTheSameLink) {
  EXPECT_THAT(configuring(row_of_four(), four_packets()), ElementsAre(201, 201, 265, 400));
}

TEST(ConfigurationTest, OfTheDefaultSizesTakes6000CyclesNextToAnIdleCbuAnd2000WithinASubOwg) {
  test::Machine machine = test::Machine{}.tbus(1, 1);
  const auto owg = test::OwgBuilder{}.tasks({"A", "B"}).path({"SRC", "A", "B", "SINK"}).build();
  EXPECT_THAT(configuring(machine, owg), ElementsAre(6001 + 2001)) << "1 of each is the grant's";
  machine.hardware.tbu.control_port = 32;
  EXPECT_THAT(configuring(machine, owg), ElementsAre(3001 + 1001)) << "16 bytes take a cycle on it too";
}

TEST(ConfigurationTest, BringsPinnedWeightsOverTheDataPort) {
  test::Machine machine = test::Machine{}.tbus(1, 1);
  machine.hardware.cluster.bitstream = 0;
  const auto with = [](std::uint64_t bytes) {
    return test::OwgBuilder{}.task("A").weights(bytes).path({"SRC", "A", "SINK"}).build();
  };
  EXPECT_THAT(configuring(machine, with(0)), ElementsAre(0));
  EXPECT_THAT(configuring(machine, with(25'600)), ElementsAre(100)) << "256 B/cycle";
  machine.hardware.tbu.pinned_weights = 12'800;
  EXPECT_THAT(configuring(machine, with(25'600)), ElementsAre(50)) << "the rest takes no time";
}

TEST(ConfigurationTest, OneInFlightSurvivesARestore) {
  test::Machine machine = row_of_four().frames(3);
  machine.hardware.cluster.bitstream = 96'000;
  const auto owg = test::OwgBuilder{}
                       .task("A", 2000 * 1024)
                       .weights(100'000)
                       .task("B", 2000 * 1024)
                       .path({"SRC", "A", "B", "SINK"})
                       .build();
  const plan::Program program = machine.compile(owg);
  const Wafer wafer{program};
  engine::RunOptions options;
  options.sample_interval = engine::Cycles{97};
  const auto plain = test::run_machine(program);
  EXPECT_GT(sum_of(plain, kTbuTotal, 4), sum_of(plain, kTbuTotal, 3)) << "configuring more than busy";
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const auto audit = test::audit_archives(wafer, seed, 1, options, 2);
    EXPECT_EQ(audit.fault, "");
    EXPECT_GT(audit.restored, 1000U);
  }
}

class ControlPortTest : public testing::Test {
 protected:
  ControlPortTest()
      : program{row_of_four().compile(four_packets())},
        port{program.plan(), 1, {.network = 7, .tbus = 10, .wake_tag = 5}} {}
  std::vector<std::uint32_t> bytes_sent() const {
    std::vector<std::uint32_t> bytes;
    for (const auto& one : context.sent) bytes.push_back(one.packet.bytes);
    return bytes;
  }

  plan::Program program;
  test::CallingContext context;
  ControlPort port;
};

TEST_F(ControlPortTest, OtherMessagesPassBetweenThePieces) {
  port.configure_far(context, {.left = 3000, .node = 2, .tbu = 2});
  port.send(context, control_packet(kAccept, 2));
  EXPECT_THAT(bytes_sent(), ElementsAre(1024, 16));
  ASSERT_THAT(context.wakes, SizeIs(1));
  EXPECT_EQ(context.wakes[0], std::make_pair(std::uint64_t{64}, 5U));
  port.wake(context.at(64));
  EXPECT_THAT(bytes_sent(), ElementsAre(1024, 16, 1024));
  port.wake(context.at(128));
  EXPECT_THAT(bytes_sent(), ElementsAre(1024, 16, 1024, 952));
  EXPECT_EQ(context.sent[2].packet.f, 1U) << "more follows";
  EXPECT_EQ(context.sent[3].packet.f, 0U);
  port.wake(context.at(192));
  EXPECT_THAT(context.sent, SizeIs(4));
  EXPECT_THAT(context.sent, Each(Field(&test::CallingContext::Sent::port, 7U)));
}

TEST_F(ControlPortTest, OnePieceAtMostWaitsForTheNetwork) {
  for (int k = 0; k < 4; ++k)
    port.pass_on(context, [] {
      network::Packet full{.bytes = 1024};
      full.address(kAccept, 2);
      return full;
    }());
  port.configure_far(context, {.left = 5000, .node = 2, .tbu = 2});  // the router's buffer is full
  port.configure_far(context, {.left = 5000, .node = 2, .tbu = 3});
  EXPECT_THAT(context.sent, SizeIs(4));
  port.wake(context.at(1000));
  EXPECT_THAT(context.sent, SizeIs(4));
  port.credit(context.at(1001), 1024);
  EXPECT_THAT(context.sent, SizeIs(5));
  port.credit(context.at(1002), 1024);
  EXPECT_THAT(context.sent, SizeIs(5)) << "the link has not sent that piece";
  port.wake(context.at(1065));
  EXPECT_THAT(context.sent, SizeIs(6));
}

TEST_F(ControlPortTest, ATbuHearsOfTheLastPieceOnly) {
  network::Packet piece{.bytes = 1024};
  piece.e = 2;
  piece.f = 1;
  piece.address(kConfigure, 1);
  port.tell(context, 3, piece, false);
  EXPECT_THAT(context.sent, SizeIs(0));
  piece.f = 0;
  port.tell(context.at(10), 3, piece, false);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(context.sent[0].port, 13U);
  EXPECT_EQ(context.sent[0].extra, 54U) << "the piece before takes the port until 64";
}

TEST_F(ControlPortTest, ALargeConfigurationIsCutWhereAPacketMustBe) {
  port.configure_near(context, 0, {.left = 5ULL << 30U, .tbu = 0});
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(context.sent[0].extra, (4ULL << 30U) / 16);
  EXPECT_EQ(context.sent[0].packet.bytes, 1U << 30U);
}

TEST_F(ControlPortTest, CountsWhatBeginsHereOnceAndItsPortsAlways) {
  port.send(context, control_packet(kOfferItem, 4));      // three hops
  port.pass_on(context, control_packet(kInputEmpty, 4));  // counted when it was heard
  port.heard(control_packet(kInputEmpty, 4));
  port.tell(context, 0, control_packet(kGrant, 1), true);
  port.tell(context, 0, control_packet(kGrant, 1), false);  // from another CBU
  port.finish(context, 8);
  // Cluster, node, kind, packets, bytes, byte_hops, port_bytes.
  ASSERT_THAT(context.rows, SizeIs(3));
  EXPECT_THAT(context.rows[0].values, ElementsAre(8, 1, 0, 1, 16, 48, 16));
  EXPECT_THAT(context.rows[1].values, ElementsAre(8, 1, 2, 1, 16, 0, 32));
  EXPECT_THAT(context.rows[2].values, ElementsAre(8, 1, 5, 1, 16, 48, 0));
}

/// Every link's messages are counted once by kind; what began somewhere is what passed the links.
TEST(ControlTrafficTest, KindsAddUpToLinks) {
  const test::RanksRun run = test::run_machine(test::busy_program());
  using Link = std::pair<std::uint64_t, std::uint64_t>;
  struct Traffic {
    std::uint64_t packets = 0, bytes = 0;
    bool operator==(const Traffic&) const = default;
  };
  std::map<Link, Traffic> links, by_kind;
  std::map<std::uint64_t, std::uint64_t> byte_hops, began;
  for (const auto& row : rows_of(run, kLinkSample)) {
    if (row[0] == 1) links[{row[1], row[2]}] = {row[3], row[4]};
  }
  for (const auto& row : rows_of(run, kControlLink)) {
    Traffic& link = by_kind[{row[0], row[1]}];
    link.packets += row[3];
    link.bytes += row[4];
    if (row[1] != network::kLocal) byte_hops[row[2]] += row[4];
  }
  EXPECT_FALSE(links.empty());
  EXPECT_EQ(by_kind, links);
  for (const auto& row : rows_of(run, kControlTotal)) {
    if (row[5] > 0) began[row[2]] += row[5];
  }
  EXPECT_EQ(began, byte_hops);
  const auto messages = [&](ControlKind kind) {
    std::uint64_t packets = 0;
    for (const auto& row : rows_of(run, kControlTotal))
      packets += row[2] == static_cast<std::uint64_t>(kind) ? row[3] : 0;
    return packets;
  };
  for (std::uint8_t kind = 0; kind < kControlKinds.size(); ++kind) {
    // This workflow is seldom full; no frames are counted here, and there is no controller.
    if (kind != static_cast<std::uint8_t>(ControlKind::kOutputFull) && ControlKind{kind} < ControlKind::kFrames) {
      EXPECT_GT(messages(ControlKind{kind}), 0U) << kControlKinds[kind];
    }
  }
  EXPECT_LE(messages(ControlKind::kGrant), sum_of(run, kTbuTotal, 2)) << "at most one for each packet of work";
  const std::uint64_t requests = messages(ControlKind::kInputEmpty) + messages(ControlKind::kOutputFull);
  EXPECT_GE(requests + 8, messages(ControlKind::kGrant)) << "the first ones are known without a request";
}

}  // namespace
}  // namespace octosim::models::octopus
