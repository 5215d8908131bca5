/// \file read_graph.hpp  From a graph file (TOML, see FORMAT.md) to an operator graph.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "models/tensor/graph.hpp"

namespace octosim::io::tensor {

/// \throws engine::ModelError naming file, line, node, key, value and what is allowed; also if the file cannot be read
models::tensor::Graph read_graph(const std::filesystem::path& path);

/// The same from text.  `name_for_errors` stands in messages where the path of the file would.
models::tensor::Graph parse_graph(std::string_view text, const std::string& name_for_errors);

/// All bytes of a file.  `what`: "graph file", in errors.
/// \throws engine::ModelError if it cannot be read, or is empty
std::string bytes_of_file(const std::filesystem::path& path, const char* what);

}  // namespace octosim::io::tensor
