#include "models/octopus/tile_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/tf_port.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using testing::IsEmpty, testing::SizeIs;

plan::TaskWork cut(std::uint32_t packets) { return {.packets = packets}; }

/// A reads a tensor of 1,001 bytes and writes one of 1,000; parts of 100 bytes, two under way; room for 600 each way.
class TileUnitTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made;
    made.hardware.dram.part = 100;
    return made;
  }
  TileUnitTest()
      : program{machine().compile(
            test::OwgBuilder{}.task("A").flow("SRC", "A", 64, 1001).flow("A", "SINK", 64, 1000).build())},
        tiles{Site{&program, 0, program.node_of_station(0, 0)}, 0, 0, out, 600} {}
  void bring(const network::Packet& read, std::uint32_t bytes) {
    network::Packet part{.d = read.d, .bytes = bytes};
    part.address(kTile, 0);
    tiles.on_part(part);
  }
  network::Packet written(std::uint32_t number) const {
    network::Packet packet = control_packet(kWritten, 0);
    packet.d = number;
    return packet;
  }
  std::vector<network::Packet> reads() const { return out.control_of(kRead); }

  plan::Program program;
  test::FakeWaysOut out;
  test::CallingContext context;
  TileUnit tiles;
};

TEST_F(TileUnitTest, SharesOfAllPacketsAreTheTensor) {
  for (const std::uint32_t packets : {1U, 4U, 1024U, 4096U}) {
    std::uint64_t read = 0, written = 0;
    for (std::uint32_t packet = 0; packet < packets; ++packet) {
      read += tiles.read_bytes({77}, packet, cut(packets));
      written += tiles.write_bytes({77}, packet, cut(packets));
    }
    EXPECT_EQ(read, 1001U);
    EXPECT_EQ(written, 1000U);
  }
}

TEST_F(TileUnitTest, AsksForWhatFollowsAndHasRoom) {
  EXPECT_TRUE(tiles.ask(context, 5, {77}, cut(4)));
  EXPECT_TRUE(tiles.ask(context, 5, {77}, cut(4)));
  EXPECT_FALSE(tiles.ask(context, 5, {77}, cut(4))) << "750 bytes";
  ASSERT_THAT(reads(), SizeIs(2));
  const std::uint64_t base = program.memory().tensor(77, 1001);
  EXPECT_EQ(reads()[0].a, base);
  EXPECT_EQ(reads()[0].c, 250U);
  EXPECT_EQ(reads()[0].node(), node_of_tf_port(program.plan(), 0));
  EXPECT_EQ(reads()[1].a, base + 250);
  EXPECT_EQ(reads()[1].c, 250U);
  EXPECT_EQ(reads()[1].b, program.node_of_station(0, 0));
}

TEST_F(TileUnitTest, ATileIsReadyWhenAllPartsAreThereAndLeavesInOrder) {
  tiles.ask(context, 0, {77}, cut(4));
  tiles.ask(context, 0, {77}, cut(4));
  bring(reads()[1], 250);
  EXPECT_FALSE(tiles.ready()) << "the second one";
  bring(reads()[0], 100);
  EXPECT_FALSE(tiles.ready());
  bring(reads()[0], 150);
  ASSERT_TRUE(tiles.ready());
  EXPECT_EQ(tiles.take(), 250U);
  EXPECT_TRUE(tiles.ready());
  EXPECT_TRUE(tiles.ask(context, 0, {77}, cut(4))) << "there is room again";
  EXPECT_EQ(reads().back().a, program.memory().tensor(77, 1001) + 500);
  EXPECT_EQ(tiles.ahead(), 2U);
  EXPECT_EQ(tiles.bytes_read(), 250U);
}

TEST_F(TileUnitTest, AnEmptyStoreTakesATileOfAnySizeAndTheNextItemBeginsAnew) {
  EXPECT_TRUE(tiles.ask(context, 0, {77}, cut(1))) << "1,001 bytes";
  EXPECT_FALSE(tiles.ask(context, 1, {78}, cut(1024)));
  bring(reads()[0], 1001);
  EXPECT_EQ(tiles.take(), 1001U);
  EXPECT_TRUE(tiles.ask(context, 1, {78}, cut(2)));
  EXPECT_EQ(reads().back().a, program.memory().tensor(78, 1001)) << "from its first byte";
}

TEST_F(TileUnitTest, APacketWithoutAShareWaitsForNothing) {
  EXPECT_TRUE(tiles.ask(context, 0, {77}, cut(4096)));
  EXPECT_TRUE(tiles.ready());
  EXPECT_THAT(reads(), IsEmpty());
  EXPECT_EQ(tiles.take(), 0U);
  tiles.reserve(9, {77}, 0, cut(4096), {});
  const auto done = tiles.write(context, 9, 123);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->nth, 9U);
  EXPECT_THAT(out.data, IsEmpty());
}

TEST_F(TileUnitTest, AResultIsWrittenPartByPartAndCountsAtItsLast) {
  tiles.reserve(3, {77}, 1, cut(4), {});
  EXPECT_TRUE(tiles.has_room(350));
  EXPECT_FALSE(tiles.has_room(351));
  EXPECT_FALSE(tiles.write(context, 3, 555));
  ASSERT_THAT(out.data, SizeIs(2)) << "two under way";
  const std::uint64_t base = program.memory().tensor(77, 1000) + 250;
  EXPECT_EQ(out.data[0].kind(), kWrite);
  EXPECT_EQ(out.data[0].a, base);
  EXPECT_EQ(out.data[0].bytes, 100U);
  EXPECT_EQ(out.data[1].a, base + 100);
  EXPECT_FALSE(tiles.on_written(context, written(3)));
  ASSERT_THAT(out.data, SizeIs(3));
  EXPECT_EQ(out.data[2].a, base + 200);
  EXPECT_EQ(out.data[2].bytes, 50U);
  EXPECT_FALSE(tiles.on_written(context, written(3)));
  const auto done = tiles.on_written(context, written(3));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->nth, 3U);
  EXPECT_EQ(done->digest, 555U);
  EXPECT_TRUE(tiles.has_room(1'000'000)) << "empty again";
  EXPECT_EQ(tiles.bytes_written(), 250U);
  EXPECT_EQ(tiles.tiles_written(), 1U);
}

TEST_F(TileUnitTest, OfChunkLoopsThoseThatTakeReadAndThoseThatHandOnWrite) {
  const plan::TaskWork work{.packets = 6, .silent = 4, .late = 3};
  std::uint64_t read = 0, written = 0;
  for (std::uint32_t packet = 0; packet < 6; ++packet) {
    EXPECT_EQ(tiles.read_bytes({77}, packet, work) > 0, packet < 3);
    EXPECT_EQ(tiles.write_bytes({77}, packet, work) > 0, packet >= 4);
    read += tiles.read_bytes({77}, packet, work);
    written += tiles.write_bytes({77}, packet, work);
  }
  EXPECT_EQ(read, 1001U);
  EXPECT_EQ(written, 1000U);
}

TEST_F(TileUnitTest, ASliceIsWrittenBehindTheTensorsOfTaskFlows) {
  tiles.reserve(3, {77}, 0, cut(4), {.address = 5000, .bytes = 60, .besides = 30});
  EXPECT_EQ(tiles.result_bytes(3), 310U);
  EXPECT_EQ(tiles.besides_bytes(3), 30U);
  EXPECT_TRUE(tiles.has_room(290)) << "what Task Flows brought has room there";
  EXPECT_FALSE(tiles.has_room(291));
  EXPECT_FALSE(tiles.write(context, 3, 555));
  EXPECT_FALSE(tiles.on_written(context, written(3)));
  EXPECT_FALSE(tiles.on_written(context, written(3)));
  ASSERT_THAT(out.data, SizeIs(4));
  EXPECT_EQ(out.data[2].bytes, 50U);
  EXPECT_EQ(out.data[3].a, 5000U);
  EXPECT_EQ(out.data[3].bytes, 90U);
  EXPECT_FALSE(tiles.on_written(context, written(3)));
  EXPECT_TRUE(tiles.on_written(context, written(3)));
  EXPECT_EQ(tiles.bytes_written(), 340U);
  EXPECT_TRUE(tiles.has_room(1'000'000)) << "empty again";
}

/// The stream's frames are half as large as the largest.
TEST(TileUnitScaleTest, AScaledTensorLiesWhereTheLargestWouldAndIsReadAndWrittenAsLargeAsItIs) {
  const auto owg = test::OwgBuilder{}
                       .constant("half", 0.5)
                       .per_stream()
                       .task("A")
                       .flow("SRC", "A", 64, 1001)
                       .scaled_flow("half")
                       .flow("A", "SINK", 64, 800)
                       .scaled_flow("half")
                       .build();
  const plan::Program program{test::Machine{}.compile(owg)};
  test::FakeWaysOut out;
  test::CallingContext context;
  TileUnit tiles{Site{&program, 0, program.node_of_station(0, 0)}, 0, 0, out, 600};
  const auto token = program.frame_token(0, 0, 0).name();
  EXPECT_EQ(tiles.read_bytes(token, 0, cut(1)), 501U) << "rounded";
  EXPECT_EQ(tiles.write_bytes(token, 0, cut(1)), 400U);
  ASSERT_TRUE(tiles.ask(context, 0, token, cut(2)));
  ASSERT_TRUE(tiles.ask(context, 0, token, cut(2)));
  const auto reads = out.control_of(kRead);
  ASSERT_THAT(reads, SizeIs(2));
  EXPECT_EQ(reads[0].a, program.memory().tensor(token.id, 1001));
  EXPECT_EQ(reads[0].c + reads[1].c, 501U);
  EXPECT_EQ(reads[1].a, reads[0].a + reads[0].c);
  tiles.reserve(0, token, 0, cut(1), {});
  EXPECT_EQ(tiles.result_bytes(0), 400U);
  tiles.write(context, 0, 1);
  ASSERT_THAT(out.data, SizeIs(1));
  EXPECT_EQ(out.data[0].bytes, 400U);
  EXPECT_EQ(out.data[0].a, program.memory().tensor(token.id, 800));
}

}  // namespace
}  // namespace octosim::models::octopus
