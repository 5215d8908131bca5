/// \file map.hpp  From a ModelBox graph that was checked to an Orchestrated Workflow Graph.
#pragma once
#include <string>
#include <vector>

#include "io/modelbox/costs.hpp"
#include "io/modelbox/graph.hpp"
#include "io/modelbox/nesting.hpp"
#include "models/workload/owg.hpp"

namespace octosim::io::modelbox {

struct Mapping {
  models::workload::Owg owg;
  std::vector<std::uint32_t>
      block_of;                    ///< [node]; what takes the node's inputs; workload::kNone: source, sink, dropped
  std::vector<std::string> notes;  ///< what was inserted, assumed or changed
};

/// \pre `nesting` is what check(graph) returned.
///
/// - The inputs, and ModelBox's own units that only receive (video_input, httpserver_*_receive, ...), become the
/// source;
///   the outputs, and units that only send, the sink.  A unit without in-ports is fed by the source.
/// - A condition becomes a Task Block and a Route; an expand an Expand, a collapse a Collapse, each with a Task Block
///   before it if the table knows work for it, or if an expand has several inputs; all else a Task Block.
/// - Where branches meet, a Merge.  An out-port of a condition that feeds several in-ports gets a Task Block without
/// work
///   that copies, since a Route has one flow for each output.
/// - Several collapses of one expand become one Collapse that feeds what follows each of them.
/// - What ModelBox leaves open is closed: a path that ends in a frame leads to that frame's Merge or Collapse, and what
///   ends outside all frames to the sink.
/// - A loop is unrolled in time: its back edge is dropped, what it repeats counts `iterations` times, and its end feeds
///   what the loop unit's exit fed.
/// Deterministic; O(nodes x frames + edges log edges).
Mapping map_to_owg(const Graph& graph, const Nesting& nesting, const CostTable& costs);

}  // namespace octosim::io::modelbox
