/// \file write_graph.hpp  From an operator graph to the text of a graph file (TOML, see FORMAT.md).
#pragma once
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::io::tensor {

/// The same text for the same graph; parse_graph gives back the same graph, every number exactly.
/// \throws engine::ModelError naming the node for an attribute that is not finite
std::string write_graph(const models::tensor::Graph& graph);

}  // namespace octosim::io::tensor
