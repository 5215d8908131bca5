#include "models/schedule/balance.hpp"

namespace octosim::models::schedule {

/// Not in the paper: a cluster with nothing to do takes part of the difference from its most loaded neighbour, of equal
/// ones the first.  Source: work stealing, Blumofe and Leiserson, J. ACM 46(5), 1999; there the victim is random.
std::optional<Transfer> steal(const Neighbourhood& here) {
  const Neighbour* most = nullptr;
  for (const Neighbour& neighbour : here.neighbours) {
    if (most == nullptr || neighbour.load > most->load) most = &neighbour;
  }
  if (most == nullptr || most->load <= here.own + here.dead_band) return std::nullopt;
  return Transfer{.cluster = most->cluster,
                  .bytes = static_cast<std::uint64_t>(static_cast<double>(most->load - here.own) * here.amount),
                  .pull = true};
}

}  // namespace octosim::models::schedule
