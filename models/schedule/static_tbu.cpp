#include "models/schedule/tbu.hpp"

namespace octosim::models::schedule {

/// The one it is configured for if there is work for it, else the most downstream of those that the plan gave it.
std::uint32_t static_tbu(const FreeTbu& tbu, const TaskBlocks& tasks) {
  if (tbu.configured != kNobody && tasks.can_issue(tbu.configured)) return tbu.configured;
  for (const std::uint32_t task : tbu.planned) {
    if (task != tbu.configured && tasks.can_issue(task)) return task;
  }
  return kNobody;
}

}  // namespace octosim::models::schedule
