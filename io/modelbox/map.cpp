#include "io/modelbox/map.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "io/modelbox/block_work.hpp"
#include "io/modelbox/item_bytes.hpp"

namespace octosim::io::modelbox {
namespace {

namespace workload = models::workload;
using workload::BlockKind;

/// ModelBox's own units that only receive or only send: Task Flow ports, no work.
constexpr std::array<std::string_view, 5> kReceivers{"video_input", "data_source_generator", "httpserver_sync_receive",
                                                     "httpserver_sync_receive_v2", "httpserver_async"};
constexpr std::array<std::string_view, 3> kSenders{"httpserver_sync_reply", "httpserver_sync_reply_v2",
                                                   "output_broker"};

bool is_receiver(const Node& node) {
  return node.kind == NodeKind::kInput ||
         (node.unit.inputs.empty() && std::count(kReceivers.begin(), kReceivers.end(), node.unit.name) > 0);
}
bool is_sender(const Node& node) {
  return node.kind == NodeKind::kOutput ||
         (node.unit.outputs.empty() && std::count(kSenders.begin(), kSenders.end(), node.unit.name) > 0);
}

constexpr std::uint32_t kSource = 0, kSink = 1;
constexpr std::uint32_t kOutside = kNoFrame;  // the scope of everything outside of all brackets

class Mapper {
 public:
  Mapper(const Graph& graph, const Nesting& nesting, const CostTable& costs)
      : graph_{graph}, nesting_{nesting}, costs_{costs} {
    fronts_.assign(graph.nodes.size(), workload::kNone);
    backs_.resize(graph.nodes.size());
    turns_.assign(graph.nodes.size(), 1);
    for (const Node& node : graph.nodes) names_.insert(node.name);
  }

  Mapping run() {
    owg().name = graph_.name;
    owg().title = graph_.description.empty() ? graph_.name : graph_.description;
    add(BlockKind::kSource, "source", kOutside);
    add(BlockKind::kSink, "sink", kOutside);
    owg().blocks[kSource].source = owg().blocks[kSink].source = "the graph's inputs and outputs";
    count_turns();
    add_links();
    for (const auto node : nesting_.order) add_node(node);
    for (std::size_t i = 0; i < links_.size(); ++i) connect(links_[i]);
    follow_merges();
    close_ends();
    feed_starts();
    sort_flows();
    set_item_bytes(owg(), sizes_);
    mapping_.block_of = fronts_;
    return std::move(mapping_);
  }

 private:
  workload::Owg& owg() { return mapping_.owg; }

  /// A link whose start is where its data really comes from: a loop's exit gives what the loop's end made.
  struct Flow {
    std::uint32_t node, out_port, to;
  };

  void note(std::string text) { mapping_.notes.push_back(std::move(text)); }

  UnitCost cost_of(const Node& node) const { return costs_.of(node.unit.name, node.name); }

  std::uint32_t add(BlockKind kind, const std::string& name, std::uint32_t scope) {
    workload::Block block;
    block.kind = kind;
    block.name = name;
    for (int k = 2; used_.contains(block.name) || (block.name != name && names_.contains(block.name)); ++k) {
      block.name = fmt::format("{}_{}", name, k);
    }
    used_.insert(block.name);
    owg().blocks.push_back(std::move(block));
    scopes_.push_back(scope);
    sizes_.emplace_back();
    return static_cast<std::uint32_t>(owg().blocks.size() - 1);
  }

  /// For a block that no node names.
  std::uint32_t insert(BlockKind kind, std::string name, std::uint32_t scope) {
    while (names_.contains(name)) name += '_';
    return add(kind, name, scope);
  }

  void flow(std::uint32_t from, std::uint32_t to, std::uint32_t order = 0, std::string port = {}) {
    workload::Flow f;
    f.from = from;
    f.to = to;
    f.from_port = std::move(port);
    owg().flows.push_back(std::move(f));
    orders_.push_back(order);
  }

  /// The innermost bracket of the OWG: loops leave no bracket, and all roots are one.
  std::uint32_t scope(std::uint32_t frame) const {
    while (nesting_.frame(frame).kind == FrameKind::kLoop) frame = nesting_.frame(frame).parent;
    return nesting_.frame(frame).kind == FrameKind::kRoot ? kOutside : frame;
  }

  void count_turns() {
    for (const Loop& loop : nesting_.loops) {
      const Node& node = graph_.nodes[loop.node];
      const std::uint64_t turns = cost_of(node).iterations.value_or(kUnknownTurns);
      turns_[loop.node] *= turns;
      for (const auto n : loop.body) turns_[n] *= turns;
      note(fmt::format(
          "node {}: an OWG has no loops; the back edge is dropped and the work of the {} blocks of this loop "
          "counts {} times",
          node.name, loop.body.size() + 1, turns));
    }
  }

  void add_links() {
    for (std::size_t i = 0; i < nesting_.links.size(); ++i) {
      if (nesting_.goes_back[i]) continue;
      Flow f{nesting_.links[i].from, nesting_.links[i].out_port, nesting_.links[i].to};
      for (bool again = true; again;) {
        again = false;
        for (const Loop& loop : nesting_.loops) {
          if (loop.node != f.node || loop.exit_port != f.out_port) continue;
          const Link& back = nesting_.links[loop.back_link];
          f = {back.from, back.out_port, f.to};
          again = back.from != loop.node;
        }
      }
      links_.push_back(f);
    }
  }

  void add_node(std::uint32_t n) {
    const Node& node = graph_.nodes[n];
    if (is_sender(node)) return;
    backs_[n].assign(node.unit.outputs.size(), kSource);
    if (is_receiver(node)) {
      const UnitCost cost = cost_of(node);
      if (cost.bytes) sizes_[kSource] = ItemBytes{*cost.bytes, cost.tensor_bytes.value_or(0)};
      return;
    }
    const std::uint32_t here = scope(nesting_.node_frame[n]);
    switch (node.unit.kind) {
      case UnitKind::kCondition:
        return add_condition(n, here);
      case UnitKind::kExpand:
        return add_expand(n, here);
      case UnitKind::kCollapse:
        return add_collapse(n, here);
      case UnitKind::kPlain:
      case UnitKind::kLoop:
        break;
    }
    fronts_[n] = add_task(n, here);
    std::fill(backs_[n].begin(), backs_[n].end(), fronts_[n]);
  }

  std::uint32_t add_task(std::uint32_t n, std::uint32_t here) {
    const Node& node = graph_.nodes[n];
    const UnitCost cost = cost_of(node);
    const std::uint32_t task = add(BlockKind::kTask, node.name, here);
    set_work(owg().blocks[task], node, cost, turns_[n], owg(), mapping_.notes);
    set_size(task, cost);
    return task;
  }

  void set_size(std::uint32_t block, const UnitCost& cost) {
    if (cost.bytes || cost.tensor_bytes) {
      sizes_[block] = ItemBytes{cost.bytes.value_or(kUnknownBytes), cost.tensor_bytes.value_or(0)};
    } else if (owg().blocks[block].kind == BlockKind::kTask) {
      sizes_[block] = ItemBytes{kUnknownBytes, 0};
    }
  }

  void add_condition(std::uint32_t n, std::uint32_t here) {
    const Node& node = graph_.nodes[n];
    fronts_[n] = add_task(n, here);
    const std::uint32_t route = insert(BlockKind::kRoute, node.name + "_route", here);
    set_choosing(owg().blocks[route], node, cost_of(node), mapping_.notes);
    flow(fronts_[n], route);
    const std::uint32_t merge = insert(BlockKind::kMerge, node.name + "_merge", here);
    owg().blocks[merge].label = "the branches of " + node.name + " meet";
    owg().blocks[merge].source = "ModelBox merges implicitly, at an in-port";
    for (std::uint32_t p = 0; p < node.unit.outputs.size(); ++p) {
      closer_[nesting_.port_frame[n][p]] = merge;
      backs_[n][p] = route;
      branch_of_[nesting_.port_frame[n][p]] = p;
      const auto consumers =
          std::count_if(links_.begin(), links_.end(), [&](const Flow& f) { return f.node == n && f.out_port == p; });
      if (consumers > 1) add_copy(n, p, route);
    }
  }

  void add_copy(std::uint32_t n, std::uint32_t port, std::uint32_t route) {
    const Node& node = graph_.nodes[n];
    const std::string& name = node.unit.outputs[port];
    const std::uint32_t copy =
        insert(BlockKind::kTask, fmt::format("{}_{}", node.name, name), nesting_.port_frame[n][port]);
    owg().blocks[copy].label = fmt::format("copy {} to all that follows it", name);
    owg().blocks[copy].source = "inserted: a Route has one flow for each output; no work";
    flow(route, copy, port, name);
    backs_[n][port] = copy;
    note(fmt::format("node {}: a Task Block without work copies out-port {} to the in-ports that it feeds", node.name,
                     name));
  }

  void add_expand(std::uint32_t n, std::uint32_t here) {
    const Node& node = graph_.nodes[n];
    const UnitCost cost = cost_of(node);
    const bool has_task = cost.has_work() || nesting_.links_into[n].size() > 1;
    const std::uint32_t task = has_task ? add_task_of_control(n, here, cost) : workload::kNone;
    const std::uint32_t expand =
        has_task ? insert(BlockKind::kExpand, node.name + "_expand", here) : add(BlockKind::kExpand, node.name, here);
    set_fan_out(owg().blocks[expand], node, cost, owg(), mapping_.notes);
    set_size(expand, cost);
    if (has_task) flow(task, expand);
    fronts_[n] = has_task ? task : expand;
    std::fill(backs_[n].begin(), backs_[n].end(), expand);
    const std::uint32_t collapse = add(BlockKind::kCollapse, collapse_name(n), here);
    owg().blocks[collapse].label = "ends " + node.name;
    closer_[nesting_.port_frame[n].front()] = collapse;
  }

  /// The Task Block of a control unit: its known work, or a join of its in-ports without work.
  std::uint32_t add_task_of_control(std::uint32_t n, std::uint32_t here, const UnitCost& cost) {
    if (cost.has_work()) return add_task(n, here);
    const std::uint32_t join = add(BlockKind::kTask, graph_.nodes[n].name, here);
    owg().blocks[join].label = "join the in-ports of " + graph_.nodes[n].name;
    owg().blocks[join].source = "inserted: an Expand has one input; no work";
    return join;
  }

  /// The name of the first collapse that closes what expand `n` opened, if it needs no Task Block of that name.
  std::string collapse_name(std::uint32_t n) {
    std::vector<std::string> closing;
    for (const auto other : nesting_.order) {
      const Node& node = graph_.nodes[other];
      if (node.kind != NodeKind::kFlowUnit || node.unit.kind != UnitKind::kCollapse) continue;
      if (nesting_.frame(nesting_.node_frame[other]).node == n) closing.push_back(node.name);
    }
    const std::string& expand = graph_.nodes[n].name;
    if (closing.size() > 1) {
      note(fmt::format("expand {} ends in {} collapses ({}): they become one Collapse", expand, closing.size(),
                       fmt::join(closing, ", ")));
    }
    if (closing.empty()) {
      note(fmt::format("expand {} has no collapse: one is inserted where its data ends", expand));
    } else if (!costs_.of(unit_of(closing.front()), closing.front()).has_work()) {
      return closing.front();
    }
    std::string name = expand + "_collapse";
    while (names_.contains(name)) name += '_';
    return name;
  }

  const std::string& unit_of(const std::string& name) const {
    return std::find_if(graph_.nodes.begin(), graph_.nodes.end(), [&](const Node& n) { return n.name == name; })
        ->unit.name;
  }

  void add_collapse(std::uint32_t n, std::uint32_t here) {
    const Node& node = graph_.nodes[n];
    const UnitCost cost = cost_of(node);
    const std::uint32_t collapse = closer_.at(here);
    owg().blocks[collapse].source = "ModelBox collapse unit " + node.unit.name;
    if (cost.bytes) set_size(collapse, cost);
    fronts_[n] = collapse;
    if (cost.has_work()) {
      fronts_[n] = add_task(n, here);
      flow(fronts_[n], collapse);
    }
    std::fill(backs_[n].begin(), backs_[n].end(), collapse);
  }

  void connect(const Flow& f) {
    const Node& from = graph_.nodes[f.node];
    const std::uint32_t back = backs_[f.node][f.out_port];
    const std::uint32_t there = scope(nesting_.port_frame[f.node][f.out_port]);
    const std::string& port = from.unit.outputs[f.out_port];
    if (is_sender(graph_.nodes[f.to])) return leave(back, there, port);
    const std::uint32_t front = fronts_[f.to];
    const std::uint32_t here = scope(nesting_.node_frame[f.to]);
    if (there == here) return flow(back, front, f.out_port, port);
    leave(back, there, port);
    meetings_[nesting_.frame(there).node][f.to].insert(branch_of_.at(there));
  }

  /// What follows each Merge: the node at whose in-port ModelBox lets the branches meet, or a copy for several nodes.
  void follow_merges() {
    for (const auto& [condition, meetings] : meetings_) {
      const Node& node = graph_.nodes[condition];
      std::uint32_t from = closer_.at(nesting_.port_frame[condition].front());
      if (meetings.size() > 1) {
        const std::uint32_t copy = insert(BlockKind::kTask, node.name + "_merged", scopes_[from]);
        owg().blocks[copy].label = "copy what was merged to all that follows it";
        owg().blocks[copy].source = "inserted: a Merge has one output; no work";
        flow(from, copy);
        from = copy;
      }
      for (const auto& [to, branches] : meetings) {
        flow(from, fronts_[to]);
        if (branches.size() == node.unit.outputs.size()) continue;
        note(fmt::format("node {}: only {} of {} branches of {} meet here, but the items of all of them pass",
                         graph_.nodes[to].name, branches.size(), node.unit.outputs.size(), node.name));
      }
    }
  }

  /// `block`, inside the bracket `here`, leads to what closes the bracket.
  void leave(std::uint32_t block, std::uint32_t here, const std::string& port) {
    const std::uint32_t end = here == kOutside ? kSink : closer_.at(here);
    const bool is_route = owg().blocks[block].kind == BlockKind::kRoute;
    if (!left_.insert({block, end}).second && !is_route) return;
    flow(block, end, is_route ? branch_of_.at(here) : 0, port);
  }

  /// Inner brackets first: what is left open in one ends where the bracket is closed.
  void close_ends() {
    std::vector<std::uint32_t> blocks(owg().blocks.size());
    std::iota(blocks.begin(), blocks.end(), 0U);
    const auto depth = [&](std::uint32_t b) { return scopes_[b] + 1; };  // kOutside + 1 == 0; inner frames come later
    std::stable_sort(blocks.begin(), blocks.end(), [&](auto a, auto b) { return depth(a) > depth(b); });
    std::vector<bool> has_out(owg().blocks.size());
    for (const workload::Flow& f : owg().flows) has_out[f.from] = true;
    for (const auto b : blocks) {
      if (has_out[b] || b == kSink) continue;
      leave(b, scopes_[b], {});
      if (b != kSource) {
        note(fmt::format("block {}: nothing follows it; it leads to {}", owg().blocks[b].name,
                         owg().blocks[owg().flows.back().to].name));
      }
    }
  }

  void feed_starts() {
    std::vector<bool> has_in(owg().blocks.size());
    for (const workload::Flow& f : owg().flows) has_in[f.to] = true;
    for (std::uint32_t b = 0; b < owg().blocks.size(); ++b) {
      if (b == kSource || has_in[b]) continue;
      flow(kSource, b);
      note(fmt::format("block {}: it has no inputs; the source feeds it", owg().blocks[b].name));
    }
  }

  /// By block; those of a Route in the order of its out-ports, which is the order of its weights.
  void sort_flows() {
    std::vector<std::size_t> order(owg().flows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
      return std::pair{owg().flows[a].from, orders_[a]} < std::pair{owg().flows[b].from, orders_[b]};
    });
    std::vector<workload::Flow> sorted;
    for (const auto i : order) sorted.push_back(std::move(owg().flows[i]));
    owg().flows = std::move(sorted);
  }

  const Graph& graph_;
  const Nesting& nesting_;
  const CostTable& costs_;
  Mapping mapping_;
  std::vector<Flow> links_;
  std::vector<std::uint32_t> fronts_;              // [node]; the block that takes its inputs
  std::vector<std::vector<std::uint32_t>> backs_;  // [node][out-port]; the block that its data comes from
  std::vector<std::uint64_t> turns_;               // [node]
  std::vector<std::uint32_t> scopes_;              // [block]
  std::vector<std::optional<ItemBytes>> sizes_;    // [block]
  std::vector<std::uint32_t> orders_;              // [flow]
  std::map<std::uint32_t, std::uint32_t> closer_;  // by scope: its Merge or Collapse
  std::map<std::uint32_t, std::uint32_t> branch_of_;
  // by condition: the nodes where its branches meet, and which branches
  std::map<std::uint32_t, std::map<std::uint32_t, std::set<std::uint32_t>>> meetings_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> left_;
  std::set<std::string> names_, used_;
};

}  // namespace

Mapping map_to_owg(const Graph& graph, const Nesting& nesting, const CostTable& costs) {
  return Mapper{graph, nesting, costs}.run();
}

}  // namespace octosim::io::modelbox
