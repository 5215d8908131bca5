#include "engine/kernel/paths.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace octosim::engine {
namespace {

/// Calls visit(place, link) for every connected link.
template <class Visit>
void for_links(const Share& share, const Visit& visit) {
  for (std::uint32_t place = 0; place < share.count(); ++place) {
    const Owned& owned = share.owned[place];
    for (std::size_t port = 0; port < owned.ports->out.size(); ++port) {
      const OutLink& link = share.links[owned.first_link + port];
      if (link.in_port != OutLink::kUnconnected) visit(place, link);
    }
  }
}

}  // namespace

Paths::Paths(const Share& share) : share_{share}, first_(share.owned.size() + 1) {
  for_links(share, [&](std::uint32_t, const OutLink& link) {
    if (link.peer == OutLink::kLocal) ++first_[link.target + 1];
  });
  for (std::size_t place = 1; place < first_.size(); ++place) first_[place] += first_[place - 1];
  back_.resize(first_.back());
  std::vector<std::uint64_t> next = first_;
  for_links(share, [&](std::uint32_t place, const OutLink& link) {
    if (link.peer == OutLink::kLocal) back_[next[link.target]++] = {place, link.latency};
  });
}

template <class Visit>
void Paths::for_crossing(std::uint32_t peer, const Visit& visit) const {
  for_links(share_, [&](std::uint32_t place, const OutLink& link) {
    if (link.peer != OutLink::kLocal && (peer == kAnyPeer || peer == link.peer)) visit(place, link.latency);
  });
  if (!share_.posts_cross) return;
  for (std::uint32_t place = 0; place < share_.count(); ++place) {
    if (share_.owned[place].ports->posts) visit(place, share_.least_post);
  }
}

std::vector<std::uint64_t> Paths::to(std::uint32_t peer) const {
  std::vector<std::uint64_t> reach(share_.owned.size(), kNever.cycle);
  for_crossing(peer,
               [&](std::uint32_t place, std::uint64_t latency) { reach[place] = std::min(reach[place], latency); });
  using Entry = std::pair<std::uint64_t, std::uint32_t>;  // (reach, place)
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> nearest;
  for (std::uint32_t place = 0; place < reach.size(); ++place) {
    if (reach[place] < kNever.cycle) nearest.emplace(reach[place], place);
  }
  while (!nearest.empty()) {
    const auto [least, place] = nearest.top();
    nearest.pop();
    if (least > reach[place]) continue;
    for (std::uint64_t k = first_[place]; k < first_[place + 1]; ++k) {
      const Back& back = back_[k];
      if (least + back.latency >= reach[back.from]) continue;
      reach[back.from] = least + back.latency;
      nearest.emplace(reach[back.from], back.from);
    }
  }
  return reach;
}

std::uint64_t Paths::direct(std::uint32_t peer) const {
  std::uint64_t least = kNever.cycle;
  for_crossing(peer, [&](std::uint32_t, std::uint64_t latency) { least = std::min(least, latency); });
  return least;
}

}  // namespace octosim::engine
