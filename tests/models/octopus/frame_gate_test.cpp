#include "models/octopus/frame_gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::IsEmpty, testing::SizeIs;

plan::Program program_of(const test::OwgBuilder& owg, std::uint64_t buffers) {
  test::Machine machine = test::Machine{}.frames(6);
  machine.schedule.cluster = test::kStaticCluster;
  machine.schedule.frame_buffers = buffers;
  return machine.compile(owg.build());
}

/// One station in cluster 0 of a divided machine.
struct Gate {
  Gate(const test::OwgBuilder& owg, std::uint64_t buffers, std::uint16_t sub_owg = 0)
      : program{program_of(owg, buffers)}, sub{sub_owg}, gate{Site{&program, 0, 0}, sub_owg, out} {}
  workload::Token frame(std::uint32_t number) const { return program.frame_token(0, number, 0); }
  bool closed(std::uint32_t task, std::uint32_t number) const { return gate.is_closed(task, frame(number)); }
  void executed(std::uint32_t task, std::uint32_t number) { gate.executed(context, task, frame(number)); }
  void told(std::uint32_t block, std::uint64_t frames) {
    gate.on_frames(context, FrameGate::frames_packet(0, sub, block, frames));
  }
  std::vector<network::Packet> tells() const { return out.control_of(kFrames); }

  plan::Program program;
  std::uint16_t sub;
  test::FakeWaysOut out;
  test::CallingContext context;
  FrameGate gate;
};

test::OwgBuilder chain() { return test::OwgBuilder{}.tasks({"A", "B"}).path({"SRC", "A", "B", "SINK"}); }
/// `children` crops a frame, between A and D.
test::OwgBuilder bracket(double children) {
  return test::OwgBuilder{}
      .tasks({"A", "B", "D"})
      .expand("E", children)
      .collapse("C")
      .path({"SRC", "A", "E", "B", "C", "D", "SINK"});
}

class FrameGateTest : public testing::TestWithParam<std::uint32_t> {};

TEST_P(FrameGateTest, ATaskBlockIsAtMostSoManyFramesAheadOfTheNext) {
  const std::uint32_t buffers = GetParam();
  Gate gate{chain(), buffers};
  gate.told(gate.program.source(), 6);
  for (std::uint32_t frame = 0; frame < 6; ++frame) {
    EXPECT_EQ(gate.closed(0, frame), frame >= buffers) << "nothing is finished: frame " << frame;
    EXPECT_FALSE(gate.closed(1, frame)) << "the sink takes everything";
  }
  for (std::uint32_t frame = 0; frame < buffers; ++frame) gate.executed(0, frame);
  EXPECT_TRUE(gate.closed(0, buffers)) << "that A has finished them is not enough";
  gate.executed(1, 0);
  EXPECT_FALSE(gate.closed(0, buffers));
  EXPECT_TRUE(gate.closed(0, buffers + 1));
}
INSTANTIATE_TEST_SUITE_P(Buffers, FrameGateTest, testing::Values(1U, 2U, 3U));

TEST(FrameGateOffTest, WithoutFrameBuffersNothingIsClosed) {
  Gate gate{chain(), 0};
  EXPECT_FALSE(gate.closed(0, 5));
  gate.executed(0, 0);
  EXPECT_THAT(gate.tells(), IsEmpty());
}

TEST(FrameGateOffTest, WhatBelongsToNoFrameIsNeverClosed) {
  const Gate gate{chain(), 1};
  EXPECT_FALSE(gate.gate.is_closed(0, gate.program.stream_token(0, 0)));
}

TEST(FrameGateOrderTest, FramesAreFinishedInOrder) {
  Gate gate{chain(), 1};
  gate.told(gate.program.source(), 6);
  gate.executed(0, 1);
  gate.executed(1, 1);
  EXPECT_TRUE(gate.closed(0, 1)) << "frame 0 is not done";
  gate.executed(0, 0);
  gate.executed(1, 0);
  EXPECT_FALSE(gate.closed(0, 2)) << "both are now";
  EXPECT_TRUE(gate.closed(0, 3));
}

TEST(FrameGateOrderTest, AFrameIsFinishedOnceThoseBeforeHaveFinishedIt) {
  Gate gate{chain(), 1};
  gate.executed(0, 0);
  gate.executed(1, 0);
  EXPECT_TRUE(gate.closed(0, 1)) << "the source has not said that it is through with frame 0";
  gate.told(gate.program.source(), 1);
  EXPECT_FALSE(gate.closed(0, 1));
  EXPECT_EQ(gate.context.settles, 1) << "the station looks again";
}

TEST(FrameGateOrderTest, AFrameIsFinishedWhenAllItsItemsAre) {
  Gate gate{bracket(3), 1, 1};
  const std::uint32_t a = gate.program.plan().sub_owgs[0].tasks[0];
  gate.told(a, 1);
  gate.executed(0, 0);
  gate.executed(0, 0);
  EXPECT_THAT(gate.tells(), IsEmpty());
  gate.executed(0, 0);
  ASSERT_THAT(gate.tells(), SizeIs(2)) << "the stations of A, before it, and of D, behind it";
  for (const std::size_t told : {0U, 1U}) {
    EXPECT_EQ(gate.tells()[told].a, 1U);
    EXPECT_EQ(gate.tells()[told].e, told * 2);
    EXPECT_EQ(gate.tells()[told].f, gate.program.plan().sub_owgs[1].tasks[0]);
    EXPECT_EQ(gate.tells()[told].node(), gate.program.node_of_station(0, gate.tells()[told].e));
  }
}

TEST(FrameGateOrderTest, AFrameWithoutItemsIsFinishedWithThoseBefore) {
  Gate gate{bracket(0), 1, 1};
  gate.told(gate.program.plan().sub_owgs[0].tasks[0], 2);
  ASSERT_THAT(gate.tells(), SizeIs(2));
  EXPECT_EQ(gate.tells()[0].a, 2U) << "both frames, in one message to each";
}

TEST(FrameGateOrderTest, NewsThatIsOvertakenDoesNotUndoLaterNews) {
  Gate gate{bracket(1), 1};
  const std::uint32_t b = gate.program.plan().sub_owgs[1].tasks[0];
  gate.told(b, 2);
  gate.told(b, 1);
  EXPECT_FALSE(gate.closed(0, 2));
  EXPECT_TRUE(gate.closed(0, 3));
}

TEST(FrameGateOrderTest, TheStreamHomeHearsHowFarTheFirstTaskBlocksAre) {
  Gate gate{chain(), 2};
  gate.told(gate.program.source(), 1);
  gate.executed(0, 0);
  ASSERT_THAT(gate.tells(), SizeIs(1));
  EXPECT_EQ(gate.tells()[0].e, FrameGate::kHome);
  EXPECT_EQ(gate.tells()[0].f, gate.program.plan().sub_owgs[0].tasks[0]);
  EXPECT_EQ(gate.tells()[0].a, 1U);
  EXPECT_EQ(gate.tells()[0].node(), gate.program.source_node(0));
  gate.executed(1, 0);
  EXPECT_THAT(gate.tells(), SizeIs(1)) << "B has neighbours in its own station only";
}

TEST(FrameGateOrderTest, NoFrameIsFinishedThatThereIsNot) {
  Gate gate{bracket(0), 1, 1};
  gate.told(gate.program.plan().sub_owgs[0].tasks[0], 100);
  EXPECT_EQ(gate.tells().back().a, 6U);
}

}  // namespace
}  // namespace octosim::models::octopus
