#include "partition/workflow/brackets.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::partition::workflow {
namespace workload = models::workload;
namespace {

using workload::BlockKind, workload::kNone;

/// One open bracket, on top of those of `below`.  Each is opened once, so equal stacks have equal indices.
struct Open {
  std::uint32_t block = kNone;
  std::uint32_t branch = kNone;  ///< output of `block`, if it is a Route
  std::uint32_t below = kNone;
  std::uint32_t depth = 1;
};

class Matcher {
 public:
  Matcher(const Graph& graph, Structure& structure)
      : graph_{graph}, structure_{structure}, stack_(graph.owg().flows.size(), kNone) {}

  void run() {
    for (const std::uint32_t b : structure_.topological) visit(b);
    for (const std::uint32_t stack : stack_) {
      structure_.scope.push_back(stack == kNone ? kNone : opened_[stack].block);
      structure_.branch.push_back(stack == kNone ? kNone : opened_[stack].branch);
    }
  }

 private:
  void visit(std::uint32_t b) {
    switch (graph_.block(b).kind) {
      case BlockKind::kSource:
        return;
      case BlockKind::kSink:
        return check_closed(b);
      case BlockKind::kTask:
        return leave(b, common_stack(b));
      case BlockKind::kRoute:
        return open_branches(b, common_stack(b));
      case BlockKind::kExpand:
        return leave(b, open(b, kNone, common_stack(b)));
      case BlockKind::kMerge:
        return leave(b, close_route(b));
      case BlockKind::kCollapse:
        return leave(b, close_expand(b));
    }
  }

  std::uint32_t open(std::uint32_t b, std::uint32_t branch, std::uint32_t below) {
    opened_.push_back({b, branch, below, depth(below) + 1});
    return static_cast<std::uint32_t>(opened_.size() - 1);
  }

  void open_branches(std::uint32_t route, std::uint32_t below) {
    std::uint32_t branch = 0;
    for (const std::uint32_t f : graph_.out_of(route)) stack_[f] = open(route, branch++, below);
  }

  void leave(std::uint32_t b, std::uint32_t stack) {
    for (const std::uint32_t f : graph_.out_of(b)) stack_[f] = stack;
  }

  std::uint32_t depth(std::uint32_t stack) const { return stack == kNone ? 0 : opened_[stack].depth; }
  std::uint32_t opener(std::uint32_t stack) const { return stack == kNone ? kNone : opened_[stack].block; }
  bool is_route(std::uint32_t stack) const { return graph_.block(opener(stack)).kind == BlockKind::kRoute; }
  /// "R -> A -> T": from where the innermost bracket of flow `f` opened.
  std::string path_inside(std::uint32_t f) const { return graph_.path_along(f, opener(stack_[f])); }

  void check_closed(std::uint32_t sink) const {
    for (const std::uint32_t f : graph_.into(sink)) {
      if (stack_[f] == kNone) continue;
      graph_.fail(fmt::format("{} is never {}: {}", graph_.describe(opener(stack_[f])),
                              is_route(stack_[f]) ? "merged" : "collapsed", path_inside(f)));
    }
  }

  /// The stack that all inputs of `b` share.
  std::uint32_t common_stack(std::uint32_t b) const {
    const std::uint32_t first = graph_.into(b)[0];
    for (const std::uint32_t f : graph_.into(b)) {
      if (stack_[f] != stack_[first]) fail_to_join(b, first, f);
    }
    return stack_[first];
  }

  [[noreturn]] void fail_to_join(std::uint32_t b, std::uint32_t f, std::uint32_t g) const {
    // Go down both stacks to where they part: above that they are the same, or two branches of one Route.
    std::uint32_t x = stack_[f], y = stack_[g], last_x = kNone, last_y = kNone;
    while (x != y) {
      const bool lower_x = depth(x) >= depth(y), lower_y = depth(y) >= depth(x);
      if (lower_x) x = opened_[last_x = x].below;
      if (lower_y) y = opened_[last_y = y].below;
    }
    const bool both = last_x != kNone && last_y != kNone && opened_[last_x].below == opened_[last_y].below;
    if (both && opener(last_x) == opener(last_y)) {
      const std::uint32_t route = opener(last_x);
      graph_.fail(fmt::format("two branches of {} meet at {} before their Merge: {} and {}", graph_.describe(route),
                              graph_.describe(b), graph_.path_along(f, route), graph_.path_along(g, route)));
    }
    const bool from_f = last_x != kNone;
    const std::uint32_t bracket = opener(from_f ? last_x : last_y);
    graph_.fail(fmt::format("{} joins a flow inside {} with one outside it: {} and {}", graph_.describe(b),
                            graph_.describe(bracket), graph_.path_along(from_f ? f : g, bracket),
                            graph_.path_along(from_f ? g : f, opener(x))));
  }

  std::uint32_t close_route(std::uint32_t merge) {
    const std::vector<std::uint32_t>& inputs = graph_.into(merge);
    for (const std::uint32_t f : inputs) {
      if (stack_[f] == kNone) {
        graph_.fail(
            fmt::format("{} has an input that is in no branch of a Route: {}", graph_.describe(merge), path_inside(f)));
      }
      if (!is_route(stack_[f])) fail_crossing(merge, f);
      if (opener(stack_[f]) != opener(stack_[inputs[0]])) {
        graph_.fail(fmt::format("{} joins branches of {} and {}: {} and {}", graph_.describe(merge),
                                graph_.describe(opener(stack_[inputs[0]])), graph_.describe(opener(stack_[f])),
                                path_inside(inputs[0]), path_inside(f)));
      }
    }
    return close(merge, inputs[0]);
  }

  std::uint32_t close_expand(std::uint32_t collapse) {
    const std::uint32_t first = graph_.into(collapse)[0];
    for (const std::uint32_t f : graph_.into(collapse)) {
      if (stack_[f] == kNone) {
        graph_.fail(
            fmt::format("{} has an input that no Expand opened: {}", graph_.describe(collapse), path_inside(f)));
      }
      if (is_route(stack_[f])) fail_crossing(collapse, f);
    }
    static_cast<void>(common_stack(collapse));
    return close(collapse, first);
  }

  [[noreturn]] void fail_crossing(std::uint32_t b, std::uint32_t f) const {
    graph_.fail(fmt::format("{} crosses {}, which is still open: {}", graph_.describe(b),
                            graph_.describe(opener(stack_[f])), path_inside(f)));
  }

  /// Makes `b` the end of the innermost bracket of its input `f`.  \returns the stack below
  std::uint32_t close(std::uint32_t b, std::uint32_t f) {
    const std::uint32_t begin = opener(stack_[f]), other = structure_.partner[begin];
    if (other != kNone) {
      graph_.fail(fmt::format("{} ends twice, at {} and at {}: {} and {}", graph_.describe(begin),
                              graph_.describe(other), graph_.describe(b),
                              graph_.path_along(graph_.into(other)[0], begin), path_inside(f)));
    }
    structure_.partner[begin] = b;
    structure_.partner[b] = begin;
    return opened_[stack_[f]].below;
  }

  const Graph& graph_;
  Structure& structure_;
  std::vector<Open> opened_;
  std::vector<std::uint32_t> stack_;  ///< by flow: index of its innermost bracket
};

}  // namespace

void match_brackets(const Graph& graph, Structure& structure) {
  structure.partner.assign(graph.size(), kNone);
  structure.scope.clear();
  structure.branch.clear();
  Matcher{graph, structure}.run();
}

}  // namespace octosim::partition::workflow
