#include "jobs/bench/sync_bench.hpp"

#include <mutex>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "engine/comm/thread_communicator.hpp"

namespace octosim::jobs::bench {
namespace {

SyncResult run_on(std::int32_t ranks, const SyncBench& bench) {
  SyncResult result;
  std::mutex mutex;
  engine::on_thread_ranks(ranks, [&](engine::Communicator& comm) {
    SyncResult mine = run_sync(bench, comm);
    const std::lock_guard lock{mutex};
    if (comm.rank() == engine::Rank{0}) result = std::move(mine);
  });
  return result;
}

SyncBench small_sync() {
  return {.syncs = {engine::Sync::kWindow}, .windows = 100, .events_per_window = {10}, .events = 1000};
}

TEST(SyncBench, CountsAboutOneRoundAWindow) {
  const SyncResult result = run_on(2, small_sync());
  ASSERT_EQ(result.empty.size(), 1U);
  EXPECT_NEAR(static_cast<double>(result.empty[0].rounds), 100, 3);
  ASSERT_EQ(result.efficiency.size(), 1U);
  EXPECT_NEAR(result.efficiency[0].got, 10, 1.5);
  EXPECT_GT(result.efficiency[0].efficiency, 0);
  const auto json = to_json(result);
  EXPECT_EQ(json["empty_windows"].size(), 1U);
  EXPECT_EQ(json["idle_stretch"].size(), 1U);
  EXPECT_EQ(json["efficiency"].size(), 1U);
  EXPECT_THAT(to_text(result), testing::HasSubstr("us/round"));
}

TEST(SyncBench, AnIdleStretchIsJumped) {
  SyncResult result = run_on(3, small_sync());
  EXPECT_TRUE(idle_is_jumped(result)) << result.idle.at(0).rounds;
  result.idle.at(0).rounds = kMostIdleRounds + 1;
  EXPECT_FALSE(idle_is_jumped(result));
}

TEST(SyncBench, RefusesOneRankAndBadValues) {
  EXPECT_THROW(run_on(1, small_sync()), engine::ModelError);
  SyncBench bench = small_sync();
  bench.latency = 0;
  EXPECT_THROW(run_on(2, bench), engine::ModelError);
  bench = small_sync();
  bench.events_per_window = {0};
  EXPECT_THROW(run_on(2, bench), engine::ModelError);
}

}  // namespace
}  // namespace octosim::jobs::bench
