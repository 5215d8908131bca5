/// \file blueprint_graph.hpp  Any model of the engine as a graph: components and links.
#pragma once
#include "engine/model/blueprint.hpp"
#include "partition/graph/graph.hpp"

namespace octosim::partition::graph {

/// Vertex c is component c, with load 1; a link weighs kWeightOfOneCycle / latency, at least 1.  Posts are left out:
/// they may go anywhere.  Pure, so the same on every rank.  Asks the blueprint for all links twice: O(links log
/// degree). \throws engine::ModelError if a link ends at a component that does not exist
Graph graph_blueprint(const engine::Blueprint& model);

}  // namespace octosim::partition::graph
