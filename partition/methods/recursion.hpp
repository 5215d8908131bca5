/// \file recursion.hpp  Bisection again and again, whatever makes the first cut of each piece.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "partition/graph/graph.hpp"
#include "partition/methods/halves.hpp"

namespace octosim::partition::methods {

/// Writes one of the two labels of `halves` to label[v] of every vertex v of `piece`, which holds halves.label[0]
/// before. `piece`: by increasing id.  Any number of vertices in each half is good: what is missing is mended.
using FirstCut =
    std::function<void(std::span<const std::uint32_t> piece, const Halves& halves, std::vector<std::int32_t>& label)>;

/// Cuts the graph in two in proportion to the ranks of each half, and the halves again; HalvesRefiner improves each
/// cut. Where a half has fewer vertices than ranks it gets the lightest of the other, by id if equal. O((vertices +
/// edges) log ranks) besides `first_cut`.  \pre 1 <= ranks <= graph.count()
std::vector<std::int32_t> bisect_recursively(const graph::Graph& graph, std::int32_t ranks, const FirstCut& first_cut);

}  // namespace octosim::partition::methods
