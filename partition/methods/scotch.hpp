/// \file scotch.hpp  The Scotch library.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

/// SCOTCH_graphPart with its default strategy, on large graphs its fast recursive one, and a balance of kSlack, in a
/// context of one thread, a fixed seed and its deterministic algorithms; ranks that it leaves without work are mended.
/// \pre 1 <= ranks <= graph.count()
/// \throws engine::ModelError if the graph has 2^29 vertices or ends of edges, engine::SystemError if Scotch fails
/// Source: Pellegrini and Roman, HPCN 1996; https://www.labri.fr/perso/pelegrin/scotch/
std::vector<std::int32_t> scotch(const graph::Graph& graph, std::int32_t ranks);

}  // namespace octosim::partition::methods
