#include "models/octopus/packet_parts.hpp"

#include <gtest/gtest.h>

namespace octosim::models::octopus {
namespace {

/// Banks of 64 B/cycle, a port of 256 B/cycle to the TBU.
class PacketPartsTest : public testing::Test {
 protected:
  static hardware::TfQueueSettings settings() {
    hardware::TfQueueSettings made;
    made.bank_width = 64;
    return made;
  }
  memory::BankedSram sram{settings()};
  PacketParts parts{sram, 256, 100};
};

TEST_F(PacketPartsTest, APacketLeavesSoThatNoBankIsLate) {
  EXPECT_EQ(parts.leaves(), 100U);
  parts.add_here(1, 512);  // 8 cycles of its bank, 2 on the port
  EXPECT_EQ(parts.leaves(), 106U);
  parts.add_here(2, 2560);  // from cycle 108 on: 40 of its bank, 10 on the port, so 30 too late
  EXPECT_EQ(parts.leaves(), 136U);
}

TEST_F(PacketPartsTest, WhatIsElsewhereIsNotReadHere) {
  parts.add_elsewhere({.node = 7, .flow = 3, .bytes = 512});
  parts.add_elsewhere({.node = 8, .flow = 4, .bytes = 0});
  parts.add_here(1, 0);
  EXPECT_EQ(parts.leaves(), 100U);
  EXPECT_EQ(sram.accesses(), 0U);
  ASSERT_EQ(parts.elsewhere().size(), 1U) << "a part without bytes is none";
  EXPECT_EQ(parts.elsewhere()[0].node, 7U);
  EXPECT_EQ(parts.here_of(600), 88U);
  EXPECT_EQ(parts.here_of(500), 0U) << "parts are rounded up one by one";
}

}  // namespace
}  // namespace octosim::models::octopus
