#include "jobs/cli/chunk_loops.hpp"

#include <gtest/gtest.h>

#include "models/tensor/networks/gpt.hpp"

namespace octosim::jobs::cli {
namespace {

namespace chunk = partition::chunk;

TEST(ChunkLoopsTest, AProgramNamesEveryNodeOnceAndItsLoopsAreIntervals) {
  const auto graph = models::tensor::networks::gpt({.tokens = 1024});
  const chunk::Tables tables{graph};
  const chunk::Planned planned = chunk::plan_graph(tables, {.method = chunk::Method::kGreedy, .budget = 51904512 / 5});
  const auto json = program_json(graph, planned);
  EXPECT_EQ(json.at("format"), "octosim-loops");
  EXPECT_EQ(json.at("order").size(), graph.compute_order().size());
  ASSERT_EQ(json.at("loop").size(), 2U) << "golden: 20 %";
  const auto& loop = json.at("loop")[0];
  EXPECT_EQ(loop.at("first"), "scores");
  EXPECT_EQ(loop.at("last"), "ctx");
  EXPECT_EQ(loop.at("dim"), 1);
  EXPECT_EQ(loop.at("size"), 83);
  EXPECT_EQ(loop.at("extent"), 1024);
  EXPECT_EQ(loop.at("count"), 13);
  EXPECT_EQ(loop.at("body").size(), 5U);
  EXPECT_EQ(loop.at("outputs")[0].at("node"), "ctx");
  bool whole = false, sliced = false;
  for (const auto& input : loop.at("inputs")) {
    whole = whole || (input.at("tensor") == "k_t" && !input.contains("dim"));
    sliced = sliced || (input.at("tensor") == "q_t" && input.at("dim") == 1);
  }
  EXPECT_TRUE(whole && sliced) << loop.dump();
  const auto& order = json.at("order");
  const auto first = std::find(order.begin(), order.end(), "scores");
  EXPECT_EQ(*(first + 4), "ctx");
}

TEST(ChunkLoopsTest, HoistedNodesAreThoseOfTheLoop) {
  const auto graph = models::tensor::networks::gpt({.tokens = 64, .width = 32, .heads = 2});
  const chunk::Tables tables{graph};
  const chunk::Planned planned = chunk::plan_graph(tables, {.method = chunk::Method::kMemory});
  const auto loops = loops_json(graph, planned);
  std::size_t hoisted = 0, expected = 0;
  for (const auto& loop : loops) hoisted += loop.at("hoisted").size();
  for (const auto& each : planned.plan.chunks) expected += each.hoisted.size();
  EXPECT_EQ(loops.size(), planned.plan.chunks.size());
  EXPECT_EQ(hoisted, expected);
}

TEST(ChunkLoopsTest, Toml) {
  const nlohmann::ordered_json json{{"name", "a \"b\""},
                                    {"count", 3},
                                    {"order", {"x", "y"}},
                                    {"empty", nlohmann::ordered_json::array()},
                                    {"loop", {{{"dim", 1}, {"kept", true}, {"body", {{{"node", "x"}, {"dim", 0}}}}}}}};
  EXPECT_EQ(toml_text(json),
            "name = \"a \\\"b\\\"\"\ncount = 3\norder = [\"x\", \"y\"]\nempty = []\n\n[[loop]]\ndim = 1\nkept = true\n"
            "body = [{ node = \"x\", dim = 0 }]\n");
}

}  // namespace
}  // namespace octosim::jobs::cli
