#include "jobs/cli/onnx_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::cli {
namespace {

using testing::HasSubstr;

std::string refused_dimension(const std::string& dimension) {
  try {
    open_graph("nowhere.onnx", {.dimensions = {dimension}});
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return {};
}

TEST(OnnxOptionsTest, ADimensionIsANameAndAnExtent) {
  for (const char* text : {"", "seq", "seq=", "=4", "seq=0", "seq=-1", "seq=4x", "seq=99999999999999999999"}) {
    EXPECT_THAT(refused_dimension(text), HasSubstr("--dim " + std::string{text} + " (must be NAME=N")) << text;
  }
  EXPECT_THAT(refused_dimension("seq=4"), HasSubstr("nowhere.onnx"));
}

TEST(OnnxOptionsTest, AGraphFileTakesNone) {
  EXPECT_THROW(open_graph("nowhere.toml", {.barrier = true}), engine::ModelError);
}

}  // namespace
}  // namespace octosim::jobs::cli
