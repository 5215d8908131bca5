#include "models/octopus/dram.hpp"

#include <set>

#include <gtest/gtest.h>

#include "models/octopus/protocol.hpp"
#include "models/octopus/records.hpp"
#include "models/plan/geometry.hpp"
#include "tests/models/network/calling_context.hpp"

namespace octosim::models::octopus {
namespace {

network::Packet fetch(std::uint64_t stream, std::uint32_t frame, std::uint32_t node) {
  network::Packet packet = control_packet(kFetch, 0);
  packet.a = stream;
  packet.b = node;
  packet.d = frame;
  return packet;
}

/// 1,000 bytes a frame at 100 bytes per cycle.
TEST(DramTest, AnAccessIsItsLatencyAndThenTheTransfer) {
  Dram dram{{.width = 100, .latency = 50, .frame_bytes = 1000}};
  test::CallingContext context{7};
  dram.on_fetch(context, fetch(3, 4, 21));
  ASSERT_EQ(context.sent.size(), 1U);
  const auto& [port, frame, extra] = context.sent[0];
  EXPECT_EQ(port, 0U);
  EXPECT_EQ(extra, 60U);
  EXPECT_EQ(frame.kind(), kFrame);
  EXPECT_EQ(frame.node(), 21U);
  EXPECT_EQ(frame.a, 3U);
  EXPECT_EQ(frame.d, 4U);
  EXPECT_EQ(frame.bytes, 1000U);
}

TEST(DramTest, TransfersFollowOneAnotherAtTheFullBandwidth) {
  Dram dram{{.width = 100, .latency = 50, .frame_bytes = 1000}};
  test::CallingContext context{0};
  for (std::uint32_t k = 0; k < 5; ++k) dram.on_fetch(context.at(k), fetch(0, k, 0));
  for (std::uint64_t k = 0; k < 5; ++k) EXPECT_EQ(k + context.sent[k].extra, 50 + 10 * (k + 1));
  dram.on_fetch(context.at(500), fetch(0, 9, 0));
  EXPECT_EQ(context.sent[5].extra, 60U) << "idle again";
}

TEST(DramTest, CountsWhatWasRead) {
  Dram dram{{.width = 100, .latency = 50, .frame_bytes = 1000, .card = 2}};
  test::CallingContext context{0};
  for (std::uint32_t k = 0; k < 3; ++k) dram.on_fetch(context, fetch(0, k, 0));
  dram.finish(context);
  ASSERT_EQ(context.rows.size(), 1U);
  EXPECT_EQ(context.rows[0].type, kDramTotal);
  EXPECT_EQ(context.rows[0].values, (std::vector<std::uint64_t>{2, 3, 3000}));
}

TEST(DramTest, EveryTransferTakesACycle) {
  Dram dram{{.width = 1'000'000, .latency = 1, .frame_bytes = 1}};
  test::CallingContext context{0};
  dram.on_fetch(context, fetch(0, 0, 0));
  dram.on_fetch(context, fetch(0, 1, 0));
  EXPECT_EQ(context.sent[0].extra, 2U);
  EXPECT_EQ(context.sent[1].extra, 3U);
}

plan::Plan wafer(std::uint64_t cards, std::uint64_t chiplets) {
  plan::Plan plan;
  plan.hardware.dram.cards = cards;
  plan.hardware.wafer.chiplet_rows = plan.hardware.wafer.chiplet_cols = chiplets;
  return plan;
}

TEST(DramTest, CardsSitEvenlyAtTheWestEdge) {
  const plan::Plan plan = wafer(3, 4);  // 36 rows of CBUs
  EXPECT_EQ(node_of_card(plan, 0), 6U * 36);
  EXPECT_EQ(node_of_card(plan, 1), 18U * 36);
  EXPECT_EQ(node_of_card(plan, 2), 30U * 36);
}

TEST(DramTest, ANodeAsksTheCardNearestInRows) {
  for (const std::uint64_t chiplets : {1U, 4U}) {
    const plan::Plan plan = wafer(3, chiplets);
    for (std::uint32_t node = 0; node < plan::node_count(plan); ++node) {
      const auto rows_to = [&](std::uint64_t card) {
        const auto a = plan::place_of_node(plan, node).row, b = plan::place_of_node(plan, node_of_card(plan, card)).row;
        return a < b ? b - a : a - b;
      };
      const std::uint64_t card = nearest_card(plan, node);
      ASSERT_LT(card, 3U);
      for (std::uint64_t other = 0; other < 3; ++other) EXPECT_LE(rows_to(card), rows_to(other)) << "node " << node;
      EXPECT_EQ(card_node(plan, node), node_of_card(plan, card));
    }
  }
}

}  // namespace
}  // namespace octosim::models::octopus
