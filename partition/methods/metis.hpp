/// \file metis.hpp  The METIS library.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

/// METIS_PartGraphKway with a fixed seed and a balance of kSlack, if every vertex weighs at most half of a rank's share
/// and there are at least 30 a rank, as it coarsens to so many; ranks that it leaves without work are mended.  Else
/// METIS would try to cut single vertices, so it only bisects, in bisect_recursively. \pre 1 <= ranks <= graph.count()
/// \throws engine::ModelError if the graph has 2^29 vertices or ends of edges, engine::SystemError if METIS fails
/// Source: Karypis and Kumar, SIAM J. Sci. Comput. 20, 1998; METIS 5 manual.
std::vector<std::int32_t> metis(const graph::Graph& graph, std::int32_t ranks);

}  // namespace octosim::partition::methods
