/// \file chunk_loops.hpp  A plan of chunk loops as JSON and as TOML.
#pragma once
#include <string>

#include <nlohmann/json.hpp>

#include "partition/chunk/planning.hpp"

namespace octosim::jobs::cli {

/// Every loop with all its members, nodes by name; docs/autochunk.md lists the keys.
nlohmann::ordered_json loops_json(const models::tensor::Graph& graph, const partition::chunk::Planned& planned);

/// The loop program: format, version, graph, the order of execution, and the loops.
nlohmann::ordered_json program_json(const models::tensor::Graph& graph, const partition::chunk::Planned& planned);

/// An object of objects, arrays, texts, numbers and switches as TOML; arrays of objects under its keys become
/// [[tables]].  \pre no null
std::string toml_text(const nlohmann::ordered_json& json);

}  // namespace octosim::jobs::cli
