#include "io/tensor/onnx/import_onnx.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/tensor/onnx/read_onnx.hpp"
#include "tests/io/tensor/onnx/onnx_builder.hpp"

namespace octosim::io::tensor::onnx {
namespace {

using models::tensor::Graph;
using models::tensor::Node;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;
using tests::OnnxBuilder;

using List = std::vector<std::int64_t>;

Graph imported(const OnnxBuilder& b, const ImportOptions& options = {}) {
  return import_model(read_onnx(b.bytes(), "m.onnx"), "m.onnx", options);
}

std::string refusal(const OnnxBuilder& b, const ImportOptions& options = {}) {
  try {
    imported(b, options);
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "imported";
}

/// Kinds of the operators, in order.
std::vector<std::string> kinds_of(const Graph& graph) {
  std::vector<std::string> kinds;
  for (const Node v : graph.compute_order()) kinds.push_back(graph[v].kind);
  return kinds;
}

TEST(ImportOnnxTest, LayersWithWeightsElsewhere) {
  OnnxBuilder b;
  b.input("x", {8, 4}).weights("w1", {16, 4}).weights("b1", {16}).weights("w2", {16, 3}).weights("b2", {3});
  b.node("Gemm", {"x", "w1", "b1"}, {"h"}).with("transB", std::int64_t{1});
  b.node("Relu", {"h"}, {"r"})
      .node("MatMul", {"r", "w2"}, {"m"})
      .node("Add", {"m", "b2"}, {"y"})
      .output("y", {8, 3}, true);
  const Graph graph = imported(b);
  EXPECT_THAT(kinds_of(graph), ElementsAre("linear", "relu", "linear", "add"));
  EXPECT_EQ(graph[*graph.find("node_h")].weight_bytes, 4 * (4 * 16 + 16));
  EXPECT_EQ(graph[*graph.find("node_m")].weight_bytes, 4 * 16 * 3);
  EXPECT_EQ(graph[*graph.find("b2")].kind, "constant");
  EXPECT_EQ(graph[*graph.find("node_y")].shape, (Shape{8, 3}));
  EXPECT_EQ(graph[*graph.find("node_y")].element_bytes, 4);
  EXPECT_TRUE(graph.is_output(*graph.find("node_y")));
  EXPECT_FALSE(graph.find("w1")) << "weights of a linear layer are its own";
}

/// Attention as PyTorch writes it: shapes come from Shape, Gather, Unsqueeze and Concat.
OnnxBuilder attention(std::int64_t opset) {
  OnnxBuilder b{opset};
  b.input("x", {2, std::string{"seq"}, 8}).weights("wq", {8, 8}).weights("wk", {8, 8}).weights("wv", {8, 8});
  b.whole("zero", {0}, true, true)
      .whole("one", {1}, true, true)
      .whole("axis0", {0})
      .whole("heads", {2})
      .whole("width", {4})
      .whole("all", {8});
  b.real("root", 2.0F);
  const auto unsqueeze = [&](const std::string& from, const std::string& to) {
    if (opset >= 13) {
      b.node("Unsqueeze", {from, "axis0"}, {to});
    } else {
      b.node("Unsqueeze", {from}, {to}).with("axes", List{0});
    }
  };
  b.node("Shape", {"x"}, {"shape"});
  b.node("Gather", {"shape", "zero"}, {"batch0"}).with("axis", std::int64_t{0});
  b.node("Gather", {"shape", "one"}, {"seq0"}).with("axis", std::int64_t{0});
  unsqueeze("batch0", "batch");
  unsqueeze("seq0", "seq1");
  b.node("Concat", {"batch", "seq1", "heads", "width"}, {"split"}).with("axis", std::int64_t{0});
  b.node("Concat", {"batch", "seq1", "all"}, {"joined"}).with("axis", std::int64_t{0});
  for (const std::string p : {"q", "k", "v"}) {
    b.node("MatMul", {"x", "w" + p}, {p});
    b.node("Reshape", {p, "split"}, {p + "r"});
    b.node("Transpose", {p + "r"}, {p + "t"}).with("perm", p == "k" ? List{0, 2, 3, 1} : List{0, 2, 1, 3});
  }
  b.node("MatMul", {"qt", "kt"}, {"scores"}).node("Div", {"scores", "root"}, {"scaled"});
  b.node("Softmax", {"scaled"}, {"probs"}).with("axis", std::int64_t{opset >= 13 ? -1 : 3});
  b.node("MatMul", {"probs", "vt"}, {"ctx"}).node("Transpose", {"ctx"}, {"ctxt"}).with("perm", List{0, 2, 1, 3});
  b.node("Reshape", {"ctxt", "joined"}, {"y"}).output("y", {2, std::string{"seq"}, 8}, true);
  return b;
}

TEST(ImportOnnxTest, AttentionWhoseShapesAreComputed) {
  for (const std::int64_t opset : {11, 13, 17, 18}) {
    const Graph graph = imported(attention(opset), {.dimensions = {{"seq", 5}}});
    EXPECT_THAT(kinds_of(graph),
                ElementsAre("linear", "reshape", "transpose", "linear", "reshape", "transpose", "linear", "reshape",
                            "transpose", "matmul", "scale", "softmax", "matmul", "transpose", "reshape"))
        << opset;
    EXPECT_EQ(graph[*graph.find("node_scores")].shape, (Shape{2, 2, 5, 5}));
    EXPECT_EQ(graph[*graph.find("node_scaled")].attributes.at("factor"), models::tensor::Attribute{0.5});
    EXPECT_EQ(graph[*graph.find("node_y")].shape, (Shape{2, 5, 8}));
  }
}

TEST(ImportOnnxTest, SymbolicDimensionsNeedAnExtent) {
  EXPECT_THAT(refusal(attention(17)),
              AllOf(HasSubstr("m.onnx: input \"x\": dimension 1 is \"seq\""), HasSubstr("--dim seq=N")));
  OnnxBuilder b;
  b.input("x", {std::string{}}).node("Relu", {"x"}, {"y"}).output("y");
  EXPECT_THAT(refusal(b), HasSubstr("dimension 0 has neither extent nor name"));
  EXPECT_THAT(refusal(attention(17), {.dimensions = {{"seq", 0}}}), HasSubstr("every extent must be at least 1"));
}

TEST(ImportOnnxTest, AConvolutionalNetwork) {
  OnnxBuilder b;
  b.input("image", {1, 3, 32, 32})
      .weights("k1", {8, 3, 3, 3})
      .weights("c1", {8})
      .weights("g", {8})
      .weights("k2", {16, 4, 1, 1});
  b.reals("scales", {1, 1, 2, 2}).weights("fc", {16, 10}).weights("fcb", {10});
  b.node("Conv", {"image", "k1", "c1"}, {"a"})
      .with("pads", List{1, 1, 1, 1})
      .with("strides", List{2, 2})
      .with("kernel_shape", List{3, 3});
  b.node("BatchNormalization", {"a", "g", "g", "g", "g"}, {"n"});
  b.node("InstanceNormalization", {"n", "g", "g"}, {"i"});
  b.node("Sigmoid", {"i"}, {"s"}).node("Mul", {"i", "s"}, {"silu"});
  b.node("Conv", {"silu", "k2"}, {"c"}).with("group", std::int64_t{2}).with("auto_pad", std::string{"SAME_UPPER"});
  b.node("Resize", {"c", "", "scales"}, {"up"}).with("mode", std::string{"nearest"});
  b.node("GlobalAveragePool", {"up"}, {"pool"}).node("Flatten", {"pool"}, {"flat"});
  b.node("Gemm", {"flat", "fc", "fcb"}, {"y"}).output("y", {1, 10}, true).info("up", {1, 16, 32, 32});
  const Graph graph = imported(b);
  EXPECT_THAT(kinds_of(graph), ElementsAre("conv2d", "mul", "add", "groupnorm", "sigmoid", "mul", "conv2d",
                                           "interpolate", "mean", "mean", "reshape", "linear"));
  EXPECT_EQ(graph[*graph.find("node_a")].shape, (Shape{1, 8, 16, 16}));
  EXPECT_EQ(graph[*graph.find("node_a")].weight_bytes, 4 * (8 * 27 + 8));
  EXPECT_EQ(graph[*graph.find("node_c")].weight_bytes, 4 * 16 * 4);
}

TEST(ImportOnnxTest, ALayernormInPiecesStaysInPieces) {
  OnnxBuilder b{13};
  b.input("x", {4, 6}).real("two", 2).real("eps", 1e-5F).weights("g", {6});
  b.node("ReduceMean", {"x"}, {"m"}).with("axes", List{-1}).node("Sub", {"x", "m"}, {"d"});
  b.node("Pow", {"d", "two"}, {"p"}).node("ReduceMean", {"p"}, {"v"}).with("axes", List{-1});
  b.node("Add", {"v", "eps"}, {"e"})
      .node("Sqrt", {"e"}, {"r"})
      .node("Div", {"d", "r"}, {"n"})
      .node("Mul", {"n", "g"}, {"y"})
      .output("y");
  const Graph graph = imported(b);
  EXPECT_THAT(kinds_of(graph), ElementsAre("mean", "sub", "pow", "mean", "add", "sqrt", "div", "mul"));
  EXPECT_EQ(graph[*graph.find("node_m")].shape, (Shape{4, 1}));
}

TEST(ImportOnnxTest, ActivationsWithoutAKindBecomeSeveral) {
  const auto kinds = [](const char* type, float alpha) {
    OnnxBuilder b{17};
    b.input("x", {2, 3}).node(type, {"x"}, {"y"});
    if (alpha != 0) b.with("alpha", alpha);
    return kinds_of(imported(b.output("y")));
  };
  EXPECT_THAT(kinds("HardSwish", 0), ElementsAre("scale", "add", "minimum", "relu", "mul"));
  EXPECT_THAT(kinds("HardSigmoid", 0), ElementsAre("scale", "add", "minimum", "relu"));
  EXPECT_THAT(kinds("LeakyRelu", 0.1F), ElementsAre("scale", "maximum"));
  EXPECT_THAT(kinds("LeakyRelu", 2), ElementsAre("scale", "minimum"));
  EXPECT_THAT(kinds("Elu", 0), ElementsAre("minimum", "exp", "sub", "scale", "relu", "add"));
  EXPECT_THAT(kinds("Mish", 0), ElementsAre("exp", "add", "log", "tanh", "mul"));
}

/// One node of each supported type, its inputs, and the shape that comes out.
struct Row {
  const char* op_type;
  std::vector<std::string> inputs;
  Shape shape;
  std::function<void(OnnxBuilder&)> with = [](OnnxBuilder&) {};
  std::size_t outputs = 1;
};

std::vector<Row> rows() {
  const auto axis = [](std::int64_t value) { return [value](OnnxBuilder& b) { b.with("axis", value); }; };
  const auto axes = [](List value) { return [value](OnnxBuilder& b) { b.with("axes", value); }; };
  std::vector<Row> all{
      {"Cast", {"x"}, {2, 4, 6}, [](OnnxBuilder& b) { b.with("to", std::int64_t{10}); }},
      {"Clip", {"x", "half", ""}, {2, 4, 6}},
      {"Where", {"t", "x", "x"}, {2, 4, 6}},
      {"PRelu", {"x", "w6"}, {2, 4, 6}},
      {"Mod", {"x", "x"}, {2, 4, 6}},
      {"Not", {"t"}, {2, 4, 6}},
      {"And", {"t", "t"}, {2, 4, 6}},
      {"Or", {"t", "t"}, {2, 4, 6}},
      {"Sum", {"x", "x", "x"}, {2, 4, 6}},
      {"Pow", {"x", "half"}, {2, 4, 6}},
      {"Mul", {"x", "half"}, {2, 4, 6}},
      {"Div", {"x", "half"}, {2, 4, 6}},
      {"MatMul", {"x", "w"}, {2, 4, 3}},
      {"MatMul", {"x", "vector"}, {2, 4}},
      {"MatMul", {"vector", "xt"}, {2, 4}},
      {"Gemm",
       {"square", "square", "square"},
       {4, 4},
       [](OnnxBuilder& b) { b.with("transA", std::int64_t{1}).with("alpha", 0.5F); }},
      {"Gemm", {"square", "ww"}, {4, 5}, [](OnnxBuilder& b) { b.with("alpha", 0.5F); }},
      {"Einsum", {"x", "x"}, {2, 4, 4}, [](OnnxBuilder& b) { b.with("equation", std::string{"bID, bJD -> bIJ"}); }},
      {"Einsum", {"x"}, {4, 6, 2}, [](OnnxBuilder& b) { b.with("equation", std::string{"zay"}); }},
      {"Conv", {"image", "kernel"}, {1, 5, 6, 6}},
      {"MaxPool",
       {"image"},
       {1, 4, 4, 4},
       [](OnnxBuilder& b) {
         b.with("kernel_shape", List{3, 3}).with("strides", List{2, 2}).with("pads", List{1, 1, 1, 1});
       }},
      {"AveragePool",
       {"image"},
       {1, 4, 7, 7},
       [](OnnxBuilder& b) {
         b.with("kernel_shape", List{2, 2});
       }},
      {"BatchNormalization", {"image", "g", "g", "g", "g"}, {1, 4, 8, 8}},
      {"GlobalAveragePool", {"image"}, {1, 4, 1, 1}},
      {"GroupNormalization",
       {"image", "g", "g"},
       {1, 4, 8, 8},
       [](OnnxBuilder& b) { b.with("num_groups", std::int64_t{2}); }},
      {"InstanceNormalization", {"image", "g", "g"}, {1, 4, 8, 8}},
      {"LayerNormalization", {"x", "w6", "w6"}, {2, 4, 6}, axis(-1)},
      {"LayerNormalization", {"x", "w6", "w6"}, {2, 4, 6}, axis(1)},
      {"LogSoftmax", {"x"}, {2, 4, 6}, axis(1)},
      {"Softmax", {"x"}, {2, 4, 6}},
      {"ReduceL2", {"x"}, {2, 4, 1}, axes({2})},
      {"ReduceMax", {"x"}, {1, 1, 1}},
      {"ReduceMean",
       {"x"},
       {4},
       [](OnnxBuilder& b) {
         b.with("axes", List{0, -1}).with("keepdims", std::int64_t{0});
       }},
      {"ReduceMin", {"x"}, {2, 1, 6}, axes({1})},
      {"ReduceProd", {"vector"}, {1}},
      {"ReduceSum", {"x", "axis1"}, {2, 1, 6}},
      {"ReduceSum", {"x"}, {2, 4, 6}, [](OnnxBuilder& b) { b.with("noop_with_empty_axes", std::int64_t{1}); }},
      {"ReduceSumSquare", {"x"}, {2, 4, 1}, axes({2})},
      {"Flatten", {"x"}, {8, 6}, axis(2)},
      {"Flatten", {"x"}, {1, 48}, axis(0)},
      {"Reshape", {"x", "target"}, {2, 24}},
      {"Squeeze", {"unit", "axis1"}, {2, 4, 1}},
      {"Squeeze", {"unit"}, {2, 4}},
      {"Transpose", {"x"}, {6, 4, 2}},
      {"Unsqueeze", {"x", "edges"}, {1, 2, 4, 6, 1}},
      {"Concat", {"x", "x", "w246"}, {2, 12, 6}, axis(-2)},
      {"Expand", {"unit", "wide"}, {2, 3, 4, 1}},
      {"Gather", {"x", "places"}, {2, 3, 6}, axis(1)},
      {"Gather", {"x", "minus"}, {2, 6}, axis(1)},
      {"Gather", {"table", "ids"}, {2, 7, 5}},
      {"Resize", {"image", "", "", "sizes"}, {1, 4, 16, 16}},
      {"Upsample", {"image", "scales"}, {1, 4, 24, 24}},
      {"Slice", {"x", "starts", "ends", "axes12"}, {2, 2, 5}},
      {"Split", {"x"}, {2, 4, 2}, axis(2), 3},
      {"Split", {"x", "parts"}, {2, 1, 6}, axis(1), 2},
      {"Tile", {"unit", "repeats"}, {4, 3, 4, 1}},
  };
  for (const char* name :
       {"Abs",        "Ceil",        "Cos",       "Dropout",  "Elu",       "Erf",  "Exp",   "Floor",
        "Gelu",       "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "Log",  "Mish",  "Neg",
        "Reciprocal", "Softplus",    "Relu",      "Sigmoid",  "Sin",       "Sqrt", "Swish", "Tanh"}) {
    all.push_back({name, {"x"}, {2, 4, 6}});
  }
  for (const char* name : {"Add", "Sub", "Max", "Min", "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"}) {
    all.push_back({name, {"x", "w6"}, {2, 4, 6}});
  }
  for (const char* name : {"Constant", "ConstantOfShape", "Range", "Shape", "Size", "Trilu"}) {
    all.push_back({name, {}, {}, [](OnnxBuilder&) {}, 0});  // values, not operators: a test of their own
  }
  return all;
}

OnnxBuilder with_inputs() {
  OnnxBuilder b{17};
  b.input("x", {2, 4, 6})
      .input("xt", {2, 6, 4})
      .input("t", {2, 4, 6}, ::onnx::TensorProto::BOOL)
      .input("image", {1, 4, 8, 8});
  b.input("square", {4, 4})
      .input("vector", {6})
      .input("unit", {2, 1, 4, 1})
      .input("ids", {2, 7}, ::onnx::TensorProto::INT64);
  b.weights("w", {6, 3}).weights("ww", {4, 5}).weights("w6", {6}).weights("g", {4}).weights("kernel", {5, 4, 3, 3});
  b.weights("w246", {2, 4, 6}).weights("table", {100, 5}).real("half", 0.5F);
  b.whole("axis1", {1}).whole("target", {0, -1}).whole("edges", {0, -1}).whole("wide", {3, 1, 1}, false);
  b.whole("places", {0, 1, 3})
      .whole("minus", {-1}, true, true)
      .whole("sizes", {1, 4, 16, 16})
      .reals("scales", {1, 1, 3, 3});
  b.whole("starts", {1, -5}).whole("ends", {3, std::numeric_limits<std::int64_t>::max()}).whole("axes12", {1, 2});
  b.whole("parts", {1, 3}).whole("repeats", {2, 3, 1, 1});
  return b;
}

TEST(ImportOnnxTest, EverySupportedOperatorGivesItsShape) {
  std::set<std::string> seen;
  for (const Row& row : rows()) {
    seen.insert(row.op_type);
    if (row.outputs == 0) continue;
    OnnxBuilder b = with_inputs();
    std::vector<std::string> outputs{"y"};
    for (std::size_t i = 1; i < row.outputs; ++i) outputs.push_back("y" + std::to_string(i));
    b.node(row.op_type, row.inputs, outputs);
    row.with(b);
    const OnnxModel model = read_onnx(b.output("y").bytes(), "m.onnx");
    try {
      const Graph graph = import_model(model, "m.onnx", {});
      Node result = 0;
      for (Node v = 0; v < graph.size(); ++v) result = graph.is_output(v) ? v : result;
      EXPECT_EQ(graph[result].shape, row.shape) << row.op_type;
    } catch (const engine::ModelError& error) {
      ADD_FAILURE() << row.op_type << ": " << error.what();
    }
  }
  const std::vector<std::string> supported = supported_operators();
  EXPECT_EQ((std::vector<std::string>{seen.begin(), seen.end()}), supported) << "each has a row";
}

TEST(ImportOnnxTest, ValuesThatFollowFromShapesAreComputed) {
  OnnxBuilder b{15};
  b.input("x", {2, 4, 6}).whole("zero", {0}, true, true).whole("two", {2}, true, true).whole("three", {3}, true, true);
  b.node("Shape", {"x"}, {"tail"}).with("start", std::int64_t{1});                // 4 6
  b.node("ReduceProd", {"tail"}, {"product"}).with("keepdims", std::int64_t{0});  // 24
  b.node("Size", {"x"}, {"size"});                                                // 48
  b.node("Div", {"size", "product"}, {"quotient"});                               // 2
  b.node("Range", {"zero", "three", "two"}, {"range"});                           // 0 2
  b.node("Constant", {}, {"ones"}).with_tensor("value", {1, 1});
  b.node("Add", {"range", "ones"}, {"sum"});  // 1 3
  b.node("Constant", {}, {"seven"}).with("value_int", std::int64_t{7});
  b.node("Div", {"seven", "two"}, {"cut"});                                                              // 3, not 3.5
  b.node("Equal", {"cut", "three"}, {"same"}).node("Where", {"same", "quotient", "seven"}, {"chosen"});  // 2
  b.node("Constant", {}, {"axis"}).with("value_ints", List{0});
  b.node("Unsqueeze", {"chosen", "axis"}, {"first"}).node("Unsqueeze", {"product", "axis"}, {"second"});
  b.node("Slice", {"sum", "axis", "axis"}, {"nothing"});
  b.node("Concat", {"nothing", "first", "second"}, {"shape"}).with("axis", std::int64_t{0});
  b.node("Reshape", {"x", "shape"}, {"r"});  // 2 24
  b.node("ConstantOfShape", {"shape"}, {"mask"}).node("Trilu", {"mask"}, {"lower"});
  b.node("Gather", {"shape", "sum"}, {"never"});  // index 3 of 2; no output needs it
  b.node("Add", {"r", "lower"}, {"y"}).output("y");
  const Graph graph = imported(b);
  EXPECT_THAT(kinds_of(graph), ElementsAre("reshape", "add"));
  EXPECT_EQ(graph[*graph.find("node_r")].shape, (Shape{2, 24}));
  EXPECT_EQ(graph[*graph.find("lower")].kind, "constant");
}

TEST(ImportOnnxTest, OlderSoftmaxCoversAllDimensionsFromItsAxis) {
  OnnxBuilder b{11};
  b.input("x", {2, 4, 6}).node("Softmax", {"x"}, {"y"}).output("y");
  const Graph graph = imported(b);
  EXPECT_THAT(kinds_of(graph), ElementsAre("reshape", "softmax", "reshape"));
  EXPECT_EQ(graph[*graph.find("node_y.1")].shape, (Shape{2, 24}));
}

TEST(ImportOnnxTest, TypesSetTheBytes) {
  OnnxBuilder b = with_inputs();
  b.node("Cast", {"x"}, {"h"}).with("to", std::int64_t{::onnx::TensorProto::FLOAT16});
  b.node("Greater", {"h", "h"}, {"c"}).node("Where", {"c", "h", "h"}, {"w1"}).node("Gather", {"table", "ids"}, {"e"});
  b.output("w1").output("e");
  const Graph graph = imported(b);
  EXPECT_EQ(graph[*graph.find("node_h")].element_bytes, 2);
  EXPECT_EQ(graph[*graph.find("node_c")].element_bytes, 1);
  EXPECT_EQ(graph[*graph.find("node_w1")].element_bytes, 2);
  EXPECT_EQ(graph[*graph.find("node_e")].element_bytes, 4);
  EXPECT_EQ(graph[*graph.find("ids")].element_bytes, 8);
}

TEST(ImportOnnxTest, NamelessNodesAreCalledAfterTheirOutputs) {
  OnnxBuilder b;
  b.nameless().input("x", {4}).node("Relu", {"x"}, {"a"}).node("Relu", {"a"}, {"b"}).output("b");
  const Graph graph = imported(b);
  EXPECT_TRUE(graph.find("a"));
  EXPECT_TRUE(graph.find("b"));
}

OnnxBuilder strange() {
  OnnxBuilder b;
  b.input("x", {4, 6}).node("Relu", {"x"}, {"a"}).node("NonZero", {"a"}, {"n"}).node("Exp", {"n"}, {"y"}).output("y");
  return b;
}

TEST(ImportOnnxTest, AnUnknownOperatorIsNamedWithAllThatAreKnown) {
  EXPECT_THAT(refusal(strange()), AllOf(HasSubstr("m.onnx: node \"node_n\" (NonZero): this type is not supported"),
                                        HasSubstr("Where"), HasSubstr("Abs, Add, And")));
  OnnxBuilder b;
  b.input("x", {4}).node("Gelu", {"x"}, {"y"}, "com.microsoft").output("y");
  EXPECT_THAT(refusal(b), HasSubstr("(com.microsoft.Gelu)"));
}

TEST(ImportOnnxTest, AnUnknownOperatorMayBecomeABarrier) {
  EXPECT_THAT(refusal(strange(), {.barrier = true}), HasSubstr("the file does not state the shape of \"n\""));
  OnnxBuilder b = strange();
  b.info("n", {2, std::string{"found"}});
  EXPECT_THAT(refusal(b, {.barrier = true}), HasSubstr("does not state"));
  const Graph graph = imported(b, {.dimensions = {{"found", 9}}, .barrier = true});
  EXPECT_THAT(kinds_of(graph), ElementsAre("relu", "unknown", "exp"));
  EXPECT_EQ(graph[*graph.find("n")].shape, (Shape{2, 9}));
  EXPECT_EQ(graph[*graph.find("n")].attributes.at("original"), models::tensor::Attribute{std::string{"NonZero"}});
}

/// A form of a known operator that is not supported; nothing of the attempt stays.
TEST(ImportOnnxTest, ABarrierStandsForAFormThatIsNotSupportedToo) {
  OnnxBuilder b = with_inputs();
  b.node("Conv", {"image", "kernel"}, {"c"})
      .with("dilations", List{2, 2})
      .node("Relu", {"c"}, {"y"})
      .output("y")
      .info("c", {1, 5, 4, 4});
  EXPECT_THAT(refusal(b), HasSubstr("node \"node_c\" (Conv): dilations"));
  const Graph graph = imported(b, {.barrier = true});
  EXPECT_THAT(kinds_of(graph), ElementsAre("unknown", "relu"));
}

TEST(ImportOnnxTest, AShapeThatDiffersFromTheFilesIsAnError) {
  OnnxBuilder b;
  b.input("x", {4, 6}).node("Transpose", {"x"}, {"y"}).output("y", {4, 6}, true);
  EXPECT_THAT(refusal(b), HasSubstr("node \"node_y\" (Transpose): \"y\" is [6, 4] (by the file [4, 6])"));
  EXPECT_THAT(refusal(b, {.barrier = true}), HasSubstr("by the file"));
}

TEST(ImportOnnxTest, FaultsNameTheNodeAndTheReason) {
  const auto fault = [](
                         const char* op_type, const std::vector<std::string>& inputs, const char* why,
                         const std::function<void(OnnxBuilder&)>& with = [](OnnxBuilder&) {}) {
    OnnxBuilder b = with_inputs();
    b.node(op_type, inputs, {"y"});
    with(b);
    EXPECT_THAT(refusal(b.output("y")), AllOf(HasSubstr("m.onnx: node \"node_y\""), HasSubstr(why))) << op_type;
  };
  fault("Reshape", {"x", "ids"}, "shape \"ids\" depends on the inputs");
  fault("Reshape", {"x", "w6"}, "shape \"w6\" has no values in this file");
  fault("Reshape", {"x", "starts"}, "shape = [1, -5]");
  fault("Add", {"x", "xt"}, "the shapes differ");
  fault("Add", {"x", "gone"}, "no node above it makes its input \"gone\"");
  fault("Relu", {}, "input 0 is missing");
  fault("Softmax", {"x"}, "axis 3 (must be from -3 to 2)", [](OnnxBuilder& b) { b.with("axis", std::int64_t{3}); });
  fault("Softmax", {"x"}, "attribute axis has another type", [](OnnxBuilder& b) { b.with("axis", std::string{"1"}); });
  fault("Gather", {"x", "ids"}, "indices \"ids\" depends on the inputs");
  fault("Gather", {"x", "places"}, "index 3 of 2");
  fault("Slice", {"x", "starts", "ends", "axes12", "starts"}, "step -5 (must be 1)");
  fault("Conv", {"image", "w246"}, "only images");
  fault("Conv", {"image", "kernel"}, "pads = [0, 1, 0, 1]", [](OnnxBuilder& b) { b.with("pads", List{0, 1, 0, 1}); });
  fault("Resize", {"image", "", "half"}, "only enlargement");
  fault("Einsum", {"x"}, "ellipsis", [](OnnxBuilder& b) { b.with("equation", std::string{"...i->..."}); });
  fault("MatMul", {"x", "ww"}, "columns and rows differ");
  fault("Cast", {"x"}, "type 8", [](OnnxBuilder& b) { b.with("to", std::int64_t{8}); });
  fault("If", {"t"}, "this type is not supported");
  OnnxBuilder old{8};
  old.input("x", {4}).node("Relu", {"x"}, {"y"}).output("y");
  EXPECT_THAT(refusal(old), HasSubstr("m.onnx: operator set 8 (must be at least 9)"));
  OnnxBuilder none;
  none.input("x", {4}).node("Relu", {"x"}, {"y"}).output("z");
  EXPECT_THAT(refusal(none), HasSubstr("output \"z\": no node makes it"));
  OnnxBuilder text;
  text.input("x", {4}, ::onnx::TensorProto::STRING).node("Relu", {"x"}, {"y"}).output("y");
  EXPECT_THAT(refusal(text), HasSubstr("input \"x\": element type 8"));
}

TEST(ImportOnnxTest, TheFileIsNamed) {
  EXPECT_THAT([] { import_onnx("/nowhere/m.onnx", {}); },
              ThrowsMessage<engine::ModelError>(HasSubstr("/nowhere/m.onnx")));
}

}  // namespace
}  // namespace octosim::io::tensor::onnx
