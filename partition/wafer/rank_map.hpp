/// \file rank_map.hpp  Which rank simulates which clusters, and how good that cut is.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "models/plan/plan.hpp"
#include "partition/methods/method.hpp"

namespace octosim::partition::wafer {

/// What lies between two ranks that have neighbouring CBUs.
struct RankBorder {
  std::int32_t first = 0, second = 0;  ///< first < second
  std::uint64_t links = 0;             ///< pairs of neighbouring CBUs
  engine::Cycles least_latency{};      ///< of a hop, on the data or the control network: their lookahead
};

/// Each rank owns clusters, with all their CBUs and TBUs.
struct RankMap {
  std::int32_t ranks = 1;
  std::vector<std::int32_t> rank_of_cluster;
  double imbalance = 1;                ///< TBUs of the rank with the most over the mean; 1 is perfect
  double cut_weight = 0;               ///< sum over data links between ranks of 1 / latency in cycles
  engine::Cycles lookahead{};          ///< the least of all borders; 0 if there are none
  std::vector<RankBorder> borders;     ///< by first, then second
  std::vector<std::uint64_t> tbus_of;  ///< by rank
};

/// Deals the clusters out, a TBU a load of one; methods::grid_bisection by default, which prefers a die boundary where
/// there is one.  See methods::deal_out for where it is the same on every rank.  O(CBUs + cost of the method).
/// \pre ranks >= 1
/// \throws engine::ModelError if there are more ranks than clusters, and as methods::deal_out
RankMap map_wafer(const models::plan::Plan& plan, std::int32_t ranks, methods::Method method = methods::kDefaultMethod);

/// The map of clusters that were dealt out before.  A pure function: the same on every rank.  O(CBUs).
/// \pre one rank, 0 .. ranks - 1, for each cluster, and each rank at least once
RankMap map_of(const models::plan::Plan& plan, std::int32_t ranks, std::vector<std::int32_t> rank_of_cluster);

/// \throws engine::ModelError if there are more `ranks` than clusters
void expect_enough_clusters(const models::plan::Plan& plan, std::int32_t ranks);

/// Its quality, and a drawing of the grid of clusters with the rank of each; a gap is a die boundary.
std::string print_rank_map(const models::plan::Plan& plan, const RankMap& map);

}  // namespace octosim::partition::wafer
