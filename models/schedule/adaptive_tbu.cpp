#include <algorithm>

#include "models/schedule/tbu.hpp"

namespace octosim::models::schedule {

/// Paper (arXiv 2405.17221) IV-C: a TBU halts when its input is empty or its output congested, and is given the Task
/// Block of its sub-OWG with the largest backlog per serving TBU; of equal ones the most downstream.  One that no TBU
/// serves counts as one that a single TBU serves and is always eligible; any other needs `least_backlog` for each of
/// its TBUs.
std::uint32_t adaptive_tbu(const FreeTbu& tbu, const TaskBlocks& tasks) {
  if (tbu.configured != kNobody && tasks.can_issue(tbu.configured)) return tbu.configured;
  std::uint32_t best = kNobody;
  std::uint64_t most = 0;
  for (std::uint32_t task = 0; task < tasks.count(); ++task) {
    if (task == tbu.configured || !tasks.can_issue(task)) continue;
    const std::uint32_t serving = tasks.serving(task);
    const std::uint64_t each = tasks.backlog(task) / std::max(serving, 1U);
    if (serving > 0 && each < tbu.least_backlog) continue;
    if (best != kNobody && each < most) continue;
    best = task;
    most = each;
  }
  return best;
}

}  // namespace octosim::models::schedule
