#include "models/schedule/balance.hpp"

namespace octosim::models::schedule {

/// Paper (arXiv 2405.17221) IV-D, to the letter: a cluster whose load of a sub-OWG is largest or second largest of
/// itself and its neighbours sends part of the difference (half, by default: chosen) to the least loaded neighbour, of
/// equal ones the first.
std::optional<Transfer> diffuse(const Neighbourhood& here) {
  const Neighbour* least = nullptr;
  std::uint32_t heavier = 0;
  for (const Neighbour& neighbour : here.neighbours) {
    if (neighbour.load > here.own) ++heavier;
    if (least == nullptr || neighbour.load < least->load) least = &neighbour;
  }
  if (least == nullptr || heavier > 1 || least->load + here.dead_band >= here.own) return std::nullopt;
  return Transfer{.cluster = least->cluster,
                  .bytes = static_cast<std::uint64_t>(static_cast<double>(here.own - least->load) * here.amount)};
}

}  // namespace octosim::models::schedule
