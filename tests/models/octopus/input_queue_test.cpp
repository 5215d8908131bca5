#include "models/octopus/input_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre, testing::IsEmpty, testing::Pair, testing::SizeIs;

constexpr std::uint32_t kIn = 4, kInSram = 5;  // tags

/// Room for three items of 64 bytes; the input port takes 16 bytes a cycle.
class InputQueueTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made = test::Machine{}.frames(5);
    made.hardware.tf_queue.packets_per_flow = 3;
    made.hardware.tf_queue.ports = 64;
    made.hardware.cluster.input_port = 16;
    return made;
  }
  explicit InputQueueTest(const test::Machine& made = machine())
      : program{made.compile(test::OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).build())},
        queue{Site{&program, 0, program.node_of_station(0, 0)}, 0, out, {&sram, 0}, {kIn, kInSram}} {}
  void offer(std::uint16_t emitter) {
    network::Packet packet = control_packet(kOfferItem, 0);
    packet.b = 9;
    packet.e = emitter;
    queue.on_offer(context, packet);
  }
  void send(std::uint32_t frame) {
    queue.on_item(context, token_packet(kItem, 0, program.frame_token(0, frame, 0), 64, program.entry_number(0, 0)));
  }
  void bring(std::uint32_t frame) {
    offer(1);
    send(frame);
    queue.is_in(context);
  }
  std::vector<std::uint16_t> accepted() const {
    std::vector<std::uint16_t> emitters;
    for (const auto& packet : out.control_of(kAccept)) emitters.push_back(packet.e);
    return emitters;
  }

  plan::Program program;
  memory::BankedSram sram{program.plan().hardware.tf_queue};
  test::FakeWaysOut out;
  test::CallingContext context;
  InputQueue queue;
};

TEST_F(InputQueueTest, RoomIsPromisedToWhoAsksInTurn) {
  for (std::uint16_t emitter = 1; emitter <= 5; ++emitter) offer(emitter);
  EXPECT_THAT(accepted(), ElementsAre(1, 2, 3));
  EXPECT_EQ(out.control_of(kAccept)[0].node(), 9U);
  EXPECT_EQ(queue.bytes(), 3U * 64) << "what is promised counts";
  queue.left(context);
  EXPECT_THAT(accepted(), ElementsAre(1, 2, 3, 4));
}

TEST_F(InputQueueTest, ItemsPassThePortOneAfterAnother) {
  context.at(100);
  offer(1);
  offer(2);
  send(0);
  send(1);
  EXPECT_THAT(context.wakes, ElementsAre(Pair(4, kIn), Pair(8, kIn))) << "64 bytes at 16 B/cycle, and again";
  EXPECT_TRUE(queue.empty());
  queue.is_in(context.at(104));
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].token.id, program.frame_token(0, 0, 0).id);
  EXPECT_EQ(context.settles, 1);
  offer(3);
  context.wakes.clear();
  send(2);
  EXPECT_THAT(context.wakes, ElementsAre(Pair(8, kIn))) << "behind the second, which is in at 108";
}

TEST_F(InputQueueTest, AnItemTakesRoomUntilItHasLeftTheEntries) {
  for (std::uint32_t frame = 0; frame < 3; ++frame) bring(frame);
  static_cast<void>(queue.take(0));
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue.held(), 3U) << "the Task Blocks at the entries have not read it";
  offer(7);
  EXPECT_THAT(accepted(), SizeIs(3));
  queue.left(context);
  EXPECT_EQ(accepted().back(), 7U);
}

TEST_F(InputQueueTest, FirstInFirstOut) {
  for (std::uint32_t frame : {2U, 0U, 1U}) bring(frame);
  EXPECT_EQ(queue.next(), 0U) << "whatever its frame: frames are not counted here";
  EXPECT_EQ(queue.take(queue.next()).token.position, 2U);
  EXPECT_EQ(queue.take(queue.next()).token.position, 0U);
}

TEST_F(InputQueueTest, PromisesRoomForMovesButNoMoreThanThereIs) {
  bring(0);
  EXPECT_EQ(queue.reserve(1), 1U);
  EXPECT_EQ(queue.reserve(5), 1U);
  EXPECT_EQ(queue.reserve(5), 0U);
  EXPECT_EQ(queue.bytes(), 3U * 64);
}

TEST_F(InputQueueTest, WhoHasAskedComesBeforeMoves) {
  for (std::uint16_t emitter = 1; emitter <= 4; ++emitter) offer(emitter);
  EXPECT_EQ(queue.reserve(1), 0U);
  queue.left(context);
  EXPECT_EQ(accepted().back(), 4U);
}

TEST_F(InputQueueTest, RoomThatIsGivenBackGoesToWhoWaits) {
  ASSERT_EQ(queue.reserve(3), 3U);
  offer(1);
  offer(2);
  EXPECT_THAT(accepted(), IsEmpty());
  queue.give_back(context, 2);
  EXPECT_THAT(accepted(), ElementsAre(1, 2));
  EXPECT_EQ(queue.held(), 3U);
}

TEST_F(InputQueueTest, TheLastItemMovesWithItsDigestAndItsRoom) {
  bring(0);
  bring(1);
  bring(2);
  offer(8);
  ASSERT_TRUE(queue.send_last(context, 77));
  ASSERT_THAT(out.data, SizeIs(1));
  EXPECT_EQ(out.data[0].kind(), kItem);
  EXPECT_EQ(out.data[0].node(), 77U);
  EXPECT_EQ(out.data[0].bytes, 64U);
  EXPECT_EQ(out.data[0].f, program.entry_number(0, 0));
  const auto sent = token_of(out.data[0]), was = program.frame_token(0, 2, 0);
  EXPECT_EQ(sent.id, was.id);
  EXPECT_EQ(sent.digest, was.digest);
  EXPECT_EQ(sent.frame, was.frame);
  EXPECT_EQ(accepted().back(), 8U) << "its room is free";
  EXPECT_EQ(queue.moved(), 1U);
  EXPECT_TRUE(queue.send_last(context, 77));
  EXPECT_TRUE(queue.send_last(context, 77));
  EXPECT_FALSE(queue.send_last(context, 77)) << "there is none";
}

class InputQueueBankTest : public InputQueueTest {
 protected:
  static test::Machine one_port() {
    test::Machine made = machine();
    made.hardware.tf_queue.ports = 1;
    made.hardware.tf_queue.banks = 1;
    made.hardware.tf_queue.bank_width = 64;
    return made;
  }
  InputQueueBankTest() : InputQueueTest{one_port()} {}
};
TEST_F(InputQueueBankTest, AnItemWaitsForItsBank) {
  offer(1);
  send(0);
  sram.read(0, 6400, 4, 100);  // until 104
  queue.is_in(context.at(4));
  EXPECT_TRUE(queue.empty());
  EXPECT_THAT(context.wakes.back(), Pair(101, kInSram)) << "all of it is there: written from 104 to 105";
  queue.is_written(context.at(104));
  EXPECT_TRUE(queue.empty());
  queue.is_written(context.at(105));
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(context.settles, 1);
}

class InputQueueOfFramesTest : public InputQueueTest {
 protected:
  static test::Machine divided() {
    test::Machine made = machine();
    made.schedule.cluster = test::kStaticCluster;
    return made;
  }
  InputQueueOfFramesTest() : InputQueueTest{divided()} {}
};
TEST_F(InputQueueOfFramesTest, WithFrameBuffersTheEarliestFrameIsNext) {
  for (std::uint32_t frame : {2U, 0U, 1U}) bring(frame);
  std::vector<std::uint32_t> order;
  while (!queue.empty()) order.push_back(queue.take(queue.next()).token.frame);
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
}
TEST_F(InputQueueOfFramesTest, OfOneFrameTheFirst) {
  bring(1);
  bring(0);
  bring(0);
  EXPECT_EQ(queue.next(), 1U);
  static_cast<void>(queue.take(1));
  EXPECT_EQ(queue[0].token.frame, 1U) << "the others keep their order";
  EXPECT_EQ(queue[1].token.frame, 0U);
}

/// D takes what A made and what became of it inside the brackets.
class InputQueueJoinTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made;
    made.hardware.tf_queue.packets_per_flow = 1;
    made.hardware.tf_queue.ports = 64;
    return made;
  }
  InputQueueJoinTest()
      : program{machine().compile(test::OwgBuilder{}
                                      .tasks({"A", "B", "D"})
                                      .expand("E", 1)
                                      .collapse("C")
                                      .path({"SRC", "A", "E", "B", "C", "D", "SINK"})
                                      .flow("A", "D", 32)
                                      .build())},
        queue{Site{&program, 0, program.node_of_station(0, 2)}, 2, out, {&sram, 0}, {kIn, kInSram}} {}
  void part(std::uint64_t id, std::uint32_t group, std::uint64_t digest) {
    const workload::Token token{.id = id, .parent = 1, .digest = digest, .position = 0, .home = 0};
    queue.on_item(context, token_packet(kItem, 0, token, 64, program.entry_number(2, group)));
  }

  plan::Program program;
  memory::BankedSram sram{program.plan().hardware.tf_queue};
  test::FakeWaysOut out;
  test::CallingContext context;
  InputQueue queue;
};

TEST_F(InputQueueJoinTest, PartsWaitForOneAnotherWhateverTheirOrder) {
  ASSERT_THAT(program.station(2).groups, SizeIs(2));
  part(5, 1, 51);
  part(6, 0, 60);
  EXPECT_THAT(context.wakes, IsEmpty());
  EXPECT_EQ(queue.held(), 0U) << "parts are not offered and hold no room";
  part(6, 1, 61);
  ASSERT_THAT(context.wakes, SizeIs(1));
  queue.is_in(context);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].token.id, 6U);
  EXPECT_EQ(queue[0].digest(0), 60U);
  EXPECT_EQ(queue[0].digest(1), 61U);
  EXPECT_EQ(queue.held(), 1U);
}

TEST_F(InputQueueJoinTest, AMovePromisesNothingAndSendsEveryPart) {
  EXPECT_EQ(queue.reserve(3), 1U) << "as many as fit";
  EXPECT_EQ(queue.held(), 0U) << "they are held when their parts are together";
  queue.give_back(context, 1);
  EXPECT_EQ(queue.held(), 0U);
  part(6, 0, 60);
  part(6, 1, 61);
  queue.is_in(context);
  EXPECT_EQ(queue.reserve(3), 0U) << "it is full";
  ASSERT_TRUE(queue.send_last(context, 77));
  ASSERT_THAT(out.data, SizeIs(2));
  EXPECT_EQ(out.data[0].c, 60U);
  EXPECT_EQ(out.data[1].c, 61U);
  EXPECT_EQ(out.data[0].bytes + out.data[1].bytes, program.station(2).item_bytes);
  EXPECT_EQ(queue.held(), 0U);
}

}  // namespace
}  // namespace octosim::models::octopus
