#include "models/octopus/tbu_account.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre;

TEST(TbuAccountTest, TellsWhatIsPastOfWhatIsAhead) {
  TbuAccount account;
  account.extend(0, 10, TbuAccount::kStarved);
  account.extend(0, 30, TbuAccount::kBusy);
  EXPECT_EQ(account.end(), 30U);
  EXPECT_THAT(account.until(0), ElementsAre(0, 0, 0, 0, 0, 0));
  EXPECT_THAT(account.until(7), ElementsAre(0, 0, 0, 7, 0, 0));
  EXPECT_THAT(account.until(25), ElementsAre(15, 0, 0, 10, 0, 0));
  EXPECT_THAT(account.until(99), ElementsAre(20, 0, 0, 10, 0, 0));
}

TEST(TbuAccountTest, WhatIsKnownAlreadyStays) {
  TbuAccount account;
  account.extend(0, 30, TbuAccount::kBusy);
  account.extend(5, 20, TbuAccount::kLoading);
  account.extend(5, 30, TbuAccount::kLoading);
  EXPECT_THAT(account.until(40), ElementsAre(30, 0, 0, 0, 0, 0));
  account.extend(40, 45, TbuAccount::kPort);
  EXPECT_THAT(account.until(45), ElementsAre(30, 0, 0, 0, 0, 15)) << "from the end of what was known";
}

TEST(TbuAccountTest, SaysTheSameAfterARestore) {
  TbuAccount account, restored;
  account.extend(0, 30, TbuAccount::kBusy);
  account.extend(35, 50, TbuAccount::kBlocked);
  account.extend(35, 70, TbuAccount::kBusy);
  std::vector<std::byte> bytes;
  auto saving = engine::Archive::saving(bytes);
  account.archive(saving);
  auto loading = engine::Archive::loading(bytes);
  restored.archive(loading);
  EXPECT_EQ(restored.end(), 70U);
  for (const std::uint64_t now : {36U, 55U, 80U}) EXPECT_EQ(restored.until(now), account.until(now));
}

}  // namespace
}  // namespace octosim::models::octopus
