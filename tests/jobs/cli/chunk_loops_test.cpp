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

TEST(ChunkLoopsTest, NestedLoopsAndHalosAreNamed) {
  const auto graph = models::tensor::networks::gpt({.tokens = 2048, .width = 128, .heads = 2});
  const chunk::Tables tables{graph};
  const chunk::Request request{.method = chunk::Method::kTbu,
                               .tbu = {.sram_bytes = 700'000, .cbu_bytes = std::int64_t{1} << 30}};
  std::size_t nested = 0;
  for (const auto& loop : loops_json(graph, chunk::plan_graph(tables, request))) {
    if (!loop.contains("inner")) {
      EXPECT_FALSE(loop.at("body")[0].contains("inner_dim"));
      continue;
    }
    ++nested;
    EXPECT_EQ(loop.at("inner").at("count"),
              (loop.at("inner").at("extent").get<int>() - 1) / loop.at("inner").at("size").get<int>() + 1);
    for (const auto& node : loop.at("body")) EXPECT_NE(node.at("dim"), node.at("inner_dim"));
  }
  EXPECT_GT(nested, 0U);
  models::tensor::Graph image;
  image.add("c", "conv2d", {image.add_input("x", {1, 8, 64, 64}, 2)}, {{"channels", 8}, {"kernel", 3}});
  const auto loops = loops_json(
      image, chunk::plan_graph(chunk::Tables{image}, {.method = chunk::Method::kTbu, .tbu = {.sram_bytes = 80'000}}));
  ASSERT_EQ(loops.size(), 1U);
  EXPECT_EQ(loops[0].at("body")[0].at("stride"), 1);
  EXPECT_EQ(loops[0].at("body")[0].at("before"), 0) << "of the rows of c, none is computed again";
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
