/// \file paths.hpp  How soon an event on this rank can cause an arrival on another.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/kernel/share.hpp"

namespace octosim::engine {

/// Shortest paths over the local links of a share, from each component to the links (and posts) that leave the rank.
class Paths {
 public:
  static constexpr std::uint32_t kAnyPeer = 0xFFFF'FFFFU;

  /// O(links); `share` outlives it.
  explicit Paths(const Share& share);

  /// By place, the least latency of a path whose last link ends on `peer`; kNever's cycle: there is none.
  /// Dijkstra's algorithm against the direction of the links.  O(links log components)
  std::vector<std::uint64_t> to(std::uint32_t peer) const;
  /// Least latency of one link (or post) to `peer`.  O(links)
  std::uint64_t direct(std::uint32_t peer = kAnyPeer) const;

 private:
  struct Back {
    std::uint32_t from;
    std::uint64_t latency;
  };
  template <class Visit>
  void for_crossing(std::uint32_t peer, const Visit& visit) const;

  const Share& share_;
  std::vector<std::uint64_t> first_;  // by place, into back_: local links that end there
  std::vector<Back> back_;
};

}  // namespace octosim::engine
