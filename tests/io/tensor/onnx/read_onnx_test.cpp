#include "io/tensor/onnx/read_onnx.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/io/tensor/onnx/onnx_builder.hpp"

namespace octosim::io::tensor::onnx {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;
using tests::OnnxBuilder;

OnnxBuilder layer() {
  OnnxBuilder b{13};
  b.input("x", {4, std::string{"n"}})
      .weights("w", {3, 2})
      .whole("s", {1, -7})
      .node("MatMul", {"x", "w"}, {"y"})
      .output("y");
  return b;
}

TEST(ReadOnnxTest, GivesWhatAnImportNeeds) {
  const OnnxModel model = read_onnx(layer()
                                        .with("a", std::int64_t{3})
                                        .with("f", 0.5F)
                                        .with("s", std::string{"t"})
                                        .with("l", std::vector<std::int64_t>{1, 2})
                                        .bytes(),
                                    "m.onnx");
  EXPECT_EQ(model.opset, 13);
  EXPECT_EQ(model.name, "test");
  ASSERT_EQ(model.inputs.size(), 1U);
  EXPECT_EQ(model.inputs[0].dimensions[0].extent, 4);
  EXPECT_EQ(model.inputs[0].dimensions[1].symbol, "n");
  ASSERT_EQ(model.initializers.size(), 2U);
  EXPECT_EQ(model.initializers[0].shape, (Shape{3, 2}));
  EXPECT_FALSE(model.initializers[0].values);
  EXPECT_EQ(model.initializers[1].values, (std::vector<double>{1, -7}));
  ASSERT_EQ(model.nodes.size(), 1U);
  EXPECT_EQ(std::get<std::int64_t>(model.nodes[0].attributes.at("a")), 3);
  EXPECT_EQ(std::get<double>(model.nodes[0].attributes.at("f")), 0.5);
  EXPECT_EQ(std::get<std::string>(model.nodes[0].attributes.at("s")), "t");
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(model.nodes[0].attributes.at("l")), (std::vector<std::int64_t>{1, 2}));
}

TEST(ReadOnnxTest, ValuesOfEveryFormAreRead) {
  OnnxBuilder b = layer();
  const auto add = [&](const char* name, int type) -> ::onnx::TensorProto& {
    auto& tensor = *b.proto().mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    tensor.add_dims(1);
    return tensor;
  };
  const float f = -1.5F;
  const double d = 2.25;
  const std::int32_t i = -3;
  const std::uint16_t half = 0x3E00, tiny = 0x0001;
  const std::int8_t byte = -5;
  add("f", ::onnx::TensorProto::FLOAT).set_raw_data(&f, sizeof f);
  add("d", ::onnx::TensorProto::DOUBLE).set_raw_data(&d, sizeof d);
  add("i", ::onnx::TensorProto::INT32).set_raw_data(&i, sizeof i);
  add("h", ::onnx::TensorProto::FLOAT16).set_raw_data(&half, sizeof half);
  add("t", ::onnx::TensorProto::FLOAT16).add_int32_data(tiny);
  add("b", ::onnx::TensorProto::INT8).set_raw_data(&byte, sizeof byte);
  add("o", ::onnx::TensorProto::BOOL).add_int32_data(1);
  add("e", ::onnx::TensorProto::DOUBLE).add_double_data(7);
  add("text", ::onnx::TensorProto::STRING).add_string_data("a");
  const OnnxModel model = read_onnx(b.bytes(), "m.onnx");
  const std::vector<double> expected{-1.5, 2.25, -3, 1.5, 0x1p-24, -5, 1, 7};
  for (std::size_t n = 0; n < expected.size(); ++n) {
    EXPECT_EQ(model.initializers[2 + n].values, std::vector<double>{expected[n]}) << model.initializers[2 + n].name;
  }
  EXPECT_FALSE(model.initializers.back().values);
}

TEST(ReadOnnxTest, RefusesWhatIsNoOnnxFile) {
  const auto refused = [](const std::string& bytes, const char* why) {
    EXPECT_THAT([&] { read_onnx(bytes, "m.onnx"); },
                ThrowsMessage<engine::ModelError>(AllOf(HasSubstr("m.onnx: "), HasSubstr(why))));
  };
  refused("format = \"octosim-graph\"\n", "is no ONNX file");
  refused("", "it has no graph");
  refused(std::string(1000, '\xFF'), "is no ONNX file");
  const std::string bytes = layer().bytes();
  refused(bytes.substr(0, bytes.size() - 3), "is no ONNX file, or is cut short");
  OnnxBuilder empty;
  refused(empty.bytes(), "it has no graph with nodes");
}

/// However it is cut, it is refused or read; it is never read beyond its end.
TEST(ReadOnnxTest, EveryCutIsRefusedOrRead) {
  const std::string bytes = layer().bytes();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    try {
      read_onnx(bytes.substr(0, length), "m.onnx");
    } catch (const engine::ModelError&) {
      continue;
    }
  }
}

TEST(ReadOnnxTest, RefusesTensorsWithTheWrongNumberOfValues) {
  OnnxBuilder b = layer();
  b.proto().mutable_graph()->mutable_initializer(1)->set_raw_data("12345678");
  EXPECT_THAT([&] { read_onnx(b.bytes(), "m.onnx"); },
              ThrowsMessage<engine::ModelError>("m.onnx: tensor \"s\": 1 values (must be 2, its shape is [2])"));
  b.proto().mutable_graph()->mutable_initializer(1)->set_dims(0, -1);
  EXPECT_THAT([&] { read_onnx(b.bytes(), "m.onnx"); }, ThrowsMessage<engine::ModelError>(HasSubstr("extent -1")));
}

}  // namespace
}  // namespace octosim::io::tensor::onnx
