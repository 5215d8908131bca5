/// \file task_graph.hpp  Which Task Blocks feed which, past the Control Blocks between them.
#pragma once
#include <cstdint>
#include <vector>

#include "models/workload/owg.hpp"

namespace octosim::models::plan {

/// By block, for Task Blocks and the source: the Task Blocks that its items reach next, and those (or the source) that
/// its items come from.  Increasing; empty for other blocks.  O(blocks x flows).
struct TaskGraph {
  TaskGraph() = default;  ///< of no blocks
  explicit TaskGraph(const workload::Owg& owg);
  std::vector<std::vector<std::uint32_t>> next, previous;
};

}  // namespace octosim::models::plan
