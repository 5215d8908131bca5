#include "models/schedule/cluster.hpp"

namespace octosim::models::schedule {

/// Paper (arXiv 2405.17221) IV-D: the longest queue in bytes of those that could work, of equal ones the most upstream;
/// when the input is empty or the output full, of the others.
std::uint32_t proactive_cluster(std::uint32_t current, Trigger cause, std::span<const SubOwgLoad> loads) {
  const bool others_only = cause == Trigger::kEmpty || cause == Trigger::kFull;
  std::uint32_t best = kNobody;
  for (std::uint32_t sub = 0; sub < loads.size(); ++sub) {
    if (!loads[sub].could_work || (others_only && sub == current)) continue;
    if (best != kNobody && loads[sub].bytes <= loads[best].bytes) continue;
    best = sub;
  }
  return best;
}

}  // namespace octosim::models::schedule
