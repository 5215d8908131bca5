/// \file plan.hpp  The compiled program: what runs where.  Plain data, the same on every rank.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "models/hardware/settings.hpp"
#include "models/plan/settings.hpp"
#include "models/workload/owg.hpp"
#include "models/workload/recorded.hpp"
#include "models/workload/settings.hpp"

namespace octosim::models::plan {

/// The coarse unit of scheduling: Task Blocks connected by Task Flows once the Control Blocks are removed, and with as
/// many Control Blocks before them (on the longest path from the source).  A flow that goes past Control Blocks from
/// one Task Block to another is therefore an exit of one sub-OWG and an entry of another, and sub-OWGs form no cycle.
struct SubOwg {
  std::vector<std::uint32_t> tasks;    ///< block indices, in topological order
  std::vector<std::uint32_t> entries;  ///< flows into it, from Control Blocks, the source or other sub-OWGs; increasing
  std::vector<std::uint32_t> exits;    ///< flows out of it, to Control Blocks, the sink or other sub-OWGs; increasing
  double expected_cycles = 0;          ///< per frame, on one TBU, at expected properties; a weight, not a result
  /// tbu_tasks[t]: positions in `tasks` that TBU t of a cluster serves, most downstream first.  Never empty, but where
  /// clusters are divided (schedule.cluster): then each TBU serves Task Blocks of one sub-OWG only.
  std::vector<std::vector<std::uint32_t>> tbu_tasks;
};

/// Clusters of `height` x `width` TBUs; a global grid over the wafer, row by row; never across a die boundary.
/// Rows and columns of TBUs that are left over on a chiplet belong to no cluster and stay idle.
struct ClusterMap {
  std::uint32_t height = 1, width = 1;
  std::uint32_t rows = 1, cols = 1;  ///< of the global grid of clusters
  std::uint32_t per_chiplet_rows = 1, per_chiplet_cols = 1;
  std::uint32_t count() const { return rows * cols; }
  std::uint32_t size() const { return height * width; }
};

/// Everything a rank needs to build its share.
struct Plan {
  workload::Owg owg;
  std::shared_ptr<const workload::Recorded> recorded;  ///< what its tokens take instead of drawing; null: nothing
  workload::WorkloadSettings workload;
  hardware::Hardware hardware;
  ScheduleSettings schedule;
  std::uint64_t seed = 1;
  std::vector<SubOwg> sub_owgs;           ///< in topological order
  std::vector<std::uint32_t> sub_owg_of;  ///< by block; workload::kNone for Control Blocks, source, sink
  std::vector<std::uint32_t> partner;     ///< by block: Expand <-> Collapse, Route <-> Merge; else kNone
  std::vector<std::uint32_t> scope;   ///< by flow: the innermost Expand or Route whose bracket encloses it; else kNone
  std::vector<std::uint32_t> branch;  ///< by flow: which output of its scope, if that is a Route; else kNone
  std::vector<double> expected_runs;  ///< by block: items it handles per frame, at expected properties
  std::vector<double> expected_cycles;     ///< by block: of one item on one TBU, at expected properties; a weight
  std::vector<std::uint32_t> topological;  ///< all blocks
  ClusterMap clusters;
  std::vector<std::uint32_t> first_owner;  ///< by cluster: sub-OWG it works on at cycle 0; unused if it is divided
};

}  // namespace octosim::models::plan
