#include "jobs/cli/graph_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace octosim::jobs::cli {
namespace {

models::tensor::Graph small() {
  models::tensor::Graph graph{"small"};
  const auto x = graph.add_input("x", {1024, 2}, 2);
  graph.add("y", "linear", {x}, {{"features", 3}});
  return graph;
}

TEST(GraphSummaryTest, ALineForPeople) {
  EXPECT_EQ(summary_line(small()),
            "small: 1 operators (0 views); weights 18 B, inputs 4.000 KiB, activations 6.000 KiB, the largest "
            "6.000 KiB (y); 0.000 GFLOP\n");
}

TEST(GraphSummaryTest, ExactNumbersForPrograms) {
  const auto json = nlohmann::json::parse(summary_json(small()));
  EXPECT_EQ(json.at("name"), "small");
  EXPECT_EQ(json.at("nodes"), 1);
  EXPECT_EQ(json.at("weight_bytes"), 18);
  EXPECT_EQ(json.at("input_bytes"), 4096);
  EXPECT_EQ(json.at("activation_bytes"), 6144);
  EXPECT_EQ(json.at("largest"), "y");
  EXPECT_EQ(json.at("flops"), 2 * 1024 * 2 * 3);
}

}  // namespace
}  // namespace octosim::jobs::cli
