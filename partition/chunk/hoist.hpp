/// \file hoist.hpp  Moving what does not depend on the slice out of a loop.
#pragma once
#include <vector>

#include "partition/chunk/chunk.hpp"

namespace octosim::partition::chunk {

/// Reorders the interval of `chunk` in `order`: what is before it, its hoisted nodes, its loop nodes, what is after it,
/// each in their old order; chunk.first becomes the position of the first loop node.  Regions that do not overlap it
/// keep their positions.  \pre `chunk` comes from a search of that order.  \post the order is topological
void hoist(const Tables& tables, std::vector<Node>& order, Chunk& chunk);

/// Undoes it: the order is again `old`, of which only chunk.begin to chunk.last are read.
void restore(std::vector<Node>& order, const std::vector<Node>& old, const Chunk& chunk);

/// Contracts of a plan after a step, for builds that check them: every node comes after its operands; regions are
/// disjoint and lie in the order; their loop nodes have a dimension of their extent; none of what is hoisted reads a
/// loop node.
bool is_sound(const Tables& tables, const Plan& plan);

}  // namespace octosim::partition::chunk
