#include "engine/kernel/far_events.hpp"

#include <cstring>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "engine/base/hash.hpp"

namespace octosim::engine {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t kStretch = FarEvents::kStretch, kWholeWheel = FarEvents::kStretch * FarEvents::kStretches;

void push(FarEvents& events, std::uint64_t time, std::uint64_t word) {
  EventRecord head;
  head.bytes = sizeof word;
  head.nth = word;
  events.push(time, head, &word);
}
/// What is before `end`: words by time; each is its event's count too.
std::multimap<std::uint64_t, std::uint64_t> bring_in(FarEvents& events, std::uint64_t end) {
  std::multimap<std::uint64_t, std::uint64_t> brought;
  events.bring_in(end, [&](std::uint64_t time, const EventRecord& event) {
    std::uint64_t word = 0;
    std::memcpy(&word, event.message(), sizeof word);
    EXPECT_EQ(word, event.nth);
    brought.emplace(time, word);
  });
  return brought;
}
std::vector<std::uint64_t> times(const std::multimap<std::uint64_t, std::uint64_t>& events) {
  std::vector<std::uint64_t> found;
  for (const auto& [time, word] : events) found.push_back(time);
  return found;
}

TEST(FarEvents, IsEmptyAtFirst) {
  ChunkPool pool;
  FarEvents events{pool};
  EXPECT_EQ(events.least(), kNever.cycle);
  EXPECT_TRUE(bring_in(events, 5 * kStretch).empty());
}

TEST(FarEvents, BringsInWhatIsBeforeTheEndAndNothingElse) {
  ChunkPool pool;
  FarEvents events{pool};
  for (const std::uint64_t time :
       {kWholeWheel - 1, kWholeWheel, kStretch, kStretch - 1, 3 * kWholeWheel, 2 * kStretch}) {
    push(events, time, time);
  }
  EXPECT_EQ(events.least(), kStretch - 1);
  EXPECT_THAT(times(bring_in(events, 2 * kStretch)), ElementsAre(kStretch - 1, kStretch));
  EXPECT_EQ(events.least(), 2 * kStretch);
  EXPECT_TRUE(bring_in(events, 2 * kStretch).empty());
  push(events, kWholeWheel + kStretch, 1);  // within the wheel by now
  EXPECT_THAT(times(bring_in(events, kWholeWheel)), ElementsAre(2 * kStretch, kWholeWheel - 1));
  EXPECT_THAT(times(bring_in(events, 2 * kWholeWheel)), ElementsAre(kWholeWheel, kWholeWheel + kStretch));
  EXPECT_EQ(events.least(), 3 * kWholeWheel);
  EXPECT_THAT(times(bring_in(events, 9 * kWholeWheel)), ElementsAre(3 * kWholeWheel));
  EXPECT_EQ(events.least(), kNever.cycle);
}

TEST(FarEvents, VisitsEveryEventOnce) {
  ChunkPool pool;
  FarEvents events{pool};
  events.start_at(7 * kStretch);
  std::multimap<std::uint64_t, std::uint64_t> expected, found;
  for (std::uint64_t k = 0; k < 500; ++k) {
    const std::uint64_t time = 7 * kStretch + mix(1, k) % (k % 3 == 0 ? 5 * kWholeWheel : 9 * kStretch);
    push(events, time, k);
    expected.emplace(time, k);
  }
  events.for_each([&](std::uint64_t time, const EventRecord& event) { found.emplace(time, event.nth); });
  const auto sorted = [](const auto& all) {
    return std::set<std::pair<std::uint64_t, std::uint64_t>>(all.begin(), all.end());
  };
  EXPECT_EQ(sorted(found), sorted(expected));
}

/// Steps of every length, over the wheel's end too: what comes in is always what a std::multimap holds of it.
TEST(FarEvents, AgreesWithAMultimap) {
  ChunkPool pool;
  FarEvents events{pool};
  std::multimap<std::uint64_t, std::uint64_t> reference;
  std::uint64_t end = 0;
  for (std::uint64_t round = 0; round < 2'000; ++round) {
    for (std::uint64_t k = mix(2, round) % 4; k > 0; --k) {
      const std::uint64_t word = mix(3, round, k);
      const std::uint64_t time = end + word % (word % 5 == 0 ? 3 * kWholeWheel : 20 * kStretch);
      push(events, time, word);
      reference.emplace(time, word);
    }
    end += mix(4, round) % (round % 50 == 0 ? 2 * FarEvents::kStretches : 3) * kStretch;
    const auto brought = bring_in(events, end);
    const auto beyond = reference.lower_bound(end);
    const auto sorted = [](auto first, auto last) {
      return std::set<std::pair<std::uint64_t, std::uint64_t>>(first, last);
    };
    ASSERT_EQ(sorted(brought.begin(), brought.end()), sorted(reference.begin(), beyond)) << round;
    reference.erase(reference.begin(), beyond);
    ASSERT_EQ(events.least(), reference.empty() ? kNever.cycle : reference.begin()->first) << round;
  }
}

}  // namespace
}  // namespace octosim::engine
