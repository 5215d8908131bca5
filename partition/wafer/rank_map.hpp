/// \file rank_map.hpp  Which rank simulates which clusters, and how good that cut is.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "models/plan/plan.hpp"

namespace octosim::partition::wafer {

/// What lies between two ranks that have neighbouring CBUs.
struct RankBorder {
  std::int32_t first = 0, second = 0;  ///< first < second
  std::uint64_t links = 0;             ///< pairs of neighbouring CBUs
  engine::Cycles least_latency{};      ///< of a hop, on the data or the control network: their lookahead
};

/// Each rank owns one rectangle of clusters, with all their CBUs and TBUs.
struct RankMap {
  std::int32_t ranks = 1;
  std::vector<std::int32_t> rank_of_cluster;
  double imbalance = 1;                ///< load of the most loaded rank over the mean; 1 is perfect
  double cut_weight = 0;               ///< sum over data links between ranks of 1 / latency in cycles
  engine::Cycles lookahead{};          ///< the least of all borders; 0 if there are none
  std::vector<RankBorder> borders;     ///< by first, then second
  std::vector<std::uint64_t> tbus_of;  ///< by rank
};

/// Cuts the grid of clusters in two along a straight line, and the parts again, in proportion to their ranks.
/// Of the lines within 5 % of the best balance it takes the one with the least cut weight, thus a die boundary where
/// there is one; of equal ones the best balanced, then the most even in ranks, then the vertical, then the first.
/// Every rank has at least one cluster.  A pure function: the same on every rank.  O(CBUs + clusters log ranks).
/// \pre ranks >= 1
/// \throws engine::ModelError if there are more ranks than clusters
/// Source: recursive bisection, Berger and Bokhari, IEEE Trans. Comput. C-36, 1987; weights, slack, ties chosen.
RankMap map_wafer(const models::plan::Plan& plan, std::int32_t ranks);

/// Its quality, and a drawing of the grid of clusters with the rank of each; a gap is a die boundary.
std::string print_rank_map(const models::plan::Plan& plan, const RankMap& map);

}  // namespace octosim::partition::wafer
