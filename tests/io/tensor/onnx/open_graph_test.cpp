#include "io/tensor/onnx/open_graph.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/tensor/write_graph.hpp"
#include "tests/io/tensor/onnx/onnx_builder.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::tensor::onnx {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(OpenGraphTest, TheNameDecidesTheFormat) {
  const test::Directory directory;
  tests::OnnxBuilder b;
  b.input("x", {std::string{"n"}, 3}).node("Relu", {"x"}, {"y"}).output("y");
  std::ofstream{directory.path() / "m.onnx", std::ios::binary} << b.bytes();
  const auto graph = open_graph(directory.path() / "m.onnx", {.dimensions = {{"n", 5}}});
  std::ofstream{directory.path() / "m.toml"} << write_graph(graph);
  EXPECT_EQ(write_graph(open_graph(directory.path() / "m.toml")), write_graph(graph));
  EXPECT_THAT([&] { open_graph(directory.path() / "m.toml", {.barrier = true}); },
              ThrowsMessage<engine::ModelError>(HasSubstr("m.toml: extents of dimensions and barriers")));
  EXPECT_THAT([&] { open_graph(directory.path() / "none.onnx"); },
              ThrowsMessage<engine::ModelError>(HasSubstr("none.onnx")));
}

}  // namespace
}  // namespace octosim::io::tensor::onnx
