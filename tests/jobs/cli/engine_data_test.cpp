#include "jobs/cli/engine_data.hpp"

#include <array>
#include <bit>
#include <set>

#include <gmock/gmock.h>

#include "engine/comm/thread_communicator.hpp"

namespace octosim::jobs::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(EngineDataTest, ARowHasEveryCounterOnce) {
  constexpr std::size_t kCounters = sizeof(engine::RankStatistics) / sizeof(std::uint64_t);
  std::array<std::uint64_t, kCounters> words{};
  for (std::size_t k = 0; k < kCounters; ++k) words[k] = k + 1;
  const auto statistics = std::bit_cast<engine::RankStatistics>(words);
  std::set<std::uint64_t> values;
  const io::trace::EngineRow row = engine_row(statistics);
  for (const auto& [name, value] : row.values) values.insert(value);
  EXPECT_EQ(row.values.size(), kCounters);
  EXPECT_EQ(values, std::set<std::uint64_t>(words.begin(), words.end()));
}

engine::RunReport report_of(std::uint64_t rank) {
  engine::RunReport report;
  report.mine.compute_ns = 100 * (rank + 1);
  report.mine.batches_sent = 10;
  report.mine.null_batches = rank;
  report.classes = {{"tbu", 4, 10 * (rank + 1), 1000}, {rank == 0 ? "dram" : "cbu", 1, 5, 3000}};
  const auto id = static_cast<std::uint32_t>(rank);
  report.component_events = {{engine::ComponentId{id}, 7}, {engine::ComponentId{id + 3}, 2}};
  return report;
}

TEST(EngineDataTest, GathersAllRanksOnAll) {
  engine::on_thread_ranks(3, [](engine::Communicator& comm) {
    const auto rank = static_cast<std::uint64_t>(engine::index(comm.rank()));
    const auto data =
        gather_engine_data(comm, report_of(rank), 4, [](engine::ComponentId id) { return engine::index(id) / 2; });
    ASSERT_EQ(data.ranks.size(), 3u);
    const std::vector<io::trace::ClassRow> expected{{"tbu", 0, 4, 10, 1000}, {"dram", 0, 1, 5, 3000},
                                                    {"tbu", 1, 4, 20, 1000}, {"cbu", 1, 1, 5, 3000},
                                                    {"tbu", 2, 4, 30, 1000}, {"cbu", 2, 1, 5, 3000}};
    EXPECT_EQ(data.classes, expected);
    EXPECT_THAT(data.cluster_events, ElementsAre(14, 9, 4, 0));
    EXPECT_DOUBLE_EQ(imbalance(data, "compute_ns"), 1.5);
    EXPECT_DOUBLE_EQ(ratio(data, "null_batches", "batches_sent"), 0.1);
  });
}

TEST(EngineDataTest, NothingCountedIsNoImbalance) {
  io::trace::EngineData data;
  data.ranks = {engine_row({}), engine_row({})};
  EXPECT_EQ(imbalance(data, "compute_ns"), 0);
  EXPECT_EQ(ratio(data, "null_batches", "batches_sent"), 0);
  EXPECT_EQ(profile_table(data), "");
}

TEST(EngineDataTest, TheProfileHasTheDearestFirst) {
  io::trace::EngineData data;
  data.classes = {{"tbu", 0, 4, 10, 1000}, {"cbu", 0, 1, 5, 2500}, {"tbu", 1, 4, 10, 500}};
  const std::string table = profile_table(data);
  EXPECT_LT(table.find("cbu"), table.find("tbu"));
  EXPECT_THAT(table, HasSubstr("62.5%"));
  EXPECT_THAT(table, HasSubstr("75.0"));  // 1500 ns in 20 events
}

}  // namespace
}  // namespace octosim::jobs::cli
