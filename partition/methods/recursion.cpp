#include "partition/methods/recursion.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "engine/base/error.hpp"
#include "partition/methods/method.hpp"

namespace octosim::partition::methods {
namespace {

class Recursion {
 public:
  Recursion(const graph::Graph& graph, std::uint32_t ranks, const FirstCut& first_cut)
      : graph_{graph},
        first_cut_{first_cut},
        label_(graph.count(), 0),
        refiner_{graph, label_},
        // Each of the cuts from the whole to one rank may add its part.
        slack_{kSlack / static_cast<double>(std::bit_width(ranks - 1))} {}

  std::vector<std::int32_t> run(std::uint32_t ranks) {
    std::vector<std::uint32_t> all(graph_.count());
    std::iota(all.begin(), all.end(), 0U);
    split(all, 0, ranks);
    return std::move(label_);
  }

 private:
  void split(std::span<std::uint32_t> piece, std::int32_t first_rank, std::uint32_t ranks) {
    OCTOSIM_ASSERT(ranks >= 1 && ranks <= piece.size());
    if (ranks == 1) return;
    const std::uint32_t half = ranks / 2;
    double total = 0;
    for (const std::uint32_t vertex : piece) total += static_cast<double>(graph_.load[vertex]);
    Halves halves;
    halves.label = {first_rank, first_rank + static_cast<std::int32_t>(half)};
    halves.least = {half, ranks - half};
    halves.target = total * half / ranks;
    halves.slack = slack_ * halves.target;
    first_cut_(piece, halves, label_);
    give_least(piece, halves, 0);
    give_least(piece, halves, 1);
    refiner_.refine(piece, halves);
    const auto middle = std::stable_partition(piece.begin(), piece.end(),
                                              [&](std::uint32_t vertex) { return label_[vertex] == halves.label[0]; });
    const auto first = static_cast<std::size_t>(middle - piece.begin());
    split(piece.first(first), halves.label[0], half);
    split(piece.subspan(first), halves.label[1], ranks - half);
  }

  void give_least(std::span<const std::uint32_t> piece, const Halves& halves, std::size_t to) {
    std::vector<std::uint32_t> others;
    for (const std::uint32_t vertex : piece) {
      if (label_[vertex] == halves.label[1 - to]) others.push_back(vertex);
    }
    const std::size_t has = piece.size() - others.size();
    if (has >= halves.least[to]) return;
    std::stable_sort(others.begin(), others.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return graph_.load[a] < graph_.load[b]; });
    for (std::size_t k = 0; k < halves.least[to] - has; ++k) label_[others[k]] = halves.label[to];
  }

  const graph::Graph& graph_;
  const FirstCut& first_cut_;
  std::vector<std::int32_t> label_;  ///< by vertex: the first rank of its piece
  HalvesRefiner refiner_;
  double slack_;
};

}  // namespace

std::vector<std::int32_t> bisect_recursively(const graph::Graph& graph, std::int32_t ranks, const FirstCut& first_cut) {
  OCTOSIM_EXPECT(ranks >= 1 && static_cast<std::uint32_t>(ranks) <= graph.count());
  std::vector<std::int32_t> on_one(graph.count(), 0);
  if (ranks == 1) return on_one;
  return Recursion{graph, static_cast<std::uint32_t>(ranks), first_cut}.run(static_cast<std::uint32_t>(ranks));
}

}  // namespace octosim::partition::methods
