#include "models/octopus/home_unit.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/records.hpp"
#include "models/octopus/tf_port.hpp"
#include "models/plan/interpreter.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre, testing::IsEmpty, testing::SizeIs;

test::OwgBuilder one_task() { return test::OwgBuilder{}.task("A", 100 * 1024).path({"SRC", "A", "SINK"}); }

TEST(HomeUnitTest, ZeroLoadRunFromTheFirstFetchToTheLastDelivery) {
  // One cluster of one TBU works on one frame of 64 bytes; its CBU is one hop from that of the task-flow port.
  // Fetch: 1 to the router, 3 + 1 for the hop, 3 + 1 to the CBU, 1 to the port, 1 through it, 20 to the card: 31.
  // Card: latency 100, row 14, column 14, transfer 2 (40.6 bytes per cycle and channel): 161.  20 to the port, 1
  // through it, 1 to its CBU, then 1 + 4 + 4 to the home: 192. Offer and answer through the own router, 1 + 3 + 1 each,
  // and the item likewise: 207.  Input port: 208. Grant and wire to the TBU 1 + 1, configuration 6,000, work 100, port
  // 1, back 1: 6,312. To the sink through the own router: 6,317.
  const plan::Program program = test::Machine{}.compile(one_task().build());
  const test::RanksRun run = test::run_machine(program);
  EXPECT_EQ(run.reports[0].reason, engine::EndReason::kReleased);
  EXPECT_EQ(run.reports[0].end.cycle, 6317U);
}

TEST(HomeUnitTest, ARunEndsWhenTheLastStreamIsDelivered) {
  test::Machine machine = test::Machine{}.tbus(4, 4).frames(3);
  machine.workload.videos = 7;
  const plan::Program program = machine.compile(one_task().build());
  const test::RanksRun run = test::run_machine(program);
  std::uint64_t last = 0, streams = 0;
  for (const test::Written& written : run.written) {
    if (written.type != kStream) continue;
    last = std::max(last, written.time);
    ++streams;
    EXPECT_EQ(written.values[3], 3U) << "arrivals";
    EXPECT_EQ(written.values[5], 1U) << "functional_ok";
    EXPECT_EQ(written.values[4], plan::interpret_stream(program, written.values[0]).digest);
  }
  EXPECT_EQ(streams, 7U);
  EXPECT_EQ(run.reports[0].end.cycle, last);
}

/// Who reads them, and whether frames are counted.
enum class Reading { kAtHome, kShared, kCounted };
class StreamsOfDifferentLengthTest : public testing::TestWithParam<Reading> {};

TEST_P(StreamsOfDifferentLengthTest, AllComeOutAsLongAsTheyAre) {
  test::Machine machine = test::Machine{}.tbus(4, 4).frames(1);
  machine.workload.videos = 7;
  machine.workload.minutes_most = 12.0 / 60;
  if (GetParam() == Reading::kShared) machine.schedule.source = plan::Source::kShared;
  if (GetParam() == Reading::kCounted) {
    machine.schedule.cluster = test::kStaticCluster;
    machine.schedule.cluster_size = 8;
    machine.schedule.frame_buffers = 2;
  }
  const auto video = test::OwgBuilder{}.task("A").expand_streamed("E").task("B").collapse("C").path(
      {"SRC", "A", "E", "B", "C", "SINK"});
  for (const auto& owg : {one_task(), video}) {
    const plan::Program program = machine.compile(owg.build());
    std::set<std::uint64_t> lengths;
    const test::RanksRun run = test::run_machine(program);
    EXPECT_EQ(run.reports[0].reason, engine::EndReason::kReleased);
    const bool whole = program.streamed_expand() != workload::kNone;
    for (const auto& stream : rows_of(run, kStream)) {
      lengths.insert(program.input().frames(stream[0]));
      EXPECT_EQ(stream[3], whole ? 1 : program.input().frames(stream[0])) << "arrivals";
      EXPECT_EQ(stream[5], 1U) << "functional_ok";
    }
    EXPECT_EQ(rows_of(run, kStream).size(), 7U);
    EXPECT_GT(lengths.size(), 3U);
  }
}
INSTANTIATE_TEST_SUITE_P(HomeUnit, StreamsOfDifferentLengthTest,
                         testing::Values(Reading::kAtHome, Reading::kShared, Reading::kCounted));

/// Two streams of two frames at one home.
class HomeUnitAloneTest : public testing::Test {
 protected:
  HomeUnitAloneTest()
      : program{[] {
          test::Machine machine = test::Machine{}.frames(2);
          machine.workload.videos = 2;
          machine.schedule.cluster_size = 4;
          return machine.compile(one_task().build());
        }()},
        home{Site{&program, 0, program.source_node(0)}, out, out, 50} {
    home.start(context);
  }
  void deliver(std::uint64_t stream, std::uint32_t frame, std::uint64_t spoilt = 0) {
    // What the one Task Block makes of it, as the interpreter does.
    workload::Token token = program.frame_token(stream, frame, 0);
    namespace functional = workload::functional;
    const std::uint64_t packet = functional::executed(engine::mix(functional::packet_seed(2, 0), token.digest));
    token.digest = engine::mix(functional::item_seed(2), packet) + spoilt;
    home.on_delivered(context, token_packet(kDelivered, 0, token, 64, 1));
  }

  plan::Program program;
  test::FakeWaysOut out;
  test::CallingContext context;
  HomeUnit home;
};

TEST_F(HomeUnitAloneTest, FetchesFrameByFrameAndStreamByStream) {
  const auto fetched = [&] {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> all;
    for (const auto& packet : out.control_of(kFetch)) all.emplace_back(packet.a, packet.d);
    return all;
  };
  using P = std::pair<std::uint64_t, std::uint32_t>;
  EXPECT_THAT(fetched(), ElementsAre(P{0, 0})) << "the next only when this one was taken in";
  for (int k = 0; k < 5; ++k) home.drained(context);
  EXPECT_THAT(fetched(), ElementsAre(P{0, 0}, P{1, 0}, P{0, 1}, P{1, 1})) << "and no more than there are";
}

TEST_F(HomeUnitAloneTest, AFrameGoesToTheFirstStation) {
  network::Packet frame{.a = 1, .d = 1, .bytes = 64};
  home.on_frame(context, frame);
  ASSERT_THAT(out.emitted, SizeIs(1));
  EXPECT_EQ(out.emitted[0].id, 50U);
  EXPECT_EQ(token_of(out.emitted[0].emissions[0].packet).id, program.frame_token(1, 1, 0).id);
}

TEST_F(HomeUnitAloneTest, HoldsTheRunUntilEveryStreamIsWhole) {
  EXPECT_EQ(context.holds, 2);
  deliver(0, 1);
  deliver(1, 0);
  EXPECT_EQ(context.holds, 2);
  EXPECT_THAT(context.rows, IsEmpty());
  deliver(0, 0);
  EXPECT_EQ(context.holds, 1);
  deliver(1, 1);
  EXPECT_EQ(context.holds, 0);
  ASSERT_THAT(context.rows, SizeIs(2));
  for (const auto& row : context.rows) EXPECT_EQ(row.values[5], 1U) << "whatever their order";
}

TEST_F(HomeUnitAloneTest, ADigestThatIsNotTheInterpretersIsReported) {
  deliver(0, 0, 1);
  deliver(0, 1);
  ASSERT_THAT(context.rows, SizeIs(1));
  EXPECT_EQ(context.rows[0].type, kStream);
  EXPECT_EQ(context.rows[0].values[0], 0U);
  EXPECT_EQ(context.rows[0].values[3], 2U);
  EXPECT_EQ(context.rows[0].values[5], 0U);
}

TEST_F(HomeUnitAloneTest, AsksThePortOfItsChipletForTheBytesOfTheFrame) {
  home.drained(context);
  const auto asked = out.control_of(kFetch);
  EXPECT_EQ(asked[1].c, program.memory().encoded(1, 0));
  EXPECT_EQ(asked[1].node(), node_of_tf_port(program.plan(), 0));
}

TEST(HomeUnitMemoryTest, NoMoreFramesAreUnderWayThanDramHasRoomFor) {
  test::Machine machine = test::Machine{}.frames(5);
  machine.hardware.dram.capacity = 5 * 65'536;
  machine.schedule.cluster_size = 4;
  const plan::Program program =
      machine.compile(test::OwgBuilder{}.task("A").flow("SRC", "A", 64, 60'000).flow("A", "SINK").build());
  ASSERT_EQ(program.memory().frames_in_flight(), 4U);
  test::FakeWaysOut out;
  test::CallingContext context;
  HomeUnit home{Site{&program, 0, program.source_node(0)}, out, out, 50};
  home.start(context);
  for (int k = 0; k < 9; ++k) home.drained(context);
  EXPECT_THAT(out.control_of(kFetch), SizeIs(4));
  home.on_delivered(context, token_packet(kDelivered, 0, program.frame_token(0, 2, 0), 64, 1));
  EXPECT_THAT(out.control_of(kFetch), SizeIs(5)) << "one is at its end";
}

/// Two streams of three frames; A and B take each frame, then D both.
class HomeUnitOfFramesTest : public testing::Test {
 protected:
  HomeUnitOfFramesTest()
      : program{[] {
          test::Machine machine = test::Machine{}.frames(3);
          machine.workload.videos = 2;
          machine.schedule.cluster = test::kStaticCluster;
          machine.schedule.frame_buffers = 2;
          return machine.compile(test::OwgBuilder{}
                                     .tasks({"A", "B", "D"})
                                     .path({"SRC", "A", "D", "SINK"})
                                     .path({"SRC", "B", "D"})
                                     .build());
        }()},
        home{Site{&program, 0, program.source_node(0)}, out, out, 50} {
    home.start(context);
  }
  void finished(std::uint32_t position, std::uint64_t frames) {
    const std::uint32_t block = program.plan().sub_owgs[0].tasks[position];
    home.on_frames(context, FrameGate::frames_packet(0, FrameGate::kHome, block, frames));
  }
  std::size_t fetched() const { return out.control_of(kFetch).size(); }

  plan::Program program;
  test::FakeWaysOut out;
  test::CallingContext context;
  HomeUnit home;
};

TEST_F(HomeUnitOfFramesTest, IsSoManyFramesAheadOfEveryTaskBlockThatTakesThem) {
  home.drained(context);
  home.drained(context);
  ASSERT_EQ(fetched(), 2U) << "two buffers";
  finished(0, 1);
  EXPECT_EQ(fetched(), 2U) << "B has not finished the first";
  finished(1, 1);
  EXPECT_EQ(fetched(), 3U);
  finished(0, 5);
  finished(1, 5);
  EXPECT_EQ(fetched(), 3U) << "the third has not been taken in";
  home.drained(context);
  EXPECT_EQ(fetched(), 4U);
}

TEST_F(HomeUnitOfFramesTest, FramesAreCountedOverItsStreamsInTurn) {
  home.drained(context);
  const auto fetch = out.control_of(kFetch);
  for (std::size_t k = 0; k < fetch.size(); ++k) {
    EXPECT_EQ(program.input().frame_number(fetch[k].a, fetch[k].d), k);
  }
}

TEST_F(HomeUnitOfFramesTest, TellsTheStationsBehindItHowFarItIs) {
  home.drained(context);
  const auto told = out.control_of(kFrames);
  ASSERT_THAT(told, SizeIs(1)) << "A and B are of one station";
  EXPECT_EQ(told[0].a, 1U);
  EXPECT_EQ(told[0].f, program.source());
  EXPECT_EQ(told[0].node(), program.node_of_station(0, 0));
}

/// Stream 1 of two lives in cluster 2 of four.
class HomeUnitSharedTest : public testing::Test {
 protected:
  HomeUnitSharedTest()
      : program{[] {
          test::Machine machine = test::Machine{}.frames(2);
          machine.workload.videos = 2;
          machine.schedule.cluster_size = 1;
          machine.schedule.source = plan::Source::kShared;
          return machine.compile(one_task().build());
        }()},
        home{Site{&program, 2, program.source_node(2)}, out, out, 50} {
    home.start(context);
  }
  plan::Program program;
  test::FakeWaysOut out;
  test::CallingContext context;
  HomeUnit home;
};

TEST_F(HomeUnitSharedTest, AsksTheSharedSourceInsteadOfReading) {
  ASSERT_THAT(out.control_of(kNextFrame), SizeIs(1));
  EXPECT_EQ(out.control_of(kNextFrame)[0].node(), program.controller_node());
  EXPECT_EQ(out.control_of(kNextFrame)[0].b, program.source_node(2));
  EXPECT_THAT(out.control_of(kFetch), IsEmpty());
  home.drained(context);
  EXPECT_THAT(out.control_of(kNextFrame), SizeIs(2));
}

TEST_F(HomeUnitSharedTest, ReadsWhateverFrameItIsGiven) {
  network::Packet frame = control_packet(kThisFrame, 0);
  frame.a = 0;  // lives in cluster 0
  frame.d = 1;
  home.on_this_frame(context, frame);
  ASSERT_THAT(out.control_of(kFetch), SizeIs(1));
  EXPECT_EQ(out.control_of(kFetch)[0].a, 0U);
  EXPECT_EQ(out.control_of(kFetch)[0].c, program.memory().encoded(0, 1));
  home.on_frame(context, network::Packet{.a = 0, .d = 1, .bytes = 64});
  ASSERT_THAT(out.emitted, SizeIs(1));
  EXPECT_EQ(token_of(out.emitted[0].emissions[0].packet).home, 0U) << "it is joined and delivered where it lives";
}

TEST_F(HomeUnitSharedTest, TheTimeOfAStreamBeginsWhenItsFirstFrameIsReadAnywhere) {
  ASSERT_EQ(context.holds, 1) << "it is the home of one stream";
  network::Packet started = control_packet(kStarted, 0);
  started.a = 1;
  home.on_started(context.at(77), started);
  for (std::uint32_t frame = 0; frame < 2; ++frame) {
    home.on_delivered(context.at(500), token_packet(kDelivered, 0, program.frame_token(1, frame, 2), 64, 1));
  }
  ASSERT_THAT(context.rows, SizeIs(1));
  EXPECT_EQ(context.rows[0].values[0], 1U);
  EXPECT_EQ(context.rows[0].values[2], 77U);
  ASSERT_THAT(out.control_of(kRetired), SizeIs(2)) << "the source hears of each frame that is at its end";
  EXPECT_EQ(out.control_of(kRetired)[0].node(), program.controller_node());
}

TEST_F(HomeUnitAloneTest, SamplesHowFarItIs) {
  home.sample(context);
  EXPECT_THAT(context.rows.back().values, ElementsAre(0, 1, 4));
}

}  // namespace
}  // namespace octosim::models::octopus
