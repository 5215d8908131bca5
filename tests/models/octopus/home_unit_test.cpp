#include "models/octopus/home_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/records.hpp"
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
  // One cluster of one TBU works on one frame of 64 bytes; its CBU is one hop from that of the DRAM card.
  // Fetch: 1 to the router, 3 + 1 for the hop, 3 + 1 to the CBU, 1 to the card: 10.
  // Card: latency 100, transfer 1, 1 back, then 1 + 4 + 4 to the home: 121.
  // Offer and answer through the own router, 1 + 3 + 1 each, and the item likewise: 136.  Input port: 137.
  // Grant and wire to the TBU 1 + 1, configuration 6,000, work 100, port 1, back 1: 6,241.  To the sink through the own
  // router: 6,246.
  const plan::Program program = test::Machine{}.compile(one_task().build());
  const test::RanksRun run = test::run_machine(program);
  EXPECT_EQ(run.reports[0].reason, engine::EndReason::kReleased);
  EXPECT_EQ(run.reports[0].end.cycle, 6246U);
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

TEST_F(HomeUnitAloneTest, SamplesHowFarItIs) {
  home.sample(context);
  EXPECT_THAT(context.rows.back().values, ElementsAre(0, 1, 4));
}

}  // namespace
}  // namespace octosim::models::octopus
