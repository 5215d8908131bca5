/// \file read_onnx.hpp  From the bytes of an ONNX file to what an import needs of it.
#pragma once
#include <string>

#include "io/tensor/onnx/onnx_model.hpp"

namespace octosim::io::tensor::onnx {

/// Values of more elements are not read: they are weights, not shapes.  Chosen; a shape has a few dozen at most.
inline constexpr std::int64_t kMostValues = 1 << 16;

/// Weights in other files are not looked for.  `name_for_errors`: the file's path.
/// \throws engine::ModelError naming the file, and the tensor or node, for what is no ONNX file, or is cut short
OnnxModel read_onnx(const std::string& bytes, const std::string& name_for_errors);

}  // namespace octosim::io::tensor::onnx
