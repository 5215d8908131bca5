#include "models/plan/streams.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::models::plan {
namespace {

constexpr std::uint32_t kClusters = 4;

workload::WorkloadSettings of(std::uint64_t videos, std::uint64_t frames, std::uint64_t most = 0) {
  workload::WorkloadSettings made;
  made.videos = videos;
  made.rate = 1;
  made.minutes = static_cast<double>(frames) / 60;
  made.minutes_most = static_cast<double>(most) / 60;
  return made;
}

/// Streams: fewer than clusters, as many, more; frames of the shortest and the longest.
class StreamsTest : public testing::TestWithParam<std::tuple<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>>> {
 protected:
  std::uint64_t count() const { return std::get<0>(GetParam()); }
  Streams streams_ = [this] {
    const auto [frames, most] = std::get<1>(GetParam());
    return Streams{of(count(), frames, most), 3, kClusters};
  }();
};

TEST_P(StreamsTest, EveryFrameOfAClusterHasOneNumberAndBack) {
  std::vector<std::uint64_t> seen(kClusters, 0);
  std::uint64_t longest = 0;
  for (std::uint64_t stream = 0; stream < count(); ++stream) longest = std::max(longest, streams_.frames(stream));
  for (std::uint64_t position = 0; position < longest; ++position) {
    for (std::uint64_t stream = 0; stream < count(); ++stream) {
      if (position >= streams_.frames(stream)) continue;
      const std::uint32_t home = streams_.home_of_stream(stream);
      const std::uint64_t number = streams_.frame_number(stream, position);
      ASSERT_EQ(number, seen[home]++) << "in the order the home reads them: its streams in turn";
      const auto name = streams_.frame_of(home, number);
      EXPECT_EQ(name.stream, stream);
      EXPECT_EQ(name.position, position);
      EXPECT_EQ(streams_.order_of(static_cast<std::uint32_t>(streams_.first_frame(stream) + position)), number);
    }
  }
  for (std::uint32_t cluster = 0; cluster < kClusters; ++cluster) {
    EXPECT_EQ(seen[cluster], streams_.frames_of_cluster(cluster));
    EXPECT_EQ(streams_.is_home(cluster), streams_.streams_of(cluster) > 0);
  }
}

TEST_P(StreamsTest, ATokensFrameTellsItsStream) {
  std::uint64_t frame = 0;
  for (std::uint64_t stream = 0; stream < count(); ++stream) {
    EXPECT_EQ(streams_.first_frame(stream), frame);
    for (std::uint64_t k = 0; k < streams_.frames(stream); ++k, ++frame) {
      EXPECT_EQ(streams_.stream_of(static_cast<std::uint32_t>(frame)), stream);
      EXPECT_TRUE(streams_.is_of_frame({.frame = static_cast<std::uint32_t>(frame)}));
    }
    EXPECT_EQ(streams_.stream_of(streams_.whole(stream)), stream);
    EXPECT_FALSE(streams_.is_of_frame({.frame = streams_.whole(stream)}));
    EXPECT_GT(streams_.order_of(streams_.whole(stream)), streams_.frames());
  }
  EXPECT_EQ(streams_.frames(), frame);
  EXPECT_FALSE(streams_.is_of_frame({}));
}

using Lengths = std::pair<std::uint64_t, std::uint64_t>;
INSTANTIATE_TEST_SUITE_P(Streams, StreamsTest,
                         testing::Combine(testing::Values(1U, 2U, 3U, 4U, 5U, 8U, 11U, 40U),
                                          testing::Values(Lengths{3, 0}, Lengths{3, 3}, Lengths{1, 9}, Lengths{0, 2},
                                                          Lengths{5, 30})));

TEST(StreamsLimitTest, WhatMessagesCannotNameIsRefused) {
  const auto refused = [](const workload::WorkloadSettings& workload, const std::string& text) {
    EXPECT_THAT(([&] {
                  Streams{workload, 1, kClusters};
                }),
                testing::ThrowsMessage<engine::ModelError>(testing::HasSubstr(text)));
  };
  refused(of(1, (1ULL << 31U) + 1), "frames of a stream");
  refused(of(1, 10, (1ULL << 31U) + 1), "frames of a stream");
  refused(of(3, 1ULL << 31U), "frames of all streams, and one for each: 6442450947 (must be at most 4294967294)");
  EXPECT_EQ((Streams{of(1, 1ULL << 31U), 1, kClusters}.frames()), 1ULL << 31U);
}

}  // namespace
}  // namespace octosim::models::plan
