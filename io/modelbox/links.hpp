/// \file links.hpp  Rules 1 and 2 of check.hpp: nodes, ports and edges one by one.  Private to io/modelbox.
#pragma once
#include <string>

#include "io/modelbox/nesting.hpp"

namespace octosim::io::modelbox {

/// \throws engine::ModelError `file: ModelBox refuses this graph: reason`
[[noreturn]] void refuse_graph(const Graph& graph, const std::string& reason);

/// `node:port`
std::string out_port_name(const Graph& graph, const Link& link);
std::string in_port_name(const Graph& graph, const Link& link);

/// Fills links, kept, links_into and links_out_of.
Nesting find_links(const Graph& graph);

}  // namespace octosim::io::modelbox
