/// \file open_graph.hpp  An operator graph from a file of either format.
#pragma once
#include <filesystem>

#include "io/tensor/onnx/import_onnx.hpp"
#include "models/tensor/graph.hpp"

namespace octosim::io::tensor::onnx {

/// A file whose name ends in .onnx is ONNX; any other is a graph file (io/tensor/FORMAT.md), which knows no options.
/// \throws engine::ModelError as import_onnx and read_graph do; for options that a graph file does not take
models::tensor::Graph open_graph(const std::filesystem::path& path, const ImportOptions& options = {});

}  // namespace octosim::io::tensor::onnx
