/// \file brackets.hpp  The nesting of Control Blocks: which Route ends at which Merge, which Expand at which Collapse.
#pragma once
#include "partition/workflow/graph.hpp"
#include "partition/workflow/validate.hpp"

namespace octosim::partition::workflow {

/// Fills `partner`, `scope` and `branch`.  \pre `structure.topological` is that of `graph`, whose blocks have their
/// proper numbers of inputs and outputs and all lie on paths from its one source to its one sink.
/// \throws engine::ModelError with the paths that show where brackets cross, or are not closed.
void match_brackets(const Graph& graph, Structure& structure);

}  // namespace octosim::partition::workflow
