#include "jobs/cli/chunk_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "models/tensor/networks/gpt.hpp"

namespace octosim::jobs::cli {
namespace {

namespace chunk = partition::chunk;
using chunk::Method;
using testing::HasSubstr;

/// A plan of one block of GPT-2; the graph must outlive it.
ChunkReport report_of(const models::tensor::Graph& graph, const chunk::Request& request) {
  return {.graph = &graph,
          .request = request,
          .planned = chunk::plan_graph(chunk::Tables{graph}, request),
          .no_longest = "nobody knows"};
}

TEST(ChunkReportTest, JsonHasTheNumbersOfThePlan) {
  const auto graph = models::tensor::networks::gpt({});
  ChunkReport report = report_of(graph, {.method = Method::kGreedy, .budget = 51904512 / 2});
  auto json = nlohmann::json::parse(chunk_json(report));
  EXPECT_EQ(json.at("peak_before_bytes"), 51904512);
  EXPECT_EQ(json.at("peak_after_bytes"), 22 << 20) << "golden: 50 %";
  EXPECT_EQ(json.at("regions"), 1);
  EXPECT_EQ(json.at("cycles_before"), report.planned.cycles_before);
  EXPECT_EQ(json.at("cycles_after"), report.planned.cycles_after);
  EXPECT_EQ(json.at("budget_bytes"), 51904512 / 2);
  EXPECT_EQ(json.at("select"), "greedy");
  EXPECT_EQ(json.at("loops").size(), 1U);
  EXPECT_NEAR(json.at("predicted_loss").get<double>(),
              static_cast<double>(report.planned.cycles_after) / static_cast<double>(report.planned.cycles_before) - 1,
              1e-12);
  EXPECT_FALSE(json.contains("max_sequence_before") || json.contains("sram_bytes"));
  report.longest = LongestSequence{.before = 100, .after = 250};
  json = nlohmann::json::parse(chunk_json(report));
  EXPECT_EQ(json.at("max_sequence_before"), 100);
  EXPECT_EQ(json.at("max_sequence_after"), 250);
}

TEST(ChunkReportTest, ATableForPeople) {
  const auto graph = models::tensor::networks::gpt({});
  ChunkReport report = report_of(graph, {.method = Method::kGreedy, .budget = 51904512 / 2});
  EXPECT_THAT(chunk_table(report), HasSubstr("scores..ctx"));
  EXPECT_THAT(chunk_table(report), HasSubstr("51904512 B before, 23068672 B after (44.44 %)"));
  EXPECT_THAT(chunk_table(report), HasSubstr("longest sequence: not known (nobody knows)"));
  report.longest = LongestSequence{.before = 100, .after = 250};
  report.memory = 7;
  EXPECT_THAT(chunk_table(report), HasSubstr("in 7 B: 100 without a plan, 250 with one, 2.50 times"));
  report.longest = LongestSequence{.before = 0, .after = 250};
  EXPECT_THAT(chunk_table(report), HasSubstr("0 without a plan, 250 with one\n"));
}

TEST(ChunkReportTest, NoLoopsIsSaid) {
  const auto graph = models::tensor::networks::gpt({.tokens = 16, .width = 16, .heads = 2});
  const ChunkReport report = report_of(graph, {.method = Method::kTbu});
  EXPECT_THAT(chunk_table(report), HasSubstr("no loops: the graph fits as it is"));
  EXPECT_EQ(nlohmann::json::parse(chunk_json(report)).at("regions"), 0);
}

}  // namespace
}  // namespace octosim::jobs::cli
