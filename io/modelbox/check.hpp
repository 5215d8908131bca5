/// \file check.hpp  ModelBox's rules for graphs: would its own checker accept this one?
#pragma once
#include <string>

#include "io/modelbox/graph.hpp"
#include "io/modelbox/nesting.hpp"

namespace octosim::io::modelbox {

/// Checks `graph` by the rules below and finds how it nests.
/// \throws engine::ModelError `file: ModelBox refuses this graph: reason`, the reason naming nodes, ports and line.
///
/// 1. In a strict graph every node has a type and an edge; at least one node remains, and all hang together (the inputs
///    count as one node, the outputs as another).
/// 2. Every port of an edge is declared, every declared port has an edge, no edge is written twice.
/// 3. A cycle passes through one loop unit (one in-port, two out-ports: one into the loop, one out of it), enters
/// there,
///    and holds no STREAM unit.
/// 4. Data nests: an expand and each branch of a condition open a frame, a collapse closes the expand's, the in-port at
///    which branches meet closes the condition's.  All in-ports of a node must be in one frame.
/// 5. Several edges may meet at an in-port only if they come from different branches of one condition, with everything
///    that was opened inside the branch closed; the branches of a condition meet at one in-port of a node.
/// 6. An edge back to a loop unit comes from the loop's own frame.
/// A frame that is never closed is allowed.  O(edges x loops + edges log edges).
/// Source: ModelBox's book (graph.md) and the behaviour of its graph.cc and graph_checker.cc; own formulation.
Nesting check(const Graph& graph);

struct Verdict {
  bool is_ok = true;
  std::string reason;  ///< empty if ok
};

/// check(), with its error as a value.
Verdict verdict(const Graph& graph);

}  // namespace octosim::io::modelbox
