#include "partition/workflow/cut.hpp"

#include <algorithm>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

#include "partition/workflow/graph.hpp"

namespace octosim::partition::workflow {
namespace plan = models::plan;
namespace workload = models::workload;
namespace {

using workload::BlockKind, workload::kNone;

/// By block: the most Control Blocks on a path from the source to it, itself included.
std::vector<std::uint32_t> control_depths(const Graph& graph, const Structure& structure) {
  std::vector<std::uint32_t> depth(graph.size(), 0);
  for (const std::uint32_t b : structure.topological) {
    for (const std::uint32_t f : graph.into(b)) depth[b] = std::max(depth[b], depth[graph.flow(f).from]);
    const BlockKind kind = graph.block(b).kind;
    if (kind != BlockKind::kTask && kind != BlockKind::kSource && kind != BlockKind::kSink) ++depth[b];
  }
  return depth;
}

}  // namespace

std::vector<plan::SubOwg> cut(const workload::Owg& owg, const Structure& structure) {
  const Graph graph{owg};
  const std::vector<std::uint32_t> depth = control_depths(graph, structure);
  const auto is_task = [&](std::uint32_t b) { return graph.block(b).kind == BlockKind::kTask; };

  boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> joined(graph.size());
  for (const workload::Flow& flow : owg.flows) {
    if (is_task(flow.from) && is_task(flow.to) && depth[flow.from] == depth[flow.to])
      add_edge(flow.from, flow.to, joined);
  }
  std::vector<std::uint32_t> component(graph.size());
  connected_components(joined, component.data());

  std::vector<std::uint32_t> order;
  std::copy_if(structure.topological.begin(), structure.topological.end(), std::back_inserter(order), is_task);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return depth[a] < depth[b]; });
  std::vector<std::uint32_t> number(graph.size(), kNone);  // by component
  std::vector<plan::SubOwg> parts;
  for (const std::uint32_t b : order) {
    std::uint32_t& part = number[component[b]];
    if (part == kNone) {
      part = static_cast<std::uint32_t>(parts.size());
      parts.emplace_back();
    }
    parts[part].tasks.push_back(b);
  }
  for (std::uint32_t f = 0; f < owg.flows.size(); ++f) {
    const std::uint32_t from = owg.flows[f].from, to = owg.flows[f].to;
    if (component[from] == component[to]) continue;
    if (is_task(from)) parts[number[component[from]]].exits.push_back(f);
    if (is_task(to)) parts[number[component[to]]].entries.push_back(f);
  }
  return parts;
}

}  // namespace octosim::partition::workflow
