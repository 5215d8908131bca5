#include "io/modelbox/links.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::modelbox {
namespace {

std::string listed(const std::vector<std::string>& ports) {
  return ports.empty() ? "it has none" : fmt::format("it has {}", fmt::join(ports, ", "));
}

std::uint32_t port_index(const Graph& graph, const Edge& edge, const Node& node, const std::string& port, bool is_out) {
  const auto& ports = is_out ? node.unit.outputs : node.unit.inputs;
  const auto it = std::find(ports.begin(), ports.end(), port);
  if (it == ports.end()) {
    refuse_graph(graph, fmt::format("the edge of line {} names no {}-port of node {}: '{}'; {}", edge.line,
                                    is_out ? "out" : "in", node.name, port, listed(ports)));
  }
  return static_cast<std::uint32_t>(it - ports.begin());
}

std::vector<bool> keep_nodes(const Graph& graph) {
  std::vector<bool> has_edge(graph.nodes.size()), kept(graph.nodes.size());
  for (const Edge& edge : graph.edges) has_edge[edge.from] = has_edge[edge.to] = true;
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    kept[n] = node.kind != NodeKind::kUntyped && (has_edge[n] || node.kind != NodeKind::kFlowUnit);
    if (!graph.strict || kept[n]) continue;
    if (node.kind == NodeKind::kUntyped) {
      refuse_graph(graph, fmt::format("node {} (line {}) has no known type: write type=flowunit, input or output "
                                      "(graph.strict = false would drop it)",
                                      node.name, node.line));
    }
    refuse_graph(graph,
                 fmt::format("node {} (line {}) is an orphan: it has no edge (graph.strict = false would drop it)",
                             node.name, node.line));
  }
  if (std::find(kept.begin(), kept.end(), true) == kept.end()) refuse_graph(graph, "it has no node");
  return kept;
}

void check_ports_connected(const Graph& graph, const Nesting& nesting) {
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    if (!nesting.kept[n]) continue;
    const auto check_side = [&](const std::vector<std::string>& ports, bool is_out) {
      std::set<std::uint32_t> used;
      for (const auto i : is_out ? nesting.links_out_of[n] : nesting.links_into[n]) {
        used.insert(is_out ? nesting.links[i].out_port : nesting.links[i].in_port);
      }
      for (std::uint32_t p = 0; p < ports.size(); ++p) {
        if (used.contains(p)) continue;
        refuse_graph(graph, fmt::format("{}-port {} of node {} (line {}) is not connected", is_out ? "out" : "in",
                                        ports[p], graph.nodes[n].name, graph.nodes[n].line));
      }
    };
    check_side(graph.nodes[n].unit.inputs, false);
    check_side(graph.nodes[n].unit.outputs, true);
  }
}

void check_one_piece(const Graph& graph, const Nesting& nesting) {
  std::vector<std::uint32_t> piece(graph.nodes.size());
  std::iota(piece.begin(), piece.end(), 0U);
  const auto root = [&](std::uint32_t n) {
    while (piece[n] != n) n = piece[n] = piece[piece[n]];
    return n;
  };
  std::map<NodeKind, std::uint32_t> fused;
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    if (graph.nodes[n].kind == NodeKind::kFlowUnit || !nesting.kept[n]) continue;
    const auto first = fused.try_emplace(graph.nodes[n].kind, n).first->second;
    piece[root(n)] = root(first);
  }
  for (const Link& link : nesting.links) piece[root(link.from)] = root(link.to);
  const std::string* first = nullptr;
  std::uint32_t first_root = 0;
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    if (!nesting.kept[n]) continue;
    if (first == nullptr) {
      first = &graph.nodes[n].name;
      first_root = root(n);
    } else if (root(n) != first_root) {
      refuse_graph(graph,
                   fmt::format("it falls into pieces: no path joins nodes {} and {}", *first, graph.nodes[n].name));
    }
  }
}

}  // namespace

void refuse_graph(const Graph& graph, const std::string& reason) {
  throw engine::ModelError{fmt::format("{}: ModelBox refuses this graph: {}", graph.file.string(), reason)};
}

std::string out_port_name(const Graph& graph, const Link& link) {
  const Node& node = graph.nodes[link.from];
  return node.kind == NodeKind::kInput ? node.name : node.name + ':' + node.unit.outputs[link.out_port];
}

std::string in_port_name(const Graph& graph, const Link& link) {
  const Node& node = graph.nodes[link.to];
  return node.kind == NodeKind::kOutput ? node.name : node.name + ':' + node.unit.inputs[link.in_port];
}

Nesting find_links(const Graph& graph) {
  Nesting nesting;
  nesting.kept = keep_nodes(graph);
  nesting.links_into.resize(graph.nodes.size());
  nesting.links_out_of.resize(graph.nodes.size());
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>> seen;
  for (const Edge& edge : graph.edges) {
    const Node& from = graph.nodes[edge.from];
    const Node& to = graph.nodes[edge.to];
    for (const auto n : {edge.from, edge.to}) {
      if (!nesting.kept[n]) {
        refuse_graph(
            graph, fmt::format("the edge of line {} needs node {}, which has no type", edge.line, graph.nodes[n].name));
      }
    }
    const Link link{edge.from, port_index(graph, edge, from, edge.from_port, true), edge.to,
                    port_index(graph, edge, to, edge.to_port, false)};
    if (!seen.insert({link.from, link.out_port, link.to, link.in_port}).second) {
      refuse_graph(graph, fmt::format("the edge {} -> {} of line {} is written twice", out_port_name(graph, link),
                                      in_port_name(graph, link), edge.line));
    }
    const auto index = static_cast<std::uint32_t>(nesting.links.size());
    nesting.links_into[link.to].push_back(index);
    nesting.links_out_of[link.from].push_back(index);
    nesting.links.push_back(link);
  }
  check_ports_connected(graph, nesting);
  check_one_piece(graph, nesting);
  return nesting;
}

}  // namespace octosim::io::modelbox
