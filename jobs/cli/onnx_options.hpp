/// \file onnx_options.hpp  Options of commands that read a graph file, which may be ONNX.
#pragma once
#include <string>
#include <vector>

#include "io/tensor/onnx/open_graph.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace octosim::jobs::cli {

struct OnnxOptions {
  std::vector<std::string> dimensions{};  ///< NAME=N, as given
  bool barrier = false;
};

/// Adds --dim and --barrier.  `options` must outlive the command line.
void add_onnx_options(CLI::App& command, OnnxOptions& options);

/// \throws engine::ModelError for a --dim that is not NAME=N, and as io::tensor::onnx::open_graph does
models::tensor::Graph open_graph(const std::string& file, const OnnxOptions& options);

}  // namespace octosim::jobs::cli
