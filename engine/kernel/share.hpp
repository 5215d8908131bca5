/// \file share.hpp  The components and links of one rank.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/kernel/run.hpp"
#include "engine/model/blueprint.hpp"

namespace octosim::engine {

/// A component and what the kernel keeps for it: one cache line.
struct Owned {
  std::unique_ptr<Component> component;
  const PortTable* ports = nullptr;
  std::uint64_t digest = 0;
  std::uint64_t asked = 0;    ///< wakes and posts so far
  std::uint64_t events = 0;   ///< handled so far
  std::uint64_t records = 0;  ///< published so far
  std::uint64_t silent = 0;   ///< sends nothing before this cycle
  ComponentId id{};
  std::uint32_t first_link = 0;  ///< into Share::links, one per output port
};
static_assert(sizeof(Owned) == 64);

/// Where an output port leads.  Small: with many links this is what a send waits for.
struct OutLink {
  static constexpr std::uint16_t kLocal = 0xFFFF;
  static constexpr std::uint16_t kUnconnected = 0xFFFF;
  static constexpr std::uint64_t kMostLatency = 0xFFFF'FFFFU;
  std::uint32_t target = 0;  ///< place of the target on the rank that owns it
  std::uint32_t sent = 0;    ///< modulo 2^32: only orders what this link brings in one cycle
  std::uint32_t latency = 0;
  std::uint16_t peer = kLocal;  ///< index into Share::peers
  std::uint16_t in_port = kUnconnected;
};
static_assert(sizeof(OutLink) == 16);

/// Where any component is, as runs of neighbouring ids: for posts.
struct IdRun {
  static constexpr std::uint32_t kHere = 0xFFFF'FFFFU;
  std::uint32_t first_id = 0;
  std::uint32_t peer = kHere;     ///< index into Share::peers
  std::uint32_t first_place = 0;  ///< of first_id, if it is here
};

/// What is known of the paths to and from one other rank.
struct Peer {
  Rank rank{};
  std::uint64_t out = 0;  ///< least time from any event here until something it causes can arrive there
  std::uint64_t beyond =
      0;  ///< least time from the arrival there of something sent here until it causes an arrival elsewhere
  std::vector<std::uint32_t> entries;  ///< places where links from there end; unused if the model posts
  std::vector<std::uint64_t> through;  ///< by peer: from an arrival here from that peer to one at this one
};

struct Share {
  std::vector<Owned> owned;          ///< in order of id
  std::vector<std::uint32_t> holds;  ///< by place
  /// By place: least time from an event here until something it causes can arrive on another rank, over any path of
  /// local links; kNever's cycle: nothing can.  Empty on a run of one rank.
  std::vector<std::uint64_t> reach;
  std::vector<OutLink> links;
  std::vector<Peer> peers;               ///< ranks this one shares a link with, in either direction; increasing
  std::vector<Rank> peer_ranks;          ///< the same, as the communicator wants them
  std::vector<IdRun> where;              ///< increasing; empty unless the model posts
  std::uint64_t least_reach = 0;         ///< of the components here
  std::uint64_t least_reach_of_all = 0;  ///< over all ranks
  std::uint32_t components = 0;          ///< of the whole model
  std::uint64_t least_post = 0;          ///< delay of a post; kNever's cycle: nobody posts
  bool posts_cross = false;              ///< the model posts, and several ranks own components
  Cycles lookahead{};                    ///< least latency between any two ranks; kNever's cycle: nothing crosses
  Cycles longest{};                      ///< greatest latency of any link of the model
  std::uint64_t cross_links = 0;

  std::uint32_t count() const { return static_cast<std::uint32_t>(owned.size()); }
  /// Place of a component of this rank.  \throws LogicError if it is not of this rank.  O(log components)
  std::uint32_t place_of(ComponentId id) const;
  /// The run that holds `id`.  \pre the model posts.  O(log runs)
  const IdRun& run_of(ComponentId id) const;
};

/// Builds this rank's components and resolves its links.  `widen` says what the lookahead may count on.
/// Memory and time in proportion to the components and links of this rank, but for the owners of a model that posts.
/// \throws ModelError, the same on every rank.  Collective.
Share build_share(const Blueprint& model, const Partition& owner, Communicator& comm, const Lookahead& widen = {});

}  // namespace octosim::engine
