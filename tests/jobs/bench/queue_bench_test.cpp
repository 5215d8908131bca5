#include "jobs/bench/queue_bench.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"

namespace octosim::jobs::bench {
namespace {

TEST(QueueBench, MeasuresEveryQueueAtEverySize) {
  const QueueBench bench{.pending = {1, 100}, .holds = 500};
  const auto times = run_queues(bench);
  EXPECT_EQ(times.size(), 4U * 3U * 2U);
  for (const QueueTime& time : times) EXPECT_GT(time.nanoseconds, 0) << time.queue;
  EXPECT_EQ(to_json(bench, times)["times"].size(), times.size());
  EXPECT_THAT(to_text(times), testing::HasSubstr("calendar"));
}

TEST(QueueBench, RefusesNothingPendingAndNothingTimed) {
  EXPECT_THROW(run_queues({.pending = {100, 0}, .holds = 10}), engine::ModelError);
  EXPECT_THROW(run_queues({.pending = {1ULL << 40U}, .holds = 10}), engine::ModelError);
  EXPECT_THROW(run_queues({.pending = {100}, .holds = 0}), engine::ModelError);
}

}  // namespace
}  // namespace octosim::jobs::bench
