/// \file cluster_shape.hpp  Strategic TBU Cluster Allocation: equal clusters that tile a chiplet.
#pragma once
#include <cstdint>

#include "models/hardware/settings.hpp"
#include "models/plan/plan.hpp"

namespace octosim::partition::workflow {

/// Clusters of exactly `size` TBUs, or, if that is 0, of the fewest that are at least `need` and tile the chiplet (the
/// whole chiplet if it has fewer).  Of the shapes of that size, the most square; of two, the wider.
/// \throws engine::ModelError if no shape of `size` TBUs tiles the chiplet; it names the sizes that do.
/// Source: arXiv 2405.17221, IV-B (clusters of one standard size); the shape is chosen.
models::plan::ClusterMap shape_clusters(const models::hardware::WaferSettings& wafer, std::uint64_t size,
                                        std::uint64_t need);

}  // namespace octosim::partition::workflow
