#include "models/network/kind_counts.hpp"

#include <array>
#include <stdexcept>

#include <gtest/gtest.h>

#include "models/network/router.hpp"
#include "tests/models/network/calling_context.hpp"

namespace octosim::models::network {
namespace {

constexpr std::array<std::uint8_t, 4> kColumnOf{255, 1, 0, 1};

Packet of_kind(std::uint8_t kind, std::uint32_t node, std::uint32_t bytes) {
  Packet made{.bytes = bytes};
  made.address(kind, node);
  return made;
}

TEST(KindCountsTest, AddsUpPacketsAndBytesBySideAndColumn) {
  KindCounts counts{kColumnOf, 2, 2};
  counts.add(0, of_kind(1, 9, 100));
  counts.add(0, of_kind(3, 9, 20));
  counts.add(1, of_kind(2, 9, 7));
  EXPECT_EQ(counts.of(0, 1).packets, 2U);
  EXPECT_EQ(counts.of(0, 1).bytes, 120U);
  EXPECT_EQ(counts.of(0, 0).packets, 0U);
  EXPECT_EQ(counts.of(1, 0).bytes, 7U);
  EXPECT_THROW(counts.add(1, of_kind(0, 9, 7)), std::out_of_range) << "a kind that has no column";
}

TEST(KindCountsTest, CountsNothingWithoutATable) {
  KindCounts counts{{}, 5, 3};
  EXPECT_FALSE(counts.any());
  counts.add(4, of_kind(200, 9, 100));
}

TEST(KindCountsTest, ARouterTellsAtTheEndWhatPassedEachOfItsLinks) {
  Router router{{.node = 0,
                 .cols = 2,
                 .width = 16,
                 .buffer = 1000,
                 .record = 2,
                 .mesh = 1,
                 .kinds = kColumnOf,
                 .columns = 2,
                 .kind_record = 7}};
  test::CallingContext context;
  router.on_packet<kLocal>(context, of_kind(1, 1, 16));
  router.on_packet<kLocal>(context, of_kind(2, 0, 32));
  router.on_packet<kEast>(context, of_kind(3, 0, 64));
  router.sample(context);
  EXPECT_EQ(context.rows.size(), 2U) << "of links only";
  context.rows.clear();
  router.finish(context);
  std::vector<std::vector<std::uint64_t>> kinds;
  for (const auto& row : context.rows) {
    if (row.type == 7) kinds.push_back(row.values);
  }
  // Node, side, column, packets, bytes.
  const std::vector<std::vector<std::uint64_t>> expected{
      {0, kEast, 1, 1, 16}, {0, kLocal, 0, 1, 32}, {0, kLocal, 1, 1, 64}};
  EXPECT_EQ(kinds, expected);
}

}  // namespace
}  // namespace octosim::models::network
