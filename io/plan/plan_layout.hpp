/// \file plan_layout.hpp  What of a Plan is in its file: a line for each member of each struct.
#pragma once
#include <cstddef>
#include <tuple>

#include "io/plan/column.hpp"
#include "io/plan/workload_layout.hpp"
#include "models/plan/plan.hpp"

namespace octosim::io::plan {

template <>
struct Layout<models::plan::SubOwg> {
  using S = models::plan::SubOwg;
  static constexpr std::tuple kColumns{
      Column{"tasks", &S::tasks, "index", "its blocks, in topological order"},
      Column{"entries", &S::entries, "index", "flows into it, increasing"},
      Column{"exits", &S::exits, "index", "flows out of it, increasing"},
      Column{"expected_cycles", &S::expected_cycles, "cycles", "a frame on one TBU, expected; a weight"},
      Column{"tbu_tasks", &S::tbu_tasks, "index", "by TBU of a cluster: positions in tasks that it serves"}};
};

template <>
struct Layout<models::plan::ClusterMap> {
  using C = models::plan::ClusterMap;
  static constexpr std::tuple kColumns{
      Column{"height", &C::height, "count", "TBUs down a cluster"},
      Column{"width", &C::width, "count", "TBUs across a cluster"},
      Column{"rows", &C::rows, "count", "clusters down the wafer"},
      Column{"cols", &C::cols, "count", "clusters across the wafer"},
      Column{"per_chiplet_rows", &C::per_chiplet_rows, "count", "clusters down a chiplet"},
      Column{"per_chiplet_cols", &C::per_chiplet_cols, "count", "clusters across a chiplet"}};
};

/// `workload`, `hardware`, `schedule` and `seed` are settings of the experiment, which have rows of their own: they are
/// below /settings.  `recorded`, which plans share, is below /recorded.
template <>
struct Layout<models::plan::Plan> {
  using P = models::plan::Plan;
  static constexpr std::size_t kElsewhere = 5;
  static constexpr std::tuple kColumns{
      Column{"owg", &P::owg, "none", "the workflow"},
      Column{"sub_owgs", &P::sub_owgs, "none", "in topological order"},
      Column{"sub_owg_of", &P::sub_owg_of, "index", "by block: sub-OWG it is in; none but for Task Blocks"},
      Column{"partner", &P::partner, "index", "by block: the Collapse of an Expand, the Merge of a Route, and back"},
      Column{"scope", &P::scope, "index", "by flow: the innermost Expand or Route that encloses it"},
      Column{"branch", &P::branch, "index", "by flow: which output of its scope, if that is a Route"},
      Column{"expected_runs", &P::expected_runs, "count", "by block: items a frame, expected"},
      Column{"expected_cycles", &P::expected_cycles, "cycles", "by block: of an item on one TBU, expected; a weight"},
      Column{"topological", &P::topological, "index", "all blocks"},
      Column{"clusters", &P::clusters, "none", "the cluster map"},
      Column{"first_owner", &P::first_owner, "index", "by cluster: sub-OWG it works on first"}};
};

}  // namespace octosim::io::plan
