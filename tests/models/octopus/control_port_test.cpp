#include "models/octopus/control_port.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
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
  test::Machine machine = row_of_four();
  machine.hardware.control.relay = false;
  EXPECT_THAT(configuring(machine, four_packets()), ElementsAre(201, 201, 265, 400));
}

/// The same, relayed; all are granted in cycle 0.  Next to the station nothing changes.  The grants of the other two
/// take the link in 0 and 1, and are at the TBUs at 1 + 4 + 1 + 3 + 1 = 10 and 1 + 1 + 8 + 1 + 3 + 1 = 15.  The
/// configuration begins in 1, so its pieces have the link from 2, 66, 130 and 194, the last for 8 cycles; they are at
/// the third TBU's CBU 8 + 64 later, at 74, 138, 202, and at 194 + 8 + 8 = 210.  Its port is busy from 74 to 74 + 200 =
/// 274, and the wire is 1: 275 - 10.  The CBU sends them on at 74, 138, 202 and, when the link is free, 266; so they
/// are at the fourth TBU's at 146, 210, 274 and 282, its port is busy until 346, and the wire is 1: 347 - 15.
TEST(ConfigurationTest, RelayedGoesOnWhileItComes) {
  EXPECT_THAT(configuring(row_of_four(), four_packets()), ElementsAre(201, 201, 265, 332));
}

/// What TBUs were granted to load is what they were sent, however it came.
TEST(ConfigurationTest, EveryByteComesOnce) {
  for (const bool relay : {true, false}) {
    plan::Plan plan = test::busy_program().plan();
    plan.hardware.control.relay = relay;
    plan.hardware.control.packet = 1000;
    const test::RanksRun run = test::run_machine(plan::Program{plan});
    std::uint64_t over_ports = 0;
    for (const auto& row : rows_of(run, kControlTotal)) {
      if (row[2] == static_cast<std::uint64_t>(ControlKind::kConfigure)) over_ports += row[6];
    }
    EXPECT_GT(over_ports, 96'000U * 8);
    EXPECT_EQ(over_ports, sum_of(run, kTbuTotal, 12)) << relay;
  }
}

TEST(ConfigurationTest, OfATaskBlockThatStatesItsBytesTakesThose) {
  test::Machine machine = test::Machine{}.tbus(1, 1);
  const auto owg = test::OwgBuilder{}.task("A").bitstream(16'000).tasks({"B"}).path({"SRC", "A", "B", "SINK"}).build();
  EXPECT_THAT(configuring(machine, owg), ElementsAre((16'000 + 64'000) / 16 + 1 + 2001))
      << "A is the first of its sub-OWG: 64,000 bytes more, as 96,000 are than 32,000";
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

void expect_to_survive_restores(bool relay) {
  test::Machine machine = row_of_four().frames(3);
  machine.hardware.control.relay = relay;
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
TEST(ConfigurationTest, OneInFlightSurvivesARestore) { expect_to_survive_restores(true); }
TEST(ConfigurationTest, OneThatIsNotRelayedSurvivesARestore) { expect_to_survive_restores(false); }

class ControlPortTest : public testing::Test {
 protected:
  ControlPortTest()
      : program{row_of_four().compile(four_packets())},
        access{program.plan(), 0, 1},
        port{program.plan(), access, {.network = 7, .tbus = 10, .wake_tag = 5}} {}
  std::vector<std::uint32_t> bytes_sent() const {
    std::vector<std::uint32_t> bytes;
    for (const auto& one : context.sent) bytes.push_back(one.packet.bytes);
    return bytes;
  }

  plan::Program program;
  TbuAccess access;
  test::CallingContext context;
  ControlPort port;
};

TEST_F(ControlPortTest, OtherMessagesPassBetweenThePieces) {
  port.configure(context, 2, 1, 3000);
  port.send(context, control_packet(kAccept, 2));
  EXPECT_THAT(bytes_sent(), ElementsAre(16));
  ASSERT_THAT(context.wakes, SizeIs(1));
  EXPECT_EQ(context.wakes[0], std::make_pair(std::uint64_t{1}, 5U));
  port.wake(context.at(1));
  EXPECT_EQ(context.wakes[1], std::make_pair(std::uint64_t{64}, 5U));
  port.send(context, control_packet(kAccept, 2));
  port.wake(context.at(65));
  EXPECT_THAT(bytes_sent(), ElementsAre(16, 1024, 16, 1024));
  port.wake(context.at(129));
  EXPECT_THAT(bytes_sent(), ElementsAre(16, 1024, 16, 1024, 952));
  EXPECT_EQ(context.sent[3].packet.f, 1U) << "more follows";
  EXPECT_EQ(context.sent[4].packet.f, 0U);
  EXPECT_THAT(context.wakes, SizeIs(3)) << "nothing comes after it";
  EXPECT_THAT(context.sent, Each(Field(&test::CallingContext::Sent::port, 7U)));
}

TEST_F(ControlPortTest, AConfigurationThatComesMeanwhileWaitsForTheEndOfTheLastPiece) {
  port.configure(context, 2, 1, 1000);
  port.wake(context.at(1));
  EXPECT_THAT(context.wakes, SizeIs(1));
  port.configure(context.at(11), 3, 2, 1000);
  ASSERT_THAT(context.wakes, SizeIs(2));
  EXPECT_EQ(context.wakes[1], std::make_pair(std::uint64_t{1 + 63 - 11}, 5U)) << "1,000 B take 63 cycles";
  port.wake(context.at(64));
  EXPECT_THAT(bytes_sent(), ElementsAre(1000, 1000));
  port.configure(context.at(1000), 2, 1, 1000);
  EXPECT_EQ(context.wakes[2], std::make_pair(std::uint64_t{1}, 5U)) << "the link is free again";
}

/// Whatever comes meanwhile goes behind the piece that waits and before the next one: neither waits for ever.
TEST_F(ControlPortTest, OnePieceAtMostWaitsForTheNetworkInTheOrderOfMessages) {
  network::Packet full{.bytes = 1024};
  full.address(kAccept, 2);
  for (int k = 0; k < 4; ++k) port.pass_on(context, full);
  port.configure(context, 2, 1, 5000);  // the router's buffer is full
  port.configure(context, 3, 2, 5000);
  port.wake(context.at(context.wakes.back().first));
  for (int k = 0; k < 2; ++k) port.send(context, control_packet(kAccept, 2));
  EXPECT_THAT(bytes_sent(), ElementsAre(1024, 1024, 1024, 1024));
  EXPECT_THAT(context.wakes, SizeIs(1)) << "the piece has not left";
  port.credit(context.at(1001), 1024);
  ASSERT_THAT(bytes_sent(), SizeIs(5));
  EXPECT_EQ(context.sent[4].packet.kind(), kConfigure);
  EXPECT_EQ(context.wakes.back(), std::make_pair(std::uint64_t{64}, 5U));
  port.wake(context.at(1065));
  EXPECT_THAT(context.wakes, SizeIs(2));
  port.credit(context.at(1100), 32);
  EXPECT_THAT(bytes_sent(), ElementsAre(1024, 1024, 1024, 1024, 1024, 16, 16)) << "both were there before it";
  port.credit(context.at(1200), 1024);
  EXPECT_THAT(bytes_sent(), ElementsAre(1024, 1024, 1024, 1024, 1024, 16, 16, 1024));
  EXPECT_EQ(context.wakes.back(), std::make_pair(std::uint64_t{64}, 5U));
}

TEST_F(ControlPortTest, ATbuHearsOfTheLastPieceOnly) {
  network::Packet piece{.bytes = 1024};
  TbuWindow{0}.write(piece);
  piece.f = 1;
  piece.address(kConfigure, 1);
  port.on_configuration(context, piece);
  EXPECT_THAT(context.sent, SizeIs(0));
  piece.f = 0;
  port.on_configuration(context.at(10), piece);
  ASSERT_THAT(context.sent, SizeIs(1));
  EXPECT_EQ(context.sent[0].port, 11U) << "node 1 is the top right CBU of TBU 0";
  EXPECT_EQ(context.sent[0].extra, 54U) << "the piece before takes the port until 64";
}

TEST_F(ControlPortTest, ALargeConfigurationIsCutWhereAPacketMustBe) {
  port.configure(context, 0, 1, 5ULL << 30U);
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

// --- relayed configurations ------------------------------------------------------------------------------------------

std::vector<std::uint32_t> tbus_of(const network::Packet& piece) {
  std::vector<std::uint32_t> all;
  TbuWindow::of(piece).for_each([&](std::uint32_t tbu) { all.push_back(tbu); });
  return all;
}

plan::Program compiled_machine(std::uint64_t rows, std::uint64_t cols, bool relay) {
  test::Machine machine = test::Machine{}.tbus(rows, cols);
  machine.schedule.cluster_size = rows * cols;
  machine.hardware.control.packet = 1024;
  machine.hardware.control.relay = relay;
  return machine.compile(four_packets());
}

/// At one node of a cluster that is a whole chiplet; the link is always free when it is looked at.
class RelayAt {
 public:
  RelayAt(std::uint64_t rows, std::uint64_t cols, std::uint32_t node, bool relay = true)
      : program_{compiled_machine(rows, cols, relay)},
        access_{program_.plan(), 0, node},
        port{program_.plan(), access_, {.network = 7, .tbus = 10, .wake_tag = 5}} {}
  /// TBUs that each piece on the network names.
  std::vector<std::vector<std::uint32_t>> pieces() const {
    std::vector<std::vector<std::uint32_t>> all;
    for (const auto& one : context.sent) {
      if (one.port == 7) all.push_back(tbus_of(one.packet));
    }
    return all;
  }
  /// The wake-ups that are due, until there is none.
  void go_on() {
    for (std::size_t k = woken_; k < context.wakes.size(); ++k) {
      now_ += context.wakes[k].first;
      port.wake(context.at(now_));
      port.credit(context, 1024);
    }
    woken_ = context.wakes.size();
  }
  void wake_once() {
    now_ += context.wakes[woken_++].first;
    port.wake(context.at(now_));
    port.credit(context, 1024);
  }

 private:
  plan::Program program_;
  TbuAccess access_;
  std::uint64_t now_ = 0;
  std::size_t woken_ = 0;

 public:
  test::CallingContext context;
  ControlPort port;
};

using Pieces = std::vector<std::vector<std::uint32_t>>;

TEST(RelayTest, RequestsOfOneCycleAreOneConfiguration) {
  RelayAt at{1, 6, 1};  // touches TBUs 0 and 1
  at.port.configure(at.context, 4, 3, 2000);
  at.port.configure(at.context, 2, 3, 2000);
  at.port.configure(at.context, 5, 3, 2000);
  EXPECT_THAT(at.context.wakes, SizeIs(1));
  at.go_on();
  EXPECT_EQ(at.pieces(), (Pieces{{2, 4, 5}, {2, 4, 5}}));
  EXPECT_EQ(at.context.sent[0].packet.node(), 2U) << "the nearest";
  EXPECT_EQ(at.context.sent[0].packet.e, 3U) << "Task Block";
  EXPECT_EQ(at.context.sent[1].packet.bytes, 2000U - 1024);
}

TEST(RelayTest, WhatHasBegunIsNotJoinedWhatWaitsIs) {
  RelayAt at{1, 6, 1};
  at.port.configure(at.context, 2, 3, 2000);
  at.wake_once();
  at.port.configure(at.context, 3, 3, 2000);  // a piece of that Task Block's has gone
  at.port.configure(at.context, 4, 7, 1000);
  at.wake_once();
  at.port.configure(at.context, 5, 3, 2000);
  at.go_on();
  EXPECT_EQ(at.pieces(), (Pieces{{2}, {2}, {3, 5}, {3, 5}, {4}}));
}

TEST(RelayTest, WhatIsLeftOfALongerOneIsNotAShorterOne) {
  RelayAt at{1, 6, 1};
  at.port.configure(at.context, 2, 3, 1024 + 500);
  at.wake_once();
  at.port.configure(at.context, 3, 3, 500);
  at.go_on();
  EXPECT_EQ(at.pieces(), (Pieces{{2}, {2}, {3}}));
}

TEST(RelayTest, AnotherTaskBlockOrAnotherSizeIsAnotherConfiguration) {
  RelayAt at{1, 6, 1};
  at.port.configure(at.context, 2, 3, 1000);
  at.port.configure(at.context, 3, 4, 1000);
  at.port.configure(at.context, 4, 3, 900);
  at.port.configure(at.context, 5, 3, 1000);
  at.go_on();
  EXPECT_EQ(at.pieces(), (Pieces{{2, 5}, {3}, {4}}));
}

TEST(RelayTest, OffNothingIsJoinedAndNothingWaitsACycle) {
  RelayAt at{1, 6, 1, false};
  at.port.configure(at.context, 2, 3, 1000);
  at.port.configure(at.context, 3, 3, 1000);
  at.port.configure(at.context, 4, 3, 1000);
  EXPECT_EQ(at.pieces(), (Pieces{{2}}));
  at.go_on();
  EXPECT_EQ(at.pieces(), (Pieces{{2}, {3}, {4}}));
  EXPECT_EQ(at.context.sent[2].packet.node(), 4U) << "straight to the CBU that touches it";
}

TEST(RelayTest, ALargeClusterIsNamedWindowByWindow) {
  RelayAt at{4, 64, 0};
  for (const std::uint32_t tbu : {191U, 192U, 190U, 255U}) at.port.configure(at.context, tbu, 3, 1000);
  at.go_on();
  EXPECT_EQ(at.pieces(), (Pieces{{190, 191}, {192, 255}}));
  EXPECT_EQ(at.context.sent[1].packet.d, 192U);
}

TEST(RelayTest, ATbuCannotBeConfiguredTwiceAtOnce) {
  RelayAt at{1, 6, 1};
  at.port.configure(at.context, 2, 3, 1000);
  EXPECT_THROW(at.port.configure(at.context, 2, 3, 1000), engine::LogicError);
}

/// 3 x 3 TBUs between 4 x 4 CBUs.  From node 5 = (1, 1), which touches TBUs 0, 1, 3 and 4: 2 and 5 are one hop away at
/// node 6, 6 and 7 at node 9, 8 is two away; 2 is the lowest place.  From node 6 = (1, 2): 7 and 8 are one hop away at
/// node 10, 6 two.  From there 6 is one hop away, at node 9.
TEST(RelayTest, EachCbuGivesToItsOwnAndSendsOnToTheNearest) {
  RelayAt first{3, 3, 5};
  for (const std::uint32_t tbu : {8U, 7U, 6U, 5U, 2U}) first.port.configure(first.context, tbu, 3, 1000);
  first.go_on();
  network::Packet piece = first.context.sent.at(0).packet;
  struct Stop {
    std::uint32_t node;
    std::vector<std::uint32_t> ports, left;
  };
  const std::vector<Stop> stops{
      {6, {10 + 2, 10 + 0}, {6, 7, 8}},  // the bottom left CBU of TBU 2, the top left one of TBU 5
      {10, {10 + 1, 10 + 0}, {6}},       // the top right one of TBU 7, the top left one of TBU 8
      {9, {10 + 1}, {}},                 // the top right one of TBU 6
  };
  for (const Stop& stop : stops) {
    ASSERT_EQ(piece.node(), stop.node);
    RelayAt here{3, 3, stop.node};
    here.port.on_configuration(here.context, piece);
    std::vector<std::uint32_t> ports;
    for (const auto& one : here.context.sent) {
      if (one.port != 7) ports.push_back(one.port);
    }
    EXPECT_EQ(ports, stop.ports);
    EXPECT_EQ(here.pieces(), stop.left.empty() ? Pieces{} : Pieces{stop.left});
    if (!stop.left.empty()) piece = here.context.sent.back().packet;
  }
}

TEST(RelayTest, WhatIsSentOnWaitsForTheNetworkAndNothingIsLost) {
  RelayAt at{3, 3, 6};
  network::Packet piece{.bytes = 2048};
  TbuWindow both{2};
  both.insert(6);
  both.write(piece);
  piece.f = 1;
  piece.address(kConfigure, 6);
  for (int k = 0; k < 5; ++k) at.port.on_configuration(at.context, piece);
  EXPECT_EQ(at.pieces(), (Pieces{{6}, {6}})) << "4,096 bytes of buffer";
  for (int k = 0; k < 3; ++k) at.port.credit(at.context.at(1000), 2048);
  EXPECT_EQ(at.pieces().size(), 5U);
}

TEST(RelayTest, APieceIsAMessageOfEachCbuThatSendsItOnAndPassesAPortForEachTbu) {
  RelayAt at{3, 3, 10};
  network::Packet piece{.bytes = 1000};
  TbuWindow four{4};
  for (const std::uint32_t tbu : {5U, 7U, 0U}) four.insert(tbu);
  four.write(piece);
  piece.address(kConfigure, 10);
  at.port.on_configuration(at.context, piece);
  EXPECT_EQ(at.pieces(), (Pieces{{0}}));
  at.port.finish(at.context, 8);
  ASSERT_THAT(at.context.rows, SizeIs(1));
  // TBU 0 is two hops away, at node 5; TBUs 4, 5 and 7 are here.
  EXPECT_THAT(at.context.rows[0].values, ElementsAre(8, 10, 3, 1, 1000, 2000, 3000));
}

TEST(RelayTest, APieceThatCameToTheWrongCbuIsOurFault) {
  RelayAt at{3, 3, 5};
  network::Packet piece{.bytes = 1000};
  TbuWindow{8}.write(piece);
  EXPECT_THROW(at.port.on_configuration(at.context, piece), engine::LogicError);
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
