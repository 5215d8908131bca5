#include "models/workload/recorded.hpp"

#include <set>

#include <gtest/gtest.h>

namespace octosim::models::workload {
namespace {

/// Videos of 3 and 1 frames; property 5 of frames, property 7 of items: two, none, one, three.
Recorded two_videos() {
  Recorded all{.videos = {0, 3, 4}, .series = {}};
  all.series.push_back({.property = 5, .first = {}, .values = {10, 11, 12, 13}});
  all.series.push_back({.property = 7, .first = {0, 2, 2, 3, 6}, .values = {20, 21, 22, 23, 24, 25}});
  return all;
}

TEST(RecordedTest, StreamsTakeVideosInTurnAndFramesBeginAgain) {
  const Recorded all = two_videos();
  EXPECT_EQ(all.row_of(0, 0), 0u);
  EXPECT_EQ(all.row_of(0, 5), 2u);
  EXPECT_EQ(all.row_of(1, 8), 3u);
  EXPECT_EQ(all.row_of(6, 4), 1u);
}

TEST(RecordedTest, ItemsBeginAgainOrAreNotThere) {
  const Recorded all = two_videos();
  const RecordedSeries& items = all.series[all.find(7, true)];
  EXPECT_EQ(*all.value(items, 0, 1), 21);
  EXPECT_EQ(*all.value(items, 0, 2), 20);
  EXPECT_EQ(all.value(items, 1, 0), nullptr);
  EXPECT_EQ(*all.value(items, 3, 4), 24);
  EXPECT_EQ(*all.value(all.series[all.find(5, false)], 2, 9), 12);
}

TEST(RecordedTest, FindsAPropertyByWhatItIsOf) {
  const Recorded all = two_videos();
  EXPECT_EQ(all.find(5, true), kNone);
  EXPECT_EQ(all.find(7, false), kNone);
  EXPECT_TRUE(all.has_items());
  EXPECT_EQ(all.video_count(), 2u);
  EXPECT_EQ(all.frame_count(), 4u);
  EXPECT_EQ(Recorded{}.video_count(), 0u);
}

TEST(RecordedTest, EveryNumberIsInTheDigest) {
  std::set<std::uint64_t> digests{digest_of(Recorded{}), digest_of(two_videos())};
  EXPECT_TRUE(digests.contains(0));
  const auto changed = [&](auto change) {
    Recorded all = two_videos();
    change(all);
    digests.insert(digest_of(all));
  };
  changed([](Recorded& all) { all.videos[1] = 2; });
  changed([](Recorded& all) { all.series[0].property = 6; });
  changed([](Recorded& all) { all.series[1].first[1] = 1; });
  changed([](Recorded& all) { all.series[1].values[0] = 20.5; });
  changed([](Recorded& all) { all.series.pop_back(); });
  EXPECT_EQ(digests.size(), 7u);
}

}  // namespace
}  // namespace octosim::models::workload
