#include "jobs/bench/phold_bench.hpp"

#include <mutex>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "engine/comm/thread_communicator.hpp"

namespace octosim::jobs::bench {
namespace {

using testing::HasSubstr;

PholdResult run_on(std::int32_t ranks, const PholdBench& bench) {
  PholdResult result;
  std::mutex mutex;
  engine::on_thread_ranks(ranks, [&](engine::Communicator& comm) {
    PholdResult mine = run_phold(bench, comm);
    const std::lock_guard lock{mutex};
    if (comm.rank() == engine::Rank{0}) result = std::move(mine);
  });
  return result;
}

PholdBench small_bench(Cut cut = Cut::kBlock) {
  return {.phold = {.lps = 50, .population = 2, .until = 500}, .cut = cut};
}

TEST(PholdBench, JsonHasEveryKeyAndAValuePerRank) {
  const auto json = to_json(run_on(3, small_bench()));
  for (const char* key : {"bench", "settings", "ranks", "sync", "events", "wall_seconds", "build_seconds",
                          "events_per_second", "rounds", "digest", "peak_rss_bytes", "per_rank"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_EQ(json["ranks"], 3);
  EXPECT_GT(json["wall_seconds"], 0.0);
  EXPECT_GT(json["peak_rss_bytes"], 1'000'000);
  EXPECT_EQ(json["digest"].get<std::string>().size(), 18U);
  for (const char* key : {"compute_seconds", "synchronise_seconds", "send_seconds", "null_batches", "events"}) {
    EXPECT_EQ(json["per_rank"][key].size(), 3U) << key;
  }
  std::uint64_t events = 0;
  for (const auto& each : json["per_rank"]["events"]) events += each.get<std::uint64_t>();
  EXPECT_EQ(events, json["events"].get<std::uint64_t>());
  EXPECT_FALSE(json.contains("classes"));
}

TEST(PholdBench, TheCutChangesNoResult) {
  const auto alone = run_on(1, small_bench());
  EXPECT_EQ(run_on(3, small_bench()).measured.report.digest, alone.measured.report.digest);
  EXPECT_EQ(run_on(3, small_bench(Cut::kRandom)).measured.report.digest, alone.measured.report.digest);
}

TEST(PholdBench, AProfileAddsClasses) {
  PholdBench bench = small_bench();
  bench.profile = true;
  EXPECT_TRUE(to_json(run_on(1, bench)).contains("classes"));
}

TEST(PholdBench, TextHasALinePerRank) {
  const std::string text = to_text(run_on(2, small_bench()));
  EXPECT_THAT(text, HasSubstr("events per second"));
  EXPECT_THAT(text, HasSubstr("\n       0 "));
  EXPECT_THAT(text, HasSubstr("\n       1 "));
}

TEST(PholdBench, BadSettingsAreRefusedOnEveryRank) {
  PholdBench bench = small_bench();
  bench.phold.remote = 2;
  EXPECT_THROW(run_on(2, bench), engine::ModelError);
}

}  // namespace
}  // namespace octosim::jobs::bench
