#include "jobs/cli/onnx_options.hpp"

#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::cli {
namespace {

/// \throws engine::ModelError unless it is `name=N`
std::pair<std::string, std::int64_t> dimension_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string digits = equals == std::string::npos ? "" : text.substr(equals + 1);
  const bool whole =
      !digits.empty() && digits.size() <= 18 && digits.find_first_not_of("0123456789") == std::string::npos;
  if (equals == 0 || !whole || std::stoll(digits) < 1) {
    throw engine::ModelError{fmt::format("--dim {} (must be NAME=N, N at least 1)", text)};
  }
  return {text.substr(0, equals), std::stoll(digits)};
}

}  // namespace

void add_onnx_options(CLI::App& command, OnnxOptions& options) {
  command.add_option("--dim", options.dimensions, "NAME=N: extent of a dimension that the ONNX file has as a name")
      ->allow_extra_args(false);
  command.add_flag("--barrier", options.barrier,
                   "ONNX operators that are not supported stay whole, if the file has their shape");
}

models::tensor::Graph open_graph(const std::string& file, const OnnxOptions& options) {
  io::tensor::onnx::ImportOptions import{.barrier = options.barrier};
  for (const std::string& text : options.dimensions) import.dimensions.insert(dimension_of(text));
  return io::tensor::onnx::open_graph(file, import);
}

}  // namespace octosim::jobs::cli
