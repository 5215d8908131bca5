#include "io/modelbox/loops.hpp"

#include <algorithm>
#include <queue>

#include <fmt/format.h>

#include "io/modelbox/links.hpp"

namespace octosim::io::modelbox {
namespace {

bool is_start(const Graph& graph, const Nesting& nesting, std::uint32_t node) {
  return nesting.kept[node] && graph.nodes[node].unit.inputs.empty();
}

/// Nodes that a path from the inputs reaches without passing `avoided`.
std::vector<bool> reached_without(const Graph& graph, const Nesting& nesting, std::uint32_t avoided) {
  std::vector<bool> reached(graph.nodes.size());
  std::vector<std::uint32_t> open;
  const auto visit = [&](std::uint32_t node) {
    if (node == avoided || reached[node]) return;
    reached[node] = true;
    open.push_back(node);
  };
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    if (is_start(graph, nesting, n)) visit(n);
  }
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    for (const auto i : nesting.links_out_of[node]) visit(nesting.links[i].to);
  }
  return reached;
}

/// Nodes from which the start of the back edge is reached without passing the loop unit.
std::vector<std::uint32_t> body_of(const Graph& graph, const Nesting& nesting, const Loop& loop) {
  std::vector<bool> in_body(graph.nodes.size());
  std::vector<std::uint32_t> body;
  const auto visit = [&](std::uint32_t node) {
    if (node == loop.node || in_body[node]) return;
    in_body[node] = true;
    body.push_back(node);
  };
  visit(nesting.links[loop.back_link].from);
  for (std::size_t k = 0; k < body.size(); ++k) {
    for (const auto i : nesting.links_into[body[k]]) visit(nesting.links[i].from);
  }
  std::sort(body.begin(), body.end());
  return body;
}

void find_ports(const Graph& graph, const Nesting& nesting, Loop& loop) {
  bool leads_back[2] = {false, false};
  for (const auto i : nesting.links_out_of[loop.node]) {
    const Link& link = nesting.links[i];
    if (link.to == loop.node || std::binary_search(loop.body.begin(), loop.body.end(), link.to)) {
      leads_back[link.out_port] = true;
    }
  }
  if (leads_back[0] == leads_back[1]) {
    refuse_graph(graph,
                 fmt::format("loop unit {}: one out-port must lead back to it and the other out of the loop; here "
                             "both lead back",
                             graph.nodes[loop.node].name));
  }
  loop.body_port = leads_back[0] ? 0 : 1;
  loop.exit_port = 1 - loop.body_port;
}

Loop read_loop(const Graph& graph, Nesting& nesting, std::uint32_t node) {
  const Node& unit = graph.nodes[node];
  if (unit.unit.inputs.size() != 1 || unit.unit.outputs.size() != 2) {
    refuse_graph(graph, fmt::format("loop unit {} has {} in-ports and {} out-ports; a loop unit has one and two",
                                    unit.name, unit.unit.inputs.size(), unit.unit.outputs.size()));
  }
  const std::vector<bool> reached = reached_without(graph, nesting, node);
  Loop loop{.node = node, .back_link = 0, .body_port = 0, .exit_port = 0, .body = {}};
  std::uint32_t back = 0, in = 0;
  for (const auto i : nesting.links_into[node]) {
    ++in;
    if (reached[nesting.links[i].from]) continue;
    ++back;
    loop.back_link = i;
  }
  if (in != 2 || back != 1) {
    refuse_graph(graph,
                 fmt::format("{} edges enter the loop unit {}, {} of them from inside its loop; there must be one "
                             "from before the loop and one from inside",
                             in, unit.name, back));
  }
  nesting.goes_back[loop.back_link] = true;
  loop.body = body_of(graph, nesting, loop);
  find_ports(graph, nesting, loop);
  for (const auto n : loop.body) {
    if (graph.nodes[n].unit.is_stream) {
      refuse_graph(graph,
                   fmt::format("node {} inside the loop of {} is a STREAM unit ({}); loops hold NORMAL units only",
                               graph.nodes[n].name, unit.name, graph.nodes[n].unit.name));
    }
  }
  return loop;
}

/// \pre some kept node is not in `done`: each such node has a predecessor that is not.
[[noreturn]] void refuse_cycle(const Graph& graph, const Nesting& nesting, const std::vector<bool>& done) {
  std::uint32_t node = 0;
  while (!nesting.kept[node] || done[node]) ++node;
  std::vector<std::uint32_t> path;
  while (std::find(path.begin(), path.end(), node) == path.end()) {
    path.push_back(node);
    for (const auto i : nesting.links_into[node]) {
      const std::uint32_t before = nesting.links[i].from;
      if (nesting.goes_back[i] || done[before]) continue;
      node = before;
      break;
    }
  }
  std::string shown = graph.nodes[node].name;
  const auto begin = std::find(path.begin(), path.end(), node);
  for (auto it = path.end(); it != begin;) shown += " -> " + graph.nodes[*--it].name;
  refuse_graph(graph, fmt::format("the cycle {} passes through no loop unit that it is entered by", shown));
}

}  // namespace

void find_loops(const Graph& graph, Nesting& nesting) {
  nesting.goes_back.assign(nesting.links.size(), false);
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    if (nesting.kept[n] && graph.nodes[n].unit.kind == UnitKind::kLoop) {
      nesting.loops.push_back(read_loop(graph, nesting, n));
    }
  }
  std::vector<std::size_t> waits_for(graph.nodes.size());
  std::vector<bool> done(graph.nodes.size());
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready;
  std::size_t kept = 0;
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    if (!nesting.kept[n]) continue;
    ++kept;
    for (const auto i : nesting.links_into[n]) waits_for[n] += nesting.goes_back[i] ? 0U : 1U;
    if (waits_for[n] == 0) ready.push(n);
  }
  while (!ready.empty()) {
    const std::uint32_t node = ready.top();
    ready.pop();
    done[node] = true;
    nesting.order.push_back(node);
    for (const auto i : nesting.links_out_of[node]) {
      if (!nesting.goes_back[i] && --waits_for[nesting.links[i].to] == 0) ready.push(nesting.links[i].to);
    }
  }
  if (nesting.order.size() != kept) refuse_cycle(graph, nesting, done);
}

}  // namespace octosim::io::modelbox
