#include "models/octopus/tbu_window.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::models::octopus {
namespace {

using testing::ElementsAre;

std::vector<std::uint32_t> places(const TbuWindow& window) {
  std::vector<std::uint32_t> all;
  window.for_each([&](std::uint32_t tbu) { all.push_back(tbu); });
  return all;
}

TEST(TbuWindowTest, HoldsEveryPlaceOfItsWindow) {
  TbuWindow window{192 + 64};
  window.insert(192);
  window.insert(192 + 191);
  window.insert(192 + 63);
  EXPECT_THAT(places(window), ElementsAre(192, 255, 256, 383));
  EXPECT_TRUE(window.contains(383));
  EXPECT_FALSE(window.contains(193));
  EXPECT_FALSE(window.contains(64)) << "of another window";
  EXPECT_TRUE(window.spans(193));
  EXPECT_FALSE(window.spans(191));
  EXPECT_FALSE(window.spans(384));
}

TEST(TbuWindowTest, GivesUpWhatItHas) {
  TbuWindow window{5};
  window.insert(70);
  EXPECT_FALSE(window.erase(6));
  EXPECT_FALSE(window.erase(192 + 5)) << "of another window";
  EXPECT_TRUE(window.erase(5));
  EXPECT_FALSE(window.erase(5));
  EXPECT_FALSE(window.empty());
  EXPECT_THAT(places(window), ElementsAre(70));
  EXPECT_TRUE(window.erase(70));
  EXPECT_TRUE(window.empty());
}

TEST(TbuWindowTest, SurvivesItsPacket) {
  TbuWindow window{4095};
  window.insert(4032);
  network::Packet packet;
  window.write(packet);
  EXPECT_EQ(packet.d, 4032U);
  EXPECT_THAT(places(TbuWindow::of(packet)), ElementsAre(4032, 4095));
}

}  // namespace
}  // namespace octosim::models::octopus
