/// \file cut.hpp  Dual-Dynamicity-Decoupling Partition: a workflow into sub-OWGs at its Control Blocks.
#pragma once
#include <cstdint>
#include <vector>

#include "models/plan/plan.hpp"
#include "models/workload/owg.hpp"
#include "partition/workflow/validate.hpp"

namespace octosim::partition::workflow {

/// The sub-OWGs with their `tasks`, `entries` and `exits`.  Two Task Blocks are in one if Task Flows connect them by
/// way of Task Blocks that all have the same number of Control Blocks before them, on the longest path from the source.
/// Flows between sub-OWGs and through Control Blocks then only lead to larger numbers, so that no sub-OWG can wait for
/// its own output.  Ordered by that number, then by the first task's place in `structure.topological`: topological.
/// Source: arXiv 2405.17221, IV-B; the rule for flows past a Control Block is chosen.
std::vector<models::plan::SubOwg> cut(const models::workload::Owg& owg, const Structure& structure);

}  // namespace octosim::partition::workflow
