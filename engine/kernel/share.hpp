/// \file share.hpp  The components and links of one rank.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/kernel/run.hpp"
#include "engine/model/blueprint.hpp"

namespace octosim::engine {

/// A component and what the kernel keeps for it.
struct Owned {
  std::unique_ptr<Component> component;
  const PortTable* ports = nullptr;
  ComponentId id{};
  std::uint32_t first_link = 0;  ///< into Share::links, one per output port
  std::uint32_t holds = 0;
  /// Least time from an event here until something it causes can arrive on another rank, over any path of local
  /// links; kNever's cycle: nothing can.
  std::uint64_t reach = 0;
  std::uint64_t digest = 0;
  std::uint64_t wakes = 0;    ///< asked for so far
  std::uint64_t records = 0;  ///< published so far
};

/// Where an output port leads.
struct OutLink {
  static constexpr std::uint32_t kLocal = 0xFFFF'FFFFU;
  static constexpr std::uint16_t kUnconnected = 0xFFFF;
  std::uint32_t target = 0;     ///< place of the target on the rank that owns it
  std::uint32_t peer = kLocal;  ///< index into Share::peers
  std::uint16_t in_port = kUnconnected;
  std::uint64_t latency = 0;
  std::uint64_t sent = 0;
};

struct Share {
  std::vector<Owned> owned;  ///< in order of id
  std::vector<OutLink> links;
  std::vector<Rank> peers;        ///< ranks this one shares a link with, in either direction; increasing
  std::uint64_t least_reach = 0;  ///< of the components here
  Cycles lookahead{};             ///< least latency between any two ranks; kNever's cycle: no link crosses
  Cycles longest{};               ///< greatest latency of any link of the model
  std::uint64_t cross_links = 0;
};

/// Builds this rank's components and resolves its links.  \throws ModelError, the same on every rank.  Collective.
Share build_share(const Blueprint& model, const Partition& owner, Communicator& comm);

}  // namespace octosim::engine
