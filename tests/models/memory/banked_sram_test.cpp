#include "models/memory/banked_sram.hpp"

#include <gtest/gtest.h>

namespace octosim::models::memory {
namespace {

/// 4 banks of 100 bytes a cycle.
hardware::TfQueueSettings banks(std::uint64_t ports = 1) {
  hardware::TfQueueSettings queue;
  queue.banks = 4;
  queue.bank_width = 100;
  queue.ports = ports;
  return queue;
}

TEST(BankedSramTest, OneAccessHasItsBankForBytesOverWidth) {
  BankedSram sram{banks()};
  EXPECT_EQ(sram.read(0, 1000, 50, 10), 50U);
  EXPECT_EQ(sram.read(0, 1000, 50, 10), 60U) << "the port is busy";
  EXPECT_EQ(sram.read(0, 1, 50, 1), 70U);
  EXPECT_EQ(sram.read(1, 1000, 50, 10), 50U) << "another bank";
  EXPECT_EQ(sram.read(4, 1000, 50, 10), 71U) << "more flows than banks: they share";
  EXPECT_EQ(sram.accesses(), 5U);
  EXPECT_EQ(sram.conflicts(), 3U);
  EXPECT_EQ(sram.waited(), 10U + 20 + 21);
  EXPECT_EQ(sram.busy(), 41U);
}

TEST(BankedSramTest, AWriteStreamsInBeforeItsEnd) {
  BankedSram sram{banks()};
  EXPECT_EQ(sram.write(2, 1000, 500, 10), 500U) << "490 .. 500, while it came";
  EXPECT_EQ(sram.read(2, 1000, 500, 10), 500U) << "and can be read at once";
  EXPECT_EQ(sram.write(2, 1000, 512, 10), 520U) << "510 .. 520: the read had the port until 510";
  EXPECT_EQ(sram.waited(), 8U);
}

TEST(BankedSramTest, ASlowBankHoldsAFastLinkUp) {
  BankedSram sram{banks()};
  EXPECT_EQ(sram.read(0, 1000, 0, 4), 6U) << "10 cycles of the bank, 4 of the link";
  EXPECT_EQ(sram.write(1, 1000, 100, 4), 106U);
  EXPECT_EQ(sram.conflicts(), 0U);
}

TEST(BankedSramTest, TwoPortsServeTwoAtOnce) {
  BankedSram sram{banks(2)};
  EXPECT_EQ(sram.read(0, 1000, 0, 10), 0U);
  EXPECT_EQ(sram.read(0, 500, 0, 5), 0U);
  EXPECT_EQ(sram.read(0, 100, 0, 1), 5U) << "the port that is free first";
  EXPECT_EQ(sram.conflicts(), 1U);
}

TEST(BankedSramTest, GoesOnFromASavedState) {
  BankedSram sram{banks()}, other{banks()};
  sram.read(3, 1000, 7, 10);
  std::vector<std::byte> bytes;
  engine::Archive saving = engine::Archive::saving(bytes);
  sram.archive(saving);
  engine::Archive loading = engine::Archive::loading(bytes);
  other.archive(loading);
  EXPECT_EQ(other.read(3, 100, 10, 1), 17U);
  EXPECT_EQ(other.accesses(), 2U);
}

}  // namespace
}  // namespace octosim::models::memory
