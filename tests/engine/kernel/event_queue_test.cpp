#include "engine/kernel/event_queue.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/time.hpp"

namespace octosim::engine {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t kWheel = 2 * FarEvents::kStretch;  // most cycles the queue's wheel covers
constexpr std::uint64_t kFarWheel = FarEvents::kStretch * FarEvents::kStretches;

/// What orders events, and the word each carries.
using Key = std::tuple<std::uint64_t, std::uint32_t, std::uint16_t, std::uint64_t>;

void push(EventQueue& queue, const Key& key, std::uint64_t word = 0) {
  EventRecord head;
  std::uint64_t time = 0;
  std::tie(time, head.target, head.port, head.nth) = key;
  head.bytes = sizeof word;
  queue.push(time, head, &word);
}
Key key_of(std::uint64_t time, const EventRecord& event) { return {time, event.target, event.port, event.nth}; }
std::uint64_t word_of(const EventRecord& event) {
  std::uint64_t word = 0;
  std::memcpy(&word, event.message(), sizeof word);
  return word;
}

/// Opens and closes the next time.
std::vector<Key> pop_next(EventQueue& queue) {
  const std::uint64_t time = queue.next_time();
  std::vector<Key> keys;
  for (const auto& due : queue.open(time)) keys.push_back(key_of(time, *due.event));
  queue.close();
  return keys;
}

std::vector<std::uint64_t> times_to_the_end(EventQueue& queue) {
  std::vector<std::uint64_t> times;
  while (queue.next_time() != kNever.cycle) {
    for (const Key& key : pop_next(queue)) times.push_back(std::get<0>(key));
  }
  return times;
}

TEST(EventQueue, IsEmptyAtFirst) {
  const EventQueue queue;
  EXPECT_EQ(queue.next_time(), kNever.cycle);
  EXPECT_EQ(queue.size(), 0U);
}

TEST(EventQueue, OrdersTiesByTargetPortAndNth) {
  EventQueue queue;
  const std::vector<Key> ordered{{5, 0, 0, 9}, {5, 0, 1, 0}, {5, 0, 1, 1},          {5, 0, kWakePort, 0},
                                 {5, 1, 0, 0}, {5, 1, 0, 3}, {5, 1, kWakePort, 12}, {5, 2, 3, 0}};
  for (const std::size_t k : {3U, 0U, 7U, 5U, 1U, 6U, 4U, 2U}) push(queue, ordered[k]);
  EXPECT_EQ(queue.size(), ordered.size());
  EXPECT_EQ(pop_next(queue), ordered);
  EXPECT_EQ(queue.size(), 0U);
}

TEST(EventQueue, TakesAnEventOfTheTimeThatWasJustOpened) {
  EventQueue queue;
  push(queue, {7, 0, 0, 0});
  pop_next(queue);
  push(queue, {7, 0, 0, 1});
  EXPECT_EQ(queue.next_time(), 7U);
  EXPECT_THAT(pop_next(queue), ElementsAre(Key{7, 0, 0, 1}));
}

TEST(EventQueue, TakesAnEarlierEventAfterTheNextTimeWasAskedFor) {
  EventQueue queue;
  push(queue, {10, 0, 0, 0});
  pop_next(queue);
  push(queue, {10 + 3 * kWheel, 0, 0, 1});
  EXPECT_EQ(queue.next_time(), 10 + 3 * kWheel);
  push(queue, {20, 0, 0, 2});
  EXPECT_EQ(queue.next_time(), 20U);
  push(queue, {12, 0, 0, 3});
  EXPECT_EQ(queue.next_time(), 12U);
  EXPECT_THAT(times_to_the_end(queue), ElementsAre(12, 20, 10 + 3 * kWheel));
}

#ifndef NDEBUG
TEST(EventQueue, RefusesAnEventBeforeTheTimeThatWasOpened) {
  EventQueue queue;
  push(queue, {10, 0, 0, 0});
  pop_next(queue);
  EXPECT_THROW(push(queue, {9, 0, 0, 0}), LogicError);
}
#endif

/// The last cycle of a wheel and the first beyond it share neighbours, and the latter shares its slot with `base`.
TEST(EventQueue, KeepsTheEdgeOfTheWheelsInOrderFromAnyBase) {
  for (const std::uint64_t wheel : {kWheel / 2, kWheel, kFarWheel, kFarWheel + kWheel}) {
    for (const std::uint64_t base :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{63}, std::uint64_t{64}, std::uint64_t{65},
          std::uint64_t{12'345}, kWheel - 64, kWheel - 2, kWheel - 1, kWheel, std::uint64_t{100'000}, 3 * kFarWheel}) {
      EventQueue queue;
      push(queue, {base, 0, 0, 0});
      pop_next(queue);
      for (const std::uint64_t ahead : {wheel + 1, wheel, wheel - 1, 2 * wheel, std::uint64_t{0}, 2 * wheel - 1}) {
        push(queue, {base + ahead, 0, 0, ahead});
      }
      EXPECT_THAT(times_to_the_end(queue), ElementsAre(base, base + wheel - 1, base + wheel, base + wheel + 1,
                                                       base + 2 * wheel - 1, base + 2 * wheel))
          << base << ", " << wheel;
    }
  }
}

TEST(EventQueue, JoinsNearAndFarEventsOfOneTimeInOrder) {
  EventQueue queue;
  const std::uint64_t time = kWheel + 500;
  push(queue, {time, 1, 0, 0});  // far
  push(queue, {600, 0, 0, 0});
  pop_next(queue);  // brings it near
  push(queue, {time, 0, 0, 0});
  push(queue, {time, 2, 0, 0});
  EXPECT_THAT(pop_next(queue), ElementsAre(Key{time, 0, 0, 0}, Key{time, 1, 0, 0}, Key{time, 2, 0, 0}));
}

TEST(EventQueue, JumpsOverVeryLongSilence) {
  EventQueue queue;
  const std::uint64_t late = kNever.cycle - 1;
  push(queue, {late, 0, 0, 0});
  push(queue, {1ULL << 40U, 0, 0, 0});
  EXPECT_THAT(times_to_the_end(queue), ElementsAre(1ULL << 40U, late));
}

TEST(EventQueue, LeavesOpenEventsInPlaceWhileNewOnesArePushed) {
  EventQueue queue;
  for (std::uint64_t nth = 0; nth < 8; ++nth) push(queue, {1, 0, 0, nth}, 100 + nth);
  const auto due = queue.open(1);
  ASSERT_EQ(due.size(), 8U);
  for (std::uint64_t k = 0; k < due.size(); ++k) {
    for (std::uint64_t more = 0; more < 50; ++more) push(queue, {2 + more, 0, 1, 50 * k + more});
    EXPECT_EQ(word_of(*due[k].event), 100 + k);
  }
  queue.close();
  EXPECT_EQ(queue.size(), 400U);
}

/// How far ahead the events of a random run lie, in cycles.
class EventQueueRandom : public testing::TestWithParam<std::uint64_t> {};

/// Pushes and pops at random; what is popped is always what a std::multimap holds of its least time, with its words.
TEST_P(EventQueueRandom, AgreesWithAMultimap) {
  const std::uint64_t reach = GetParam();
  EventQueue queue;
  std::multimap<Key, std::uint64_t> reference;
  std::uint64_t now = 0;
  std::uint64_t drawn = 0;
  const auto draw = [&](std::uint64_t below) { return mix(reach, drawn++) % below; };
  std::uint64_t popped = 0;
  for (std::uint64_t round = 0; round < 3000; ++round) {
    for (std::uint64_t pushes = round < 2000 ? draw(4) : 0; pushes > 0; --pushes) {
      const std::uint64_t ahead = draw(10) == 0 ? draw(20 * reach) : draw(reach);
      const Key key{now + ahead, static_cast<std::uint32_t>(draw(5)),
                    draw(4) == 0 ? kWakePort : static_cast<std::uint16_t>(draw(3)), drawn};
      push(queue, key, drawn);
      reference.emplace(key, drawn);
    }
    ASSERT_EQ(queue.size(), reference.size());
    if (reference.empty()) {
      ASSERT_EQ(queue.next_time(), kNever.cycle);
      continue;
    }
    const std::uint64_t next = std::get<0>(reference.begin()->first);
    ASSERT_EQ(queue.next_time(), next);
    if (draw(2) == 0) continue;
    for (const auto& due : queue.open(next)) {
      ASSERT_FALSE(reference.empty());
      ASSERT_EQ(key_of(next, *due.event), reference.begin()->first);
      ASSERT_EQ(word_of(*due.event), reference.begin()->second);
      reference.erase(reference.begin());
      ++popped;
    }
    queue.close();
    ASSERT_TRUE(reference.empty() || std::get<0>(reference.begin()->first) > next);
    now = next;
  }
  EXPECT_GT(popped, 1000U);
}

INSTANTIATE_TEST_SUITE_P(Reach, EventQueueRandom,
                         testing::Values(1, 3, 64, 1000, kWheel / 2, kWheel - 1, kWheel, kWheel + 1, 5 * kWheel, 32'768,
                                         kFarWheel, 1'000'000'007));

/// Thousands of events of one cycle, as a counting sort takes them: of many targets, of one, of few with high numbers.
TEST(EventQueue, OrdersDenseCycles) {
  for (const std::uint32_t targets : {1U, 2U, 100U, 20'000U, 3'000'000U}) {
    for (const std::size_t count : {65U, 1'000U, 30'000U}) {
      EventQueue queue;
      std::vector<Key> keys;
      for (std::uint64_t k = 0; k < count; ++k) {
        const std::uint64_t word = mix(targets, count, k);
        const auto target = static_cast<std::uint32_t>(targets == 2 ? 4'000'000'000U + word % 2 : word % targets);
        keys.emplace_back(3, target, word % 7 == 0 ? kWakePort : static_cast<std::uint16_t>(word % 5), k);
        push(queue, keys.back());
      }
      std::sort(keys.begin(), keys.end());
      EXPECT_EQ(pop_next(queue), keys) << targets << " targets";
    }
  }
}

/// Messages of every size come back as they were.
TEST(EventQueue, KeepsMessagesOfEverySize) {
  EventQueue queue;
  std::array<std::byte, kMessageBytes> message{};
  for (std::size_t k = 0; k < message.size(); ++k) message[k] = static_cast<std::byte>(k + 1);
  for (std::uint16_t bytes = 0; bytes <= kMessageBytes; ++bytes) {
    EventRecord head;
    head.target = bytes;
    head.bytes = bytes;
    queue.push(1, head, message.data());
    queue.push(1 + kWheel, head, message.data());  // far
    queue.push(1 + 2 * kFarWheel, head, message.data());
  }
  for (const std::uint64_t time : {std::uint64_t{1}, 1 + kWheel, 1 + 2 * kFarWheel}) {
    const auto due = queue.open(time);
    ASSERT_EQ(due.size(), kMessageBytes + 1);
    for (std::size_t bytes = 0; bytes < due.size(); ++bytes) {
      ASSERT_EQ(due[bytes].event->bytes, bytes);
      EXPECT_EQ(std::memcmp(due[bytes].event->message(), message.data(), bytes), 0);
      for (std::size_t k = bytes; k < due[bytes].event->padded(); ++k) {
        EXPECT_EQ(due[bytes].event->message()[k], std::byte{0}) << "padding is part of the digest";
      }
    }
    queue.close();
  }
}

}  // namespace
}  // namespace octosim::engine
