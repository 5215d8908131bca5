#include "partition/methods/level_bisection.hpp"

#include <span>

#include "partition/methods/recursion.hpp"

namespace octosim::partition::methods {
namespace {

class LevelCut {
 public:
  explicit LevelCut(const graph::Graph& graph) : graph_{graph}, seen_(graph.count(), 0) {}

  void operator()(std::span<const std::uint32_t> piece, const Halves& halves, std::vector<std::int32_t>& label) {
    const std::vector<std::uint32_t> by_level = level_order(piece, halves.label[0], label);
    cut_along(by_level, halves, label);
    const std::uint64_t weight = cut_weight(graph_, piece, halves, label);
    cut_along(piece, halves, label);
    if (weight <= cut_weight(graph_, piece, halves, label)) cut_along(by_level, halves, label);
  }

 private:
  /// Labels the first vertices of `order` as the first half: until the load is nearest to the target.
  void cut_along(std::span<const std::uint32_t> order, const Halves& halves, std::vector<std::int32_t>& label) const {
    double load = 0;
    std::size_t taken = 0;
    while (taken < order.size()) {
      const auto next = static_cast<double>(graph_.load[order[taken]]);
      if (load + next / 2 > halves.target) break;
      load += next;
      ++taken;
    }
    for (std::size_t k = 0; k < order.size(); ++k) label[order[k]] = halves.label[k < taken ? 0 : 1];
  }

  /// The piece in breadth-first order, part by part if it is not connected, each from a vertex at its rim: the last
  /// that is met from the last that is met from its least.
  std::vector<std::uint32_t> level_order(std::span<const std::uint32_t> piece, std::int32_t mine,
                                         const std::vector<std::int32_t>& label) {
    std::vector<std::uint32_t> order;
    order.reserve(piece.size());
    for (const std::uint32_t least : piece) {
      if (seen_[least] != 0) continue;
      const std::size_t begin = order.size();
      std::uint32_t start = least;
      for (int sweep = 0; sweep < 2; ++sweep) {
        spread(start, mine, label, order);
        start = order.back();
        for (std::size_t k = begin; k < order.size(); ++k) seen_[order[k]] = 0;
        order.resize(begin);
      }
      spread(start, mine, label, order);
    }
    for (const std::uint32_t vertex : piece) seen_[vertex] = 0;
    return order;
  }

  /// Appends what can be reached from `start` through vertices of the piece.
  void spread(std::uint32_t start, std::int32_t mine, const std::vector<std::int32_t>& label,
              std::vector<std::uint32_t>& order) {
    std::size_t next = order.size();
    order.push_back(start);
    seen_[start] = 1;
    while (next < order.size()) {
      for (const graph::HalfEdge& edge : graph_.edges_of(order[next++])) {
        if (seen_[edge.to] != 0 || label[edge.to] != mine) continue;
        seen_[edge.to] = 1;
        order.push_back(edge.to);
      }
    }
  }

  const graph::Graph& graph_;
  std::vector<std::uint8_t> seen_;  ///< by vertex: in the order that is being made
};

}  // namespace

std::vector<std::int32_t> level_bisection(const graph::Graph& graph, std::int32_t ranks) {
  LevelCut cut{graph};
  return bisect_recursively(graph, ranks, std::ref(cut));
}

}  // namespace octosim::partition::methods
