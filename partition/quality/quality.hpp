/// \file quality.hpp  How good a way to deal a graph out is.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/time.hpp"
#include "partition/graph/graph.hpp"

namespace octosim::partition::quality {

/// Links from one rank to another.
struct Border {
  std::int32_t from = 0, to = 0;
  std::uint64_t links = 0;
  engine::Cycles lookahead{};  ///< the least latency of them
};

struct Quality {
  std::int32_t ranks = 1;
  std::vector<std::uint64_t> load;        ///< by rank, relative as those of the graph
  std::vector<std::uint64_t> vertices;    ///< by rank
  std::vector<std::uint32_t> neighbours;  ///< by rank: ranks it has links with, either way
  double imbalance = 1;                   ///< most loaded rank over the mean; 1 is perfect
  double cut_weight = 0;                  ///< of the edges between ranks, in 1 / cycles (graph.hpp)
  std::uint64_t cut_links = 0;            ///< between ranks, each direction counted
  engine::Cycles lookahead{};             ///< the least of all borders; 0 if there are none
  std::vector<Border> borders;            ///< by from, then to
};

/// A pure function.  O(edges log borders).
/// \pre 0 <= rank_of[v] < ranks, for each vertex v
Quality measure(const graph::Graph& graph, std::span<const std::int32_t> rank_of, std::int32_t ranks);

}  // namespace octosim::partition::quality
