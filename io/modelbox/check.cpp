#include "io/modelbox/check.hpp"

#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/modelbox/links.hpp"
#include "io/modelbox/loops.hpp"

namespace octosim::io::modelbox {
namespace {

/// Rules 4 to 6 of check.hpp, one node after another in topological order.
class FrameFinder {
 public:
  FrameFinder(const Graph& graph, Nesting& nesting) : graph_{graph}, nesting_{nesting} {
    nesting_.node_frame.assign(graph.nodes.size(), kNoFrame);
    nesting_.port_frame.resize(graph.nodes.size());
  }

  void find() {
    for (const auto node : nesting_.order) {
      if (graph_.nodes[node].kind == NodeKind::kOutput) {
        check_output(node);
        continue;
      }
      nesting_.node_frame[node] = graph_.nodes[node].unit.inputs.empty() ? root(node) : frame_of_inputs(node);
      open_or_close(node);
    }
    for (const Loop& loop : nesting_.loops) check_back_link(loop);
  }

 private:
  std::uint32_t add(Frame frame) {
    nesting_.frames.push_back(frame);
    return static_cast<std::uint32_t>(nesting_.frames.size() - 1);
  }

  /// The inputs of the graph share one root; a node without in-ports has its own.
  std::uint32_t root(std::uint32_t node) {
    if (graph_.nodes[node].kind != NodeKind::kInput) return add({FrameKind::kRoot, kNoFrame, node, 0});
    if (inputs_root_ == kNoFrame) inputs_root_ = add({FrameKind::kRoot, kNoFrame, kNoFrame, 0});
    return inputs_root_;
  }

  std::vector<std::vector<std::uint32_t>> links_by_port(std::uint32_t node) const {
    std::vector<std::vector<std::uint32_t>> ports(graph_.nodes[node].unit.inputs.size());
    for (const auto i : nesting_.links_into[node]) {
      if (!nesting_.goes_back[i]) ports[nesting_.links[i].in_port].push_back(i);
    }
    return ports;
  }

  std::uint32_t frame_of_inputs(std::uint32_t node) {
    std::uint32_t common = kNoFrame;
    const Link* first = nullptr;
    for (const auto& links : links_by_port(node)) {
      const Link& link = nesting_.links[links.front()];
      const std::uint32_t frame = links.size() == 1 ? nesting_.frame_of(link) : meet(links);
      if (first == nullptr) {
        common = frame;
        first = &link;
      } else if (frame != common) {
        refuse_graph(graph_, fmt::format("the in-ports of node {} do not match: {} is {}, but {} is {}",
                                         graph_.nodes[node].name, in_port_name(graph_, *first), described(common),
                                         in_port_name(graph_, link), described(frame)));
      }
    }
    return common;
  }

  /// Rule 5.  The frame outside of the condition whose branches `links` meet at one in-port.
  std::uint32_t meet(const std::vector<std::uint32_t>& links) {
    const Link& first = nesting_.links[links.front()];
    const Frame& expected = nesting_.frame(nesting_.frame_of(first));
    std::map<std::uint32_t, const Link*> branches;
    for (const auto i : links) {
      const Link& link = nesting_.links[i];
      const Frame& frame = nesting_.frame(nesting_.frame_of(link));
      const auto refuse = [&](const Link& other, const std::string& why) {
        refuse_graph(graph_, fmt::format("{} edges meet at {}, but {} ({}) and {} ({}) {}", links.size(),
                                         in_port_name(graph_, link), out_port_name(graph_, other),
                                         described(nesting_.frame_of(other)), out_port_name(graph_, link),
                                         described(nesting_.frame_of(link)), why));
      };
      if (&link != &first &&
          (expected.kind != FrameKind::kBranch || frame.kind != FrameKind::kBranch || frame.node != expected.node)) {
        refuse(first, "are not branches of one condition");
      }
      const auto [it, is_new] = branches.emplace(frame.branch, &link);
      if (!is_new) refuse(*it->second, "come from the same branch");
    }
    const auto [it, is_new] = meets_at_.emplace(std::pair{expected.node, first.to}, in_port_name(graph_, first));
    if (!is_new) {
      refuse_graph(graph_, fmt::format("the branches of condition {} meet at two in-ports of one node, {} and {}",
                                       graph_.nodes[expected.node].name, it->second, in_port_name(graph_, first)));
    }
    return expected.parent;
  }

  /// An output only collects: one edge from anywhere, or several of one level, the branches of a condition being one.
  void check_output(std::uint32_t node) {
    const auto level = [&](const Link& link) {
      const Frame& frame = nesting_.frame(nesting_.frame_of(link));
      return frame.kind == FrameKind::kBranch ? std::pair{frame.parent, frame.node}
                                              : std::pair{nesting_.frame_of(link), kNoFrame};
    };
    const Link& first = nesting_.links[nesting_.links_into[node].front()];
    for (const auto i : nesting_.links_into[node]) {
      const Link& link = nesting_.links[i];
      if (level(link) == level(first)) continue;
      refuse_graph(graph_, fmt::format("several edges meet at output {}, but {} ({}) and {} ({}) are not of one level",
                                       graph_.nodes[node].name, out_port_name(graph_, first),
                                       described(nesting_.frame_of(first)), out_port_name(graph_, link),
                                       described(nesting_.frame_of(link))));
    }
  }

  void open_or_close(std::uint32_t node) {
    const UnitKind kind = graph_.nodes[node].unit.kind;
    const std::uint32_t here = nesting_.node_frame[node];
    const auto ports = static_cast<std::uint32_t>(graph_.nodes[node].unit.outputs.size());
    auto& frames = nesting_.port_frame[node];
    frames.assign(ports, here);
    if (kind == UnitKind::kCondition) {
      for (std::uint32_t p = 0; p < ports; ++p) frames[p] = add({FrameKind::kBranch, here, node, p});
    } else if (kind == UnitKind::kExpand) {
      frames.assign(ports, add({FrameKind::kExpand, here, node, 0}));
    } else if (kind == UnitKind::kCollapse) {
      frames.assign(ports, close_expand(node, here));
    } else if (kind == UnitKind::kLoop) {
      for (const Loop& loop : nesting_.loops) {
        if (loop.node == node) frames[loop.body_port] = add({FrameKind::kLoop, here, node, 0});
      }
    }
  }

  std::uint32_t close_expand(std::uint32_t node, std::uint32_t here) const {
    if (nesting_.frame(here).kind == FrameKind::kExpand) return nesting_.frame(here).parent;
    std::uint32_t outer = here;
    while (outer != kNoFrame && nesting_.frame(outer).kind != FrameKind::kExpand) outer = nesting_.frame(outer).parent;
    const std::string& name = graph_.nodes[node].name;
    if (outer == kNoFrame) {
      refuse_graph(graph_, fmt::format("collapse {} has no expand before it: it is {}", name, described(here)));
    }
    refuse_graph(graph_, fmt::format("collapse {} would close expand {} while something inside it is open: it is {}",
                                     name, graph_.nodes[nesting_.frame(outer).node].name, described(here)));
  }

  /// Rule 6.
  void check_back_link(const Loop& loop) const {
    const Link& link = nesting_.links[loop.back_link];
    const std::uint32_t expected = nesting_.port_frame[loop.node][loop.body_port];
    if (nesting_.frame_of(link) == expected) return;
    refuse_graph(graph_,
                 fmt::format("the edge {} -> {} back into the loop is {}; it must be {}", out_port_name(graph_, link),
                             in_port_name(graph_, link), described(nesting_.frame_of(link)), described(expected)));
  }

  std::string described(std::uint32_t frame) const { return describe(nesting_, graph_, frame); }

  const Graph& graph_;
  Nesting& nesting_;
  std::uint32_t inputs_root_ = kNoFrame;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> meets_at_;  // by condition and node
};

}  // namespace

std::string describe(const Nesting& nesting, const Graph& graph, std::uint32_t frame) {
  std::string text;
  for (; frame != kNoFrame; frame = nesting.frames[frame].parent) {
    const Frame& f = nesting.frames[frame];
    const std::string name = f.node == kNoFrame ? "the graph's inputs" : graph.nodes[f.node].name;
    std::string part;
    switch (f.kind) {
      case FrameKind::kRoot:
        part = "data of " + name;
        break;
      case FrameKind::kExpand:
        part = "inside expand " + name;
        break;
      case FrameKind::kLoop:
        part = "inside the loop of " + name;
        break;
      case FrameKind::kBranch:
        part = fmt::format("inside branch {} of condition {}", graph.nodes[f.node].unit.outputs[f.branch], name);
        break;
    }
    text = text.empty() ? part : part + ", " + text;
  }
  return text;
}

Nesting check(const Graph& graph) {
  Nesting nesting = find_links(graph);
  find_loops(graph, nesting);
  FrameFinder{graph, nesting}.find();
  return nesting;
}

Verdict verdict(const Graph& graph) {
  try {
    check(graph);
    return {};
  } catch (const engine::ModelError& error) {
    return {false, error.what()};
  }
}

}  // namespace octosim::io::modelbox
