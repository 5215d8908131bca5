#include "models/octopus/source_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre, testing::FieldsAre, testing::SizeIs;

/// Two streams of two frames that live in clusters 0 and 2 of four.
class SourceUnitTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made = test::Machine{}.frames(2);
    made.workload.videos = 2;
    made.schedule.cluster_size = 1;
    made.schedule.source = plan::Source::kShared;
    return made;
  }
  explicit SourceUnitTest(const test::Machine& made = machine(), std::uint64_t tensor = 0)
      : program{made.compile(test::OwgBuilder{}.task("A").flow("SRC", "A", 64, tensor).flow("A", "SINK").build())},
        source{Site{&program, 0, program.controller_node()}, out} {}
  void ask(std::uint32_t node) {
    network::Packet packet = control_packet(kNextFrame, 0);
    packet.b = node;
    source.on_next_frame(context, packet);
  }
  struct Given {
    std::uint32_t node = 0;
    std::uint64_t stream = 0;
    std::uint32_t frame = 0;
  };
  std::vector<Given> given() const {
    std::vector<Given> all;
    for (const auto& packet : out.control_of(kThisFrame)) all.push_back({packet.node(), packet.a, packet.d});
    return all;
  }

  plan::Program program;
  test::FakeWaysOut out;
  test::CallingContext context;
  SourceUnit source;
};

TEST_F(SourceUnitTest, GivesFramesOfAllStreamsInTurnToWhoeverAsks) {
  for (const std::uint32_t node : {3U, 1U, 3U, 2U}) ask(node);
  EXPECT_THAT(given(),
              ElementsAre(FieldsAre(3U, 0U, 0U), FieldsAre(1U, 1U, 0U), FieldsAre(3U, 0U, 1U), FieldsAre(2U, 1U, 1U)));
}

TEST_F(SourceUnitTest, GivesNoMoreFramesThanThereAre) {
  for (int k = 0; k < 9; ++k) ask(1);
  EXPECT_THAT(given(), SizeIs(4));
}

TEST_F(SourceUnitTest, TheHomeOfAStreamHearsThatItHasBegunOnce) {
  for (int k = 0; k < 4; ++k) ask(1);
  const auto started = out.control_of(kStarted);
  ASSERT_THAT(started, SizeIs(2));
  for (const std::uint64_t stream : {0U, 1U}) {
    EXPECT_EQ(started[stream].a, stream);
    EXPECT_EQ(started[stream].node(), program.source_node(program.input().home_of_stream(stream)));
  }
  EXPECT_NE(started[0].node(), started[1].node());
}

/// Three streams of 1 to 9 frames.
class SourceUnitOfLengthsTest : public SourceUnitTest {
 protected:
  static test::Machine uneven() {
    test::Machine made = machine().frames(1);
    made.workload.videos = 3;
    made.workload.minutes_most = 9.0 / 60;
    return made;
  }
  SourceUnitOfLengthsTest() : SourceUnitTest{uneven()} {}
};
TEST_F(SourceUnitOfLengthsTest, StreamsThatHaveEndedAreLeftOut) {
  const auto& input = program.input();
  std::vector<Given> expected;
  for (std::uint32_t frame = 0; frame < 9; ++frame) {
    for (std::uint64_t stream = 0; stream < 3; ++stream) {
      if (frame < input.frames(stream)) expected.push_back({1, stream, frame});
    }
  }
  ASSERT_NE(input.frames(0), input.frames(1)) << "the seed gives streams of one length";
  for (std::uint64_t k = 0; k < input.frames() + 3; ++k) ask(1);
  const auto all = given();
  ASSERT_EQ(all.size(), expected.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    EXPECT_EQ(all[k].stream, expected[k].stream) << k;
    EXPECT_EQ(all[k].frame, expected[k].frame) << k;
  }
  EXPECT_THAT(out.control_of(kStarted), SizeIs(3));
}

class SourceUnitOfLittleMemoryTest : public SourceUnitTest {
 protected:
  static test::Machine small() {
    test::Machine made = machine();
    made.hardware.dram.capacity = 3 * 65'536;
    return made;
  }
  SourceUnitOfLittleMemoryTest() : SourceUnitTest{small(), 60'000} {}
};
TEST_F(SourceUnitOfLittleMemoryTest, NoMoreFramesAreUnderWayThanDramHasRoomFor) {
  ASSERT_EQ(program.memory().frames_in_flight(), 1U) << "of each of the two clusters that read a stream";
  for (const std::uint32_t node : {1U, 2U, 3U}) ask(node);
  EXPECT_THAT(given(), SizeIs(2));
  source.on_retired(context);
  ASSERT_THAT(given(), SizeIs(3)) << "whoever waits is answered";
  EXPECT_THAT(given()[2], FieldsAre(3U, 0U, 1U));
}

}  // namespace
}  // namespace octosim::models::octopus
