#include "jobs/bench/rival_queues.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/base/hash.hpp"
#include "jobs/bench/engine_queue.hpp"
#include "jobs/bench/hold.hpp"

namespace octosim::jobs::bench {
namespace {

template <class Queue>
class EveryQueue : public testing::Test {};
using Queues = testing::Types<EngineQueue, BinaryHeap, FourHeap, CalendarQueue>;
TYPED_TEST_SUITE(EveryQueue, Queues);

/// Dense ties, near and far events, growing and shrinking: what comes out is sorted.
TYPED_TEST(EveryQueue, GivesAllEventsInOrder) {
  TypeParam queue;
  std::vector<HoldEvent> events;
  for (std::uint64_t k = 0; k < 5000; ++k) {
    HoldEvent event;
    event.time = k % 10 == 0 ? 1'000'000 + engine::mix(1, k) % 500'000 : engine::mix(2, k) % 300;
    event.target = static_cast<std::uint32_t>(engine::mix(3, k) % 7);
    event.port = static_cast<std::uint16_t>(engine::mix(4, k) % 3);
    event.nth = k;
    events.push_back(event);
    queue.push(event);
  }
  std::sort(events.begin(), events.end(), Earlier{});
  for (const HoldEvent& expected : events) {
    const HoldEvent event = queue.pop();
    ASSERT_EQ(event.time, expected.time);
    ASSERT_EQ(event.nth, expected.nth);
  }
}

/// The same events under the hold model, whatever the increments.
TYPED_TEST(EveryQueue, HoldsAsTheBinaryHeapDoes) {
  for (const auto& [name, increment] : kIncrements) {
    const auto increments = draw_increments(increment, 3);
    for (const std::uint64_t pending : {1, 2, 37, 3000}) {
      Hold<BinaryHeap> expected{pending, increments};
      Hold<TypeParam> hold{pending, increments};
      expected.run(5000);
      hold.run(5000);
      EXPECT_EQ(hold.seen(), expected.seen()) << name << ' ' << pending;
    }
  }
}

}  // namespace
}  // namespace octosim::jobs::bench
