#include "models/memory/dram_card.hpp"

#include <cstddef>

#include <gtest/gtest.h>

#include "engine/base/hash.hpp"

namespace octosim::models::memory {
namespace {

/// One card of one channel of 4 banks, a row of 1,024 bytes takes 64 cycles; no refresh.
hardware::DramSettings one_channel() {
  hardware::DramSettings dram;
  dram.cards = 1;
  dram.bandwidth = 16;
  dram.channels = 1;
  dram.banks = 4;
  dram.interleave = 1024;
  dram.activate = 14;
  dram.precharge = 15;
  dram.column = 16;
  dram.row_active = 34;
  dram.refresh_interval = 0;
  return dram;
}

TEST(DramCardTest, TheFirstRowIsOpenedAndTheNextTimeItIsOpen) {
  DramCard card{one_channel()};
  const auto miss = card.access(0, 512, 100, false);
  EXPECT_EQ(miss.first, 100U + 14 + 16);
  EXPECT_EQ(miss.done, miss.first + 32);
  const auto hit = card.access(512, 512, 1000, false);
  EXPECT_EQ(hit.first, 1000U + 16);
  EXPECT_EQ(hit.done, hit.first + 32);
  EXPECT_EQ(card.counts(0).hits, 1U);
  EXPECT_EQ(card.counts(0).misses, 1U);
  EXPECT_EQ(card.counts(0).read, 1024U);
  EXPECT_EQ(card.counts(0).wait, 0U);
  EXPECT_EQ(card.busy(0), 64U);
}

TEST(DramCardTest, AnotherRowOfTheBankWaitsForTheDataAndIsClosedFirst) {
  DramCard card{one_channel()};
  const auto first = card.access(0, 1024, 0, false);
  EXPECT_EQ(first.done, 94U);
  const auto second = card.access(4 * 1024, 1024, 0, true);  // row 1 of bank 0
  EXPECT_EQ(second.first, 94U + 15 + 14 + 16);
  EXPECT_EQ(card.counts(0).misses, 2U);
  EXPECT_EQ(card.counts(0).written, 1024U);
  EXPECT_EQ(card.counts(0).wait, 94U) << "beyond the miss on an idle channel";
}

TEST(DramCardTest, ARowStaysOpenForItsLeastTime) {
  hardware::DramSettings dram = one_channel();
  dram.row_active = 1000;
  DramCard card{dram};
  card.access(0, 1024, 0, false);
  EXPECT_EQ(card.access(4 * 1024, 1024, 200, false).first, 1000U + 15 + 14 + 16);
}

TEST(DramCardTest, RowsOfOtherBanksAreOpenedBehindTheData) {
  DramCard card{one_channel()};
  const auto served = card.access(0, 4 * 1024, 0, false);
  EXPECT_EQ(served.first, 30U);
  EXPECT_EQ(served.done, 30U + 4 * 64) << "only the first row is waited for";
  const auto again = card.access(0, 4 * 1024, 0, false);
  EXPECT_EQ(again.done, 30U + 8 * 64) << "all hits: the bus never rests";
  EXPECT_EQ(card.counts(0).hits, 4U);
}

TEST(DramCardTest, OneBankAloneServesARowInItsCycleTime) {
  DramCard card{one_channel()};
  std::uint64_t done = 0;
  for (std::uint64_t k = 0; k < 100; ++k) done = card.access(k * 4 * 1024, 1024, 0, false).done;
  EXPECT_EQ(done, 30 + 64 + 99 * (15 + 14 + 16 + 64U)) << "closing, opening, column, data";
}

TEST(DramCardTest, RandomBytesOfRowsReachTheFractionThatTheBanksAllow) {
  hardware::DramSettings dram = one_channel();
  dram.banks = 1;
  DramCard card{dram};
  std::uint64_t done = 0, row = 0;
  for (std::uint64_t k = 0; k < 1000; ++k) {
    row = (row + 1 + engine::mix(7, k) % 1000) % 1'000'000;
    done = card.access(row * 1024, 32, 0, false).done;
  }
  // 2 cycles of data, but a row is open for 34 and then closed: 49 cycles a request.
  EXPECT_NEAR(static_cast<double>(done) / 1000, 34 + 15, 0.1);
}

TEST(DramCardTest, PiecesGoRoundTheChannels) {
  hardware::DramSettings dram = one_channel();
  dram.channels = 4;
  dram.interleave = 256;
  DramCard card{dram};
  card.access(256, 512, 0, false);  // channels 1 and 2
  EXPECT_EQ(card.counts(0).read, 0U);
  EXPECT_EQ(card.counts(1).read, 256U);
  EXPECT_EQ(card.counts(2).read, 256U);
  card.access(1000, 100, 0, false);  // 24 bytes of channel 3, 76 of channel 0
  EXPECT_EQ(card.counts(3).read, 24U);
  EXPECT_EQ(card.counts(0).read, 76U);
  card.access(0, 1 << 20, 0, false);
  for (std::uint32_t channel = 1; channel < 3; ++channel) EXPECT_EQ(card.counts(channel).read, 256U + (1U << 18));
}

TEST(DramCardTest, AStreamHasThePeakOfAllChannelsTogether) {
  hardware::DramSettings dram;  // the paper's
  dram.refresh_interval = 0;
  DramCard card{dram};
  std::uint64_t bytes = 0;
  std::uint64_t done = 0;
  for (; bytes < 1'000'000'000; bytes += 1 << 20) done = card.access(bytes, 1 << 20, 0, false).done;
  const double peak = static_cast<double>(dram.bandwidth) / static_cast<double>(dram.cards);
  EXPECT_NEAR(static_cast<double>(bytes) / static_cast<double>(done), peak, peak * 0.001);
}

TEST(DramCardTest, RefreshTakesItsShareOfAStream) {
  hardware::DramSettings dram;
  DramCard card{dram};
  const std::uint64_t bytes = 1'000'000'000;
  const double done = static_cast<double>(card.access(0, bytes, 0, false).done);
  const double peak = static_cast<double>(dram.bandwidth) / static_cast<double>(dram.cards);
  const double share = 1 - (350.0 + 14 + 14) / 3900;  // the first row after it has to be opened
  EXPECT_NEAR(bytes / done, peak * share, peak * 0.01);
}

TEST(DramCardTest, ARefreshClosesTheRowsAndWaitsForTheRowBeforeIt) {
  hardware::DramSettings dram = one_channel();
  dram.refresh_interval = 100;
  dram.refresh = 50;
  DramCard card{dram};
  card.access(0, 1024, 50, false);  // 80 .. 144
  const auto next = card.access(0, 16, 144, false);
  EXPECT_EQ(next.first, 144U + 50 + 14 + 16) << "no longer open";
  EXPECT_EQ(card.counts(0).misses, 2U);
  EXPECT_EQ(card.counts(0).refreshes, 1U);
  EXPECT_EQ(card.access(0, 16, 100'000, false).first, 100'050U + 14 + 16) << "one is just going on";
  EXPECT_EQ(card.access(0, 16, 200'080, false).first, 200'080U + 14 + 16) << "the last one is over";
}

/// A request as one, or row by row: the same cycles and counts, whatever the channel is in the middle of.
TEST(DramCardTest, ManyRowsInOneStepAreWhatTheyAreOneByOne) {
  for (const std::uint64_t bandwidth : {13U, 16U, 100U, 700U}) {
    for (const std::uint64_t interval : {0U, 700U, 3900U}) {
      hardware::DramSettings dram = one_channel();
      dram.bandwidth = bandwidth;
      dram.channels = 3;
      dram.banks = 8;
      dram.refresh_interval = interval;
      dram.refresh = 110;
      DramCard whole{dram}, rows{dram};
      std::uint64_t at = 0;
      for (std::uint64_t k = 0; k < 40; ++k) {
        const std::uint64_t address = engine::mix(1, k) % 100'000;
        const std::uint64_t bytes = 1 + engine::mix(2, k) % (k % 2 == 0 ? 300'000 : 3000);
        at += engine::mix(3, k) % 20'000;
        const std::uint64_t done = whole.access(address, bytes, at, false).done;
        std::uint64_t last = 0;
        for (std::uint64_t place = address; place < address + bytes;) {
          const std::uint64_t next = std::min(address + bytes, (place / 1024 + 1) * 1024);
          last = std::max(last, rows.access(place, next - place, at, false).done);
          place = next;
        }
        ASSERT_EQ(done, last) << bandwidth << " B/cycle, refresh " << interval << ", request " << k;
        for (std::uint32_t channel = 0; channel < 3; ++channel) {
          ASSERT_EQ(whole.counts(channel).misses, rows.counts(channel).misses) << k;
          ASSERT_EQ(whole.counts(channel).hits, rows.counts(channel).hits) << k;
          ASSERT_EQ(whole.counts(channel).refreshes, rows.counts(channel).refreshes) << k;
        }
      }
    }
  }
}

TEST(DramCardTest, GoesOnFromASavedState) {
  hardware::DramSettings dram;
  DramCard card{dram};
  card.access(12'345, 1'000'000, 10, false);
  std::vector<std::byte> bytes;
  engine::Archive saving = engine::Archive::saving(bytes);
  card.archive(saving);
  DramCard other{dram};
  engine::Archive loading = engine::Archive::loading(bytes);
  other.archive(loading);
  EXPECT_EQ(loading.left(), 0U);
  EXPECT_EQ(card.access(0, 5'000'000, 2000, true).done, other.access(0, 5'000'000, 2000, true).done);
  EXPECT_EQ(card.counts(3).misses, other.counts(3).misses);
}

}  // namespace
}  // namespace octosim::models::memory
