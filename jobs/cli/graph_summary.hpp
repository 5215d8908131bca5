/// \file graph_summary.hpp  What an operator graph holds and does, as a line or as JSON.
#pragma once
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::jobs::cli {

/// `gpt: 24 operators (8 views), 14.2 MB of weights, ...`: one line.  \throws engine::ModelError if a sum does not fit
std::string summary_line(const models::tensor::Graph& graph);

/// The members of models::tensor::Summary, exact.  \throws as above
std::string summary_json(const models::tensor::Graph& graph);

}  // namespace octosim::jobs::cli
