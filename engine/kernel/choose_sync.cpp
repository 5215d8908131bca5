#include <array>

#include <fmt/format.h>

#include "engine/kernel/synchroniser.hpp"

namespace octosim::engine {

SyncChoice choose_sync(Sync wanted, const Share& share, Communicator& comm) {
  if (comm.size() == 1) return {Sync::kWindow, "one rank: nothing to synchronise"};
  if (wanted != Sync::kAuto) return {wanted, "asked for"};
  std::array<std::int64_t, 1> most{-static_cast<std::int64_t>(share.peers.size())};
  comm.min(most);
  const std::int64_t peers = -most[0];
  if (share.lookahead.count >= kNever.cycle) return {Sync::kWindow, "no link crosses ranks"};
  // A window costs a reduction over all ranks and the wait for the slowest of them; a promise costs a batch for each
  // peer.
  constexpr std::int64_t kFew = 16;  // chosen: up to there a reduction costs about what two batches do
  if (comm.size() > kFew && 2 * peers <= comm.size()) {
    return {Sync::kNeighbor, fmt::format("{} ranks of which none has more than {} neighbours", comm.size(), peers)};
  }
  return {Sync::kWindow, fmt::format("{} ranks, up to {} neighbours each: a reduction is cheap", comm.size(), peers)};
}

}  // namespace octosim::engine
