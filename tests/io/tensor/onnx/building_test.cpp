#include "io/tensor/onnx/building.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/tensor/onnx/folding.hpp"

namespace octosim::io::tensor::onnx {
namespace {

using testing::ThrowsMessage;

TEST(BuildingTest, ConstantsGetTheirNodeWhenItIsNeeded) {
  models::tensor::Graph graph;
  Value weights{.name = "w", .shape = {3, 2}, .type = ElementType::kFloat, .constant = true};
  const StoredNode node{.name = "n", .op_type = "Relu", .outputs = {"y"}};
  Building b{graph, node, 17, {&weights}, [](const std::string& name) { return name; }};
  EXPECT_EQ(graph.size(), 0U);
  EXPECT_EQ(b.operand(0), b.operand(0));
  EXPECT_EQ(graph.size(), 1U);
  EXPECT_EQ(graph[0].weight_bytes, 24);
  EXPECT_EQ(weights.node, Node{0});
}

TEST(BuildingTest, WholeNumbersBeyondEveryExtentAreCut) {
  models::tensor::Graph graph;
  Value ends{.shape = {2}, .type = ElementType::kInt64, .constant = true, .known = {{9.2e18, -9.2e18}}};
  const StoredNode node{.op_type = "Slice"};
  const Building b{graph, node, 17, {&ends, nullptr}, [](const std::string& name) { return name; }};
  EXPECT_GT(b.whole(0, "ends")[0], std::int64_t{1} << 60);
  EXPECT_LT(b.whole(0, "ends")[1], -(std::int64_t{1} << 60));
  EXPECT_FALSE(b.has(1));
  EXPECT_FALSE(b.list(1, "axes"));
  EXPECT_THAT([&] { b.in(1); }, ThrowsMessage<Unsupported>("input 1 is missing"));
}

TEST(FoldingTest, WhatDependsOnInputsIsNotFolded) {
  Value x{.shape = {3}, .type = ElementType::kFloat, .node = Node{0}};
  const StoredNode node{.op_type = "Relu", .inputs = {"x"}, .outputs = {"y"}};
  const auto import = [](Building& b) { b.give(b.add("relu", {b.operand(0)})); };
  EXPECT_FALSE(fold(node, 17, {&x}, import));
  x.constant = true;
  const auto shape_only = fold(node, 17, {&x}, import);
  ASSERT_TRUE(shape_only);
  EXPECT_EQ((*shape_only)[0].shape, Shape{3});
  EXPECT_FALSE((*shape_only)[0].known);
  x.known = {-1, 0, 2};
  EXPECT_EQ((*fold(node, 17, {&x}, import))[0].known, (std::vector<double>{0, 0, 2}));
}

}  // namespace
}  // namespace octosim::io::tensor::onnx
