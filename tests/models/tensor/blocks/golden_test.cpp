#include <gtest/gtest.h>

#include "models/tensor/blocks/attention.hpp"
#include "models/tensor/blocks/triangle.hpp"
#include "models/tensor/blocks/unet.hpp"
#include "tests/support/golden_blocks.hpp"

namespace octosim::models::tensor::blocks {
namespace {

using tests::autochunk, tests::golden_blocks;

std::string golden_kind(const Operator& op) {
  for (const char* kind : {"add", "mul", "scale", "gelu", "silu", "sigmoid"}) {
    if (op.kind == kind) return "ew";
  }
  return op.kind;
}

TEST(GoldenBlockTest, NodesHaveTheShapesWorkAndWeightsOfTheGoldenFile) {
  for (const auto& block : golden_blocks()) {
    const auto& nodes = autochunk().at(block.name).at("nodes");
    const std::vector<Node> order = block.graph.compute_order();
    ASSERT_EQ(order.size(), nodes.size()) << block.name;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Operator& op = block.graph[order[i]];
      EXPECT_EQ(op.name, nodes[i].at("name"));
      EXPECT_EQ(golden_kind(op), nodes[i].at("op")) << op.name;
      EXPECT_EQ(op.shape, nodes[i].at("shape").get<Shape>()) << op.name;
      EXPECT_EQ(bytes_of(op), nodes[i].at("bytes")) << op.name;
      EXPECT_EQ(op.flops, nodes[i].at("flops")) << op.name;
      EXPECT_EQ(op.weight_bytes, nodes[i].at("wbytes")) << op.name;
    }
  }
}

TEST(GoldenBlockTest, EveryDimensionOfEveryNodeFlowsBackAsInTheGoldenFile) {
  std::size_t compared = 0;
  for (const auto& block : golden_blocks()) {
    if (block.table.empty()) continue;
    const auto& trace = autochunk().at("trace_" + block.table);
    for (const Node v : block.graph.compute_order()) {
      nlohmann::json rows = nlohmann::json::array();
      for (int dim = 0; dim < static_cast<int>(block.graph[v].shape.size()); ++dim) {
        const Flow flow = block.graph.back(v, dim);
        nlohmann::json row = nlohmann::json::array();
        if (!flow) row = "ILLEGAL";
        for (const Setting setting : flow.value_or(std::vector<Setting>{})) {
          row.push_back(setting ? nlohmann::json(*setting) : nlohmann::json());
        }
        rows.push_back(row);
        ++compared;
      }
      EXPECT_EQ(rows, trace.at(block.graph[v].name)) << block.name << " " << block.graph[v].name;
    }
  }
  EXPECT_GT(compared, 200U);
}

}  // namespace
}  // namespace octosim::models::tensor::blocks
