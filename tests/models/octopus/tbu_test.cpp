#include "models/octopus/tbu.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/records.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre;

/// A and B are one sub-OWG, C another.
class TbuTest : public testing::Test {
 protected:
  TbuTest()
      : builder{test::OwgBuilder{}
                    .tasks({"A", "B", "C"})
                    .expand("E", 1)
                    .collapse("All")
                    .path({"SRC", "A", "B", "E", "C", "All", "SINK"})},
        program{test::Machine{}.compile(builder.build())},
        tbu{{&program, 3, 0}} {}

  Feed packet(const char* block, std::uint64_t cycles, std::uint64_t issued) const {
    return {.digest = 77,
            .cycles = cycles,
            .out_bytes = 256,
            .issued = static_cast<std::uint32_t>(issued),
            .manager = 5,
            .idle = Idle::kStarved,
            .tbu = 3,
            .block = static_cast<std::uint16_t>(builder.block_index(block))};
  }
  /// Cycles from the arrival of `feed` with `bytes` at `now` until the tail of its result has left.
  std::uint64_t execute(std::uint64_t now, const Feed& feed, std::uint32_t bytes = 512) {
    tbu.on_packet<0>(context.at(now), feed.packet(0, bytes));
    return context.sent.back().extra;
  }

  test::OwgBuilder builder;
  plan::Program program;
  Tbu tbu;
  test::CallingContext context;
};

TEST_F(TbuTest, ConfiguresForTheSubOwgThenForTheTaskBlockOnly) {
  // 512 bytes in are 2 cycles at 256 bytes per cycle, hidden behind a configuration; 256 bytes out are 1.
  EXPECT_EQ(execute(0, packet("A", 100, 0)), 6000U + 100 + 1) << "96,000 B at 16 B/cycle";
  EXPECT_EQ(execute(10'000, packet("A", 100, 10'000)), 2U + 100 + 1);
  EXPECT_EQ(execute(20'000, packet("B", 100, 20'000)), 2000U + 100 + 1) << "32,000 B at 16 B/cycle";
  EXPECT_EQ(execute(30'000, packet("C", 100, 30'000)), 6000U + 100 + 1);
  EXPECT_EQ(execute(40'000, packet("A", 100, 40'000)), 6000U + 100 + 1);
}

TEST_F(TbuTest, LoadingOverlapsConfiguring) { EXPECT_EQ(execute(0, packet("A", 100, 0), 256 * 7000), 7000U + 100 + 1); }

TEST_F(TbuTest, ConfigurationFollowsFromItsBytesAndTheControlNetwork) {
  test::Machine machine;
  machine.hardware.control.link = 7;
  machine.hardware.tbu.bitstream = 0;
  const plan::Program other = machine.compile(builder.build());
  Tbu slow{{&other, 0, 0}};
  slow.on_packet<0>(context, packet("A", 1, 0).packet(0, 0));
  EXPECT_EQ(context.sent.back().extra, 13'715U + 1 + 1) << "96,000 / 7, rounded up";
  slow.on_packet<0>(context.at(20'000), packet("B", 1, 20'000).packet(0, 0));
  EXPECT_EQ(context.sent.back().extra, 1U + 1 + 1) << "no bitstream, no time; a packet without bytes loads in one";
}

TEST_F(TbuTest, ItsResultGoesToTheManagerThroughThePortItCameFrom) {
  tbu.on_packet<2>(context, packet("A", 9, 0).packet(0, 0));
  ASSERT_EQ(context.sent.size(), 1U);
  EXPECT_EQ(context.sent[0].port, 2U);
  const network::Packet& result = context.sent[0].packet;
  EXPECT_EQ(result.kind(), kResult);
  EXPECT_EQ(result.node(), 5U);
  EXPECT_EQ(result.a, workload::functional::executed(77));
  EXPECT_EQ(result.e, 3U);
  EXPECT_EQ(result.f, builder.block_index("A"));
  EXPECT_EQ(result.bytes, 256U);
}

TEST_F(TbuTest, EveryCycleIsExactlyOneState) {
  const auto total = [&](std::uint64_t now) {
    tbu.finish(context.at(now));
    EXPECT_EQ(context.rows.back().type, kTbuTotal);
    return context.rows.back().values;
  };
  // Columns: TBU, cluster, packets; busy, configuring, loading, starved, blocked, port, open;
  // bytes loaded, sent, of configurations.
  EXPECT_THAT(total(5), ElementsAre(3, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0));
  execute(10, packet("A", 100, 7));  // issued 3 cycles ago; configured at 6010, done at 6110, gone at 6111
  EXPECT_THAT(total(20), ElementsAre(3, 0, 1, 0, 10, 0, 7, 0, 3, 0, 512, 256, 96'000))
      << "in the middle of configuring";
  EXPECT_THAT(total(6050), ElementsAre(3, 0, 1, 40, 6000, 0, 7, 0, 3, 0, 512, 256, 96'000))
      << "in the middle of the work";
  EXPECT_THAT(total(7000), ElementsAre(3, 0, 1, 100, 6000, 0, 7, 0, 3, 890, 512, 256, 96'000));
  Feed second = packet("A", 50, 6995);
  second.idle = Idle::kBlocked;
  execute(7000, second);  // 890 idle: 1 leaving and 5 travelling are the port's; loaded at 7002, done at 7052
  EXPECT_THAT(total(7001), ElementsAre(3, 0, 2, 100, 6000, 1, 7, 884, 9, 0, 1024, 512, 96'000));
  EXPECT_THAT(total(7100), ElementsAre(3, 0, 2, 150, 6000, 2, 7, 884, 9, 48, 1024, 512, 96'000));
}

TEST_F(TbuTest, CountsTheBytesOfEveryConfiguration) {
  const auto configured = [&] {
    tbu.finish(context.at(100'000));
    return context.rows.back().values[12];
  };
  execute(0, packet("A", 100, 0));
  execute(10'000, packet("B", 100, 10'000));
  EXPECT_EQ(configured(), 96'000U + 32'000);
  execute(20'000, packet("B", 100, 20'000));
  EXPECT_EQ(configured(), 96'000U + 32'000) << "it is configured for B";
  execute(30'000, packet("C", 100, 30'000));
  EXPECT_EQ(configured(), 96'000U + 32'000 + 96'000) << "another sub-OWG";
}

TEST_F(TbuTest, TheTimeOfIssueMayWrapAround) {
  const std::uint64_t now = (1ULL << 32U) + 5;
  execute(now, packet("A", 100, now - 10));
  tbu.finish(context.at(now));
  EXPECT_EQ(context.rows.back().values[8], 10U) << "port";
  EXPECT_EQ(context.rows.back().values[6], now - 10) << "starved";
}

TEST_F(TbuTest, AFeedSurvivesItsPacket) {
  Feed feed = packet("C", 1ULL << 40U, 0xFFFF'FFFF);
  feed.out_bytes = 0x8000'0000;
  feed.manager = 0xFF'FFFF;
  feed.idle = Idle::kBlocked;
  const Feed back = Feed::of(feed.packet(9, 1));
  EXPECT_EQ(back.digest, feed.digest);
  EXPECT_EQ(back.cycles, feed.cycles);
  EXPECT_EQ(back.out_bytes, feed.out_bytes);
  EXPECT_EQ(back.issued, feed.issued);
  EXPECT_EQ(back.manager, feed.manager);
  EXPECT_EQ(back.idle, feed.idle);
  EXPECT_EQ(back.tbu, feed.tbu);
  EXPECT_EQ(back.block, feed.block);
}

}  // namespace
}  // namespace octosim::models::octopus
