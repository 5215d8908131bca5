// In place of read_onnx.cpp where the build has OCTOSIM_ONNX=OFF: clusters seldom have the C++ library of ONNX.
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/tensor/onnx/read_onnx.hpp"

namespace octosim::io::tensor::onnx {

OnnxModel read_onnx(const std::string&, const std::string& name_for_errors) {
  throw engine::ModelError{
      fmt::format("{}: this octosim was built without ONNX (OCTOSIM_ONNX=OFF); graph files are .toml or .json, made "
                  "with octosim model import where there is ONNX",
                  name_for_errors)};
}

}  // namespace octosim::io::tensor::onnx
