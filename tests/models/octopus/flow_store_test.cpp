#include "models/octopus/flow_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/tbu_protocol.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre, testing::IsEmpty, testing::Pair, testing::SizeIs;

constexpr std::uint32_t kBankIsFree = 5;  // tag

/// The store in CBU 3 of a cluster of four TBUs in a row: A feeds B with 512 bytes and D with 256; the station is at
/// CBU 1.  Banks of 64 B/cycle, ports of 256 B/cycle.
class FlowStoreTest : public testing::Test {
 protected:
  FlowStoreTest()
      : program{[] {
          test::Machine made = test::Machine{}.tbus(1, 4);
          made.schedule.cluster_size = 4;
          made.hardware.tf_queue.bank_width = 64;
          return made.compile(test::OwgBuilder{}
                                  .tasks({"A", "B", "D"})
                                  .path({"SRC", "A"})
                                  .flow("A", "B", 512)
                                  .flow("A", "D", 256)
                                  .path({"B", "SINK"})
                                  .path({"D", "SINK"})
                                  .build());
        }()},
        store{Site{&program, 0, 3}, out, sram, 20, kBankIsFree} {}
  network::Packet result(std::uint32_t bytes) const {
    network::Packet packet{.a = 99, .d = 7, .bytes = bytes};
    packet.e = 3;
    packet.f = static_cast<std::uint16_t>(program.station(0).tasks[0].block);
    packet.g = 4;
    packet.address(kResult, 1);
    return packet;
  }
  network::Packet order(std::uint64_t queue, std::uint64_t bytes) const {
    network::Packet packet = control_packet(kForward, 3);
    packet.a = bytes;
    packet.b = queue;
    packet.d = 8;
    packet.e = 2;
    packet.f = static_cast<std::uint16_t>(program.station(0).tasks[1].block);
    packet.g = 6;
    return packet;
  }

  plan::Program program;
  memory::BankedSram sram{program.plan().hardware.tf_queue};
  test::FakeWaysOut out;
  test::CallingContext context;
  FlowStore store;
};

TEST_F(FlowStoreTest, TheStationHearsOfAResultWhenItIsWritten) {
  ASSERT_TRUE(program.station(0).tasks[0].stays);
  store.on_result(context.at(100), result(768));
  EXPECT_THAT(out.control, IsEmpty());
  // On the port D's 256 bytes come last, in cycle 99; its bank takes 4 cycles from there.  B's 512 bytes come before,
  // in cycles 97 and 98, and take 8.
  ASSERT_THAT(context.wakes, ElementsAre(Pair(5U, kBankIsFree)));
  store.wake(context.at(104));
  EXPECT_THAT(out.control, IsEmpty());
  store.wake(context.at(105));
  ASSERT_THAT(out.control, SizeIs(1));
  const network::Packet& stored = out.control[0];
  EXPECT_EQ(stored.kind(), kStored);
  EXPECT_EQ(stored.node(), 1U);
  EXPECT_EQ(stored.bytes, kControlBytes);
  EXPECT_EQ(stored.a, 99U);
  EXPECT_EQ(stored.d, 7U);
  EXPECT_EQ(stored.e, 3U);
  EXPECT_EQ(stored.f, result(0).f);
  EXPECT_EQ(stored.g, 4U);
  EXPECT_THAT(out.data, IsEmpty()) << "the bytes stay";
}

TEST_F(FlowStoreTest, SendsAPartAsFastAsItsBankIsRead) {
  store.on_forward(context.at(100), order(1, 512));
  EXPECT_THAT(out.fed, IsEmpty());
  ASSERT_THAT(context.wakes, ElementsAre(Pair(8U - 2U, kBankIsFree))) << "8 cycles of its bank, 2 on the port";
  store.wake(context.at(106));
  ASSERT_THAT(out.fed, SizeIs(1));
  EXPECT_EQ(out.fed[0].tbu, 2U);
  const network::Packet& part = out.fed[0].packet;
  EXPECT_EQ(part.kind(), kPart);
  EXPECT_EQ(part.bytes, 512U);
  EXPECT_EQ(part.d, 8U);
  EXPECT_EQ(part.e, 2U);
  EXPECT_EQ(part.f, order(0, 0).f);
  EXPECT_EQ(part.g, 6U);
}

TEST_F(FlowStoreTest, OnePartWaitsForTheBankOfAnotherOfItsTaskFlow) {
  store.on_forward(context.at(100), order(1, 512));
  store.on_forward(context.at(100), order(1, 512));
  store.on_forward(context.at(100), order(2, 512));
  EXPECT_THAT(context.wakes, ElementsAre(Pair(6U, kBankIsFree), Pair(14U, kBankIsFree), Pair(6U, kBankIsFree)));
  store.wake(context.at(106));
  EXPECT_THAT(out.fed, SizeIs(2));
  store.wake(context.at(114));
  EXPECT_THAT(out.fed, SizeIs(3));
}

TEST_F(FlowStoreTest, AResultWithoutBytesIsToldAtOnce) {
  store.on_result(context.at(100), result(0));
  EXPECT_THAT(out.control_of(kStored), SizeIs(1));
  EXPECT_EQ(sram.accesses(), 0U);
}

}  // namespace
}  // namespace octosim::models::octopus
