/// \file graph.hpp  A ModelBox graph as it is written: nodes with their flow units, and edges between named ports.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/modelbox/dot.hpp"
#include "io/modelbox/flow_unit.hpp"

namespace octosim::io::modelbox {

/// kUntyped: neither `type` nor `flowunit` is given, or `type` is unknown.
enum class NodeKind : std::uint8_t { kFlowUnit, kInput, kOutput, kUntyped };

struct Node {
  std::string name;
  NodeKind kind = NodeKind::kUntyped;
  FlowUnit unit;          ///< kFlowUnit; an input's out-port and an output's in-port bear the node's own name
  Attributes attributes;  ///< with the graph-level batch_size, queue_size, deviceid, need_check_output it lacks
  int line = 0;
};

struct Edge {
  std::uint32_t from = 0, to = 0;  ///< indices into Graph::nodes
  std::string from_port, to_port;
  int line = 0;
};

struct Graph {
  std::filesystem::path file;
  std::string name;         ///< of `[flow]`, else of the digraph, else of the file
  std::string description;  ///< of `[flow]`
  bool strict = true;       ///< graph.strict: refuse nodes without a type and nodes without edges
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::vector<std::string> notes;  ///< what was read in another way than written
};

/// Reads the TOML file `file` and the digraph in it.  Flow units are looked for in `flowunit_dirs`, then in the folders
/// of `[driver] dir` that exist (relative to the file; `@NAME@` and `${NAME}` stay unknown), then in `flowunit/` beside
/// the file, then among ModelBox's own.  Nothing is checked yet: see check.hpp.
/// \throws engine::ModelError naming file and line: it cannot be read, is no TOML, holds no graph, no digraph, or names
/// a unit that nobody describes.
Graph read_graph(const std::filesystem::path& file, const std::vector<std::filesystem::path>& flowunit_dirs);

}  // namespace octosim::io::modelbox
