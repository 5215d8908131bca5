#include "io/tensor/onnx/open_graph.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/tensor/read_graph.hpp"

namespace octosim::io::tensor::onnx {

models::tensor::Graph open_graph(const std::filesystem::path& path, const ImportOptions& options) {
  if (path.extension() == ".onnx") return import_onnx(path, options);
  if (options.barrier || !options.dimensions.empty()) {
    throw engine::ModelError{fmt::format(
        "{}: extents of dimensions and barriers are for ONNX files (its name must end in .onnx)", path.string())};
  }
  return read_graph(path);
}

}  // namespace octosim::io::tensor::onnx
