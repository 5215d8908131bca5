/// \file blueprint_ranks.hpp  The ranks of any model's components.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/model/blueprint.hpp"
#include "partition/methods/method.hpp"

namespace octosim::partition::methods {

/// By component, its rank: 0 .. ranks - 1, each with at least one component, all components of equal load.
/// The same on every rank of one machine; across machines see deal_out.  Holds the whole graph: 48 bytes a link, 30 a
/// component, and as much again with kScotch and kMetis.
/// \pre ranks >= 1
/// \throws engine::ModelError if there are more ranks than components, or as graph_blueprint and deal_out
std::vector<std::int32_t> partition_blueprint(const engine::Blueprint& model, std::int32_t ranks, Method method);

}  // namespace octosim::partition::methods
