/// \file grid_bisection.hpp  Recursive bisection of a grid along straight lines.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

/// Cuts the grid in two along a straight line, and the parts again, in proportion to their ranks: each rank gets one
/// rectangle.  Of the lines within kSlack of the best balance it takes the one with the least cut weight; of equal ones
/// the best balanced, then the most even in ranks, then the vertical, then the first.  O(vertices log ranks).
/// \pre graph.grid, 1 <= ranks <= graph.count()
/// Source: recursive bisection, Berger and Bokhari, IEEE Trans. Comput. C-36, 1987; ties chosen.
std::vector<std::int32_t> grid_bisection(const graph::Graph& graph, std::int32_t ranks);

}  // namespace octosim::partition::methods
