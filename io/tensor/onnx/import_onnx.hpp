/// \file import_onnx.hpp  From an ONNX file to an operator graph.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "io/tensor/onnx/onnx_model.hpp"
#include "models/tensor/graph.hpp"

namespace octosim::io::tensor::onnx {

struct ImportOptions {
  /// Extents of dimensions that the file has as names.
  std::map<std::string, std::int64_t> dimensions{};
  /// Operators that are not supported become `unknown`, which stays whole, if the file says the shape of their output.
  bool barrier = false;
};

/// Weights are not read, only their shapes.  Values that follow from constants and shapes are computed; the rest
/// becomes operators, one for an ONNX node where the registry has it, several where it has not.  A product with weights
/// is a `linear`.  Nodes that no output needs are left out.  Shapes are ours; those that the file states are compared.
/// \throws engine::ModelError naming file, node, its type and what is supported; a dimension without extent; a shape
/// that differs from the file's
models::tensor::Graph import_onnx(const std::filesystem::path& path, const ImportOptions& options);

/// The same from what was read.  `name_for_errors`: the file's path.
models::tensor::Graph import_model(const OnnxModel& model, const std::string& name_for_errors,
                                   const ImportOptions& options);

/// ONNX's names of the operators that are supported, sorted.
std::vector<std::string> supported_operators();

}  // namespace octosim::io::tensor::onnx
