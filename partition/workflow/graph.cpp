#include "partition/workflow/graph.hpp"

#include <algorithm>
#include <functional>
#include <queue>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::partition::workflow {
namespace workload = models::workload;
namespace {

const char* kind_name(workload::BlockKind kind) {
  switch (kind) {
    case workload::BlockKind::kSource:
      return "source";
    case workload::BlockKind::kSink:
      return "sink";
    case workload::BlockKind::kTask:
      return "Task Block";
    case workload::BlockKind::kRoute:
      return "Route";
    case workload::BlockKind::kMerge:
      return "Merge";
    case workload::BlockKind::kExpand:
      return "Expand";
    case workload::BlockKind::kCollapse:
      return "Collapse";
  }
  return "block";
}

/// Keeps the first cycle that a depth-first search closes.
class CycleFinder : public boost::default_dfs_visitor {
 public:
  CycleFinder(std::vector<std::uint32_t>& parent, std::vector<std::uint32_t>& cycle)
      : parent_{&parent}, cycle_{&cycle} {}
  template <class Edge, class G>
  void tree_edge(Edge edge, const G& graph) {
    (*parent_)[target(edge, graph)] = static_cast<std::uint32_t>(source(edge, graph));
  }
  template <class Edge, class G>
  void back_edge(Edge edge, const G& graph) {
    if (!cycle_->empty()) return;
    const auto first = static_cast<std::uint32_t>(target(edge, graph));
    cycle_->push_back(first);
    for (auto b = static_cast<std::uint32_t>(source(edge, graph)); b != first; b = (*parent_)[b]) cycle_->push_back(b);
    cycle_->push_back(first);
    std::reverse(cycle_->begin(), cycle_->end());
  }

 private:
  std::vector<std::uint32_t>* parent_;
  std::vector<std::uint32_t>* cycle_;
};

/// Marks every block that a breadth-first search finds.
class Marker : public boost::default_bfs_visitor {
 public:
  explicit Marker(std::vector<bool>& found) : found_{&found} {}
  template <class Vertex, class G>
  void discover_vertex(Vertex vertex, const G&) {
    (*found_)[vertex] = true;
  }

 private:
  std::vector<bool>* found_;
};

}  // namespace

Graph::Graph(const workload::Owg& owg)
    : owg_{&owg}, adjacency_(owg.blocks.size()), into_(owg.blocks.size()), out_of_(owg.blocks.size()) {
  for (std::uint32_t f = 0; f < owg.flows.size(); ++f) {
    const workload::Flow& flow = owg.flows[f];
    if (flow.from >= size() || flow.to >= size()) {
      fail(fmt::format("flow {} joins blocks {} and {} (must be less than {})", f, flow.from, flow.to, size()));
    }
    add_edge(flow.from, flow.to, adjacency_);
    out_of_[flow.from].push_back(f);
    into_[flow.to].push_back(f);
  }
}

void Graph::fail(const std::string& message) const {
  throw engine::ModelError{fmt::format("workflow \"{}\": {}", owg_->name, message)};
}

std::string Graph::describe(std::uint32_t b) const {
  return fmt::format("{} {}", kind_name(block(b).kind), block(b).name);
}

std::string Graph::path(const std::vector<std::uint32_t>& blocks) const {
  std::string text;
  for (const std::uint32_t b : blocks) text += (text.empty() ? "" : " -> ") + block(b).name;
  return text;
}

std::string Graph::path_along(std::uint32_t f, std::uint32_t start) const {
  std::vector<std::uint32_t> blocks{flow(f).to, flow(f).from};
  while (blocks.back() != start && !into(blocks.back()).empty()) blocks.push_back(flow(into(blocks.back())[0]).from);
  std::reverse(blocks.begin(), blocks.end());
  return path(blocks);
}

void Graph::check_acyclic() const {
  std::vector<std::uint32_t> parent(size(), workload::kNone), cycle;
  boost::depth_first_search(adjacency_, boost::visitor(CycleFinder{parent, cycle}));
  if (!cycle.empty()) fail("the flows form a cycle: " + path(cycle));
}

std::vector<bool> Graph::leading_to(std::uint32_t end) const {
  std::vector<bool> found(size(), false);
  const auto against = boost::make_reverse_graph(adjacency_);
  boost::breadth_first_search(against, vertex(end, against), boost::visitor(Marker{found}));
  return found;
}

std::vector<std::uint32_t> Graph::topological() const {
  std::vector<std::size_t> missing(size());
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready;
  for (std::uint32_t b = 0; b < size(); ++b) {
    missing[b] = into(b).size();
    if (missing[b] == 0) ready.push(b);
  }
  std::vector<std::uint32_t> order;
  order.reserve(size());
  while (!ready.empty()) {
    const std::uint32_t b = ready.top();
    ready.pop();
    order.push_back(b);
    for (const std::uint32_t f : out_of(b)) {
      if (--missing[flow(f).to] == 0) ready.push(flow(f).to);
    }
  }
  OCTOSIM_ASSERT(order.size() == size());
  return order;
}

}  // namespace octosim::partition::workflow
