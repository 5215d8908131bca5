/// \file dot.hpp  The part of Graphviz DOT that ModelBox graphs are written in.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace octosim::io::modelbox {

using Attributes = std::map<std::string, std::string>;

struct DotNode {
  std::string name;
  Attributes attributes;  ///< its own, over the `node [...]` defaults that stood before it
  int line = 0;           ///< in the file; where it was first named
};

/// `from:from_port -> to:to_port`.  A port that is not written is empty.
struct DotEdge {
  std::string from, from_port, to, to_port;
  int line = 0;
};

struct DotGraph {
  std::string name;
  Attributes attributes;  ///< `key = value` and `graph [...]`
  std::vector<DotNode> nodes;
  std::vector<DotEdge> edges;
};

/// Reads one `digraph`.  Read: statements with or without `;`, chains `a -> b -> c`, ports with blanks around `:`,
/// quoted names, attributes parted by commas, semicolons or blanks, `node`/`edge`/`graph [...]`, `subgraph {}` (its
/// statements join the graph), and comments `//`, `/* */` and, unlike Graphviz, `#` anywhere to the end of the line,
/// since ModelBox graphs indent them.  Refused: undirected graphs, edges from or to a subgraph, HTML values. `file` and
/// `first_line`: where `text` begins; every \throws engine::ModelError starts with `file:line: `.
DotGraph read_dot(std::string_view text, const std::string& file, int first_line);

}  // namespace octosim::io::modelbox
