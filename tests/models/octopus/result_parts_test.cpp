#include "models/octopus/result_parts.hpp"

#include <gtest/gtest.h>

namespace octosim::models::octopus {
namespace {

/// A port of 256 B/cycle from the TBU; 16 banks of 64 B/cycle, or one.
std::uint64_t written(const ResultParts& parts, std::uint64_t banks, std::uint64_t now) {
  hardware::TfQueueSettings settings;
  settings.bank_width = 64;
  settings.banks = banks;
  memory::BankedSram sram{settings};
  return parts.write(sram, 256, now);
}

TEST(ResultPartsTest, EachIsWrittenWhileItComes) {
  ResultParts parts;
  parts.add(1, 512);  // comes in cycles 97 and 98, and takes 8
  parts.add(2, 256);  // comes in cycle 99, and takes 4
  EXPECT_EQ(written(parts, 16, 100), 105U) << "the first is the last to be written";
  EXPECT_EQ(written(parts, 1, 100), 109U) << "one after the other, from cycle 97 on";
}

TEST(ResultPartsTest, WithoutBytesThereIsNothingToWait) {
  ResultParts parts;
  parts.add(1, 0);
  EXPECT_EQ(written(parts, 16, 100), 100U);
}

}  // namespace
}  // namespace octosim::models::octopus
