/// \file protocol.hpp  What the packets of the machine mean: which kind uses which fields.
#pragma once
#include <cstdint>

#include "models/network/packet.hpp"
#include "models/workload/token.hpp"

namespace octosim::models::octopus {

/// "token": a id, b parent, c digest, d position, e home; other fields as said.  "entry": Program::entry of a group.
enum Kind : std::uint8_t {
  // data network
  kItem,       ///< a token for a station; f = entry
  kOpen,       ///< the parent token of a scope, for its Collapse; f = Collapse
  kChild,      ///< a token for a Collapse; f = flow
  kBranch,     ///< a token for a Merge that joins several branches; f = flow
  kDelivered,  ///< a token for the sink; f = flow
  kFeed,       ///< a packet of work for a TBU: see Feed
  kResult,     ///< what the TBU made of it: a digest, e TBU, f block
  kFrame,      ///< input from DRAM: a stream, d frame
  kTile,       ///< a part of a tile from DRAM: d tile, e sub-OWG, f task
  kWrite,      ///< a part of a tile to DRAM: a address, b node that writes, d tile, e sub-OWG, f task
  // control network
  kFetch,       ///< for DRAM: a stream, d frame, b node that asks, c address
  kRead,        ///< for DRAM: a address, b node that asks, c bytes, d tile, e sub-OWG, f task
  kWritten,     ///< DRAM has a part of a tile: d tile, e sub-OWG, f task
  kRetired,     ///< a frame of a stream has left the machine
  kOfferItem,   ///< may an item come?  b node that asks, e emitter, f entry
  kOfferScope,  ///< may a scope be opened?  b node that asks, e emitter, f Collapse
  kAccept,      ///< it may; e emitter
  kPoll,        ///< the leader asks station e for its load
  kLoad,        ///< its answer: a bytes, e station, f = 1 if it could work
  kOwner,       ///< the leader tells station e that the cluster works on sub-OWG f
  kTrigger,     ///< station e to the leader; f Trigger
  kHandover,    ///< TBU f now belongs to station e
  kReport,      ///< load of a neighbouring station: a bytes, e sub-OWG, f cluster
  kMove,        ///< may d items move?  e sub-OWG, f cluster that asks
  kMoveRoom,    ///< d of them may; e sub-OWG, f cluster that answers
  kMoveUnused,  ///< d of them are not needed after all; e sub-OWG, f cluster that asked
};

/// Why a leader reconsiders what its cluster works on.
enum class Trigger : std::uint16_t { kEmpty, kFull, kThreshold, kInterval, kReady };

/// Size of a control message on the wire.  Chosen: one flit of the 16 B/cycle control network.
inline constexpr std::uint32_t kControlBytes = 16;

/// Size of the descriptor of a scope.  Assumed.
inline constexpr std::uint32_t kDescriptorBytes = 64;

inline network::Packet token_packet(Kind kind, std::uint32_t node, const workload::Token& token, std::uint32_t bytes,
                                    std::uint16_t f) {
  network::Packet packet{.a = token.id, .b = token.parent, .c = token.digest, .d = token.position, .bytes = bytes};
  packet.e = token.home;
  packet.f = f;
  packet.address(kind, node);
  return packet;
}
inline workload::Token token_of(const network::Packet& packet) {
  return {.id = packet.a, .parent = packet.b, .digest = packet.c, .position = packet.d, .home = packet.e};
}
inline network::Packet control_packet(Kind kind, std::uint32_t node) {
  network::Packet packet{.bytes = kControlBytes};
  packet.address(kind, node);
  return packet;
}

/// Why a TBU had nothing to do before a packet came.
enum class Idle : std::uint8_t { kStarved, kBlocked };

/// The fields of a kFeed packet; `bytes` of the packet is the input to load.
struct Feed {
  std::uint64_t digest = 0;     ///< a: folded over the inputs
  std::uint64_t cycles = 0;     ///< b
  std::uint32_t out_bytes = 0;  ///< c, high half
  std::uint32_t issued = 0;     ///< c, low half: cycle of issue, low 32 bits
  std::uint32_t manager = 0;    ///< d, low 24 bits: node the result goes to
  Idle idle = Idle::kStarved;   ///< d, high 8 bits
  std::uint16_t tbu = 0;        ///< e: place in the cluster
  std::uint16_t block = 0;      ///< f

  network::Packet packet(std::uint32_t node, std::uint32_t bytes) const {
    network::Packet out{.a = digest, .b = cycles, .c = std::uint64_t{out_bytes} << 32U | issued, .bytes = bytes};
    out.d = static_cast<std::uint32_t>(idle) << 24U | manager;
    out.e = tbu;
    out.f = block;
    out.address(kFeed, node);
    return out;
  }
  static Feed of(const network::Packet& p) {
    return {.digest = p.a,
            .cycles = p.b,
            .out_bytes = static_cast<std::uint32_t>(p.c >> 32U),
            .issued = static_cast<std::uint32_t>(p.c),
            .manager = p.d & 0xFF'FFFFU,
            .idle = static_cast<Idle>(p.d >> 24U),
            .tbu = p.e,
            .block = p.f};
  }
};

}  // namespace octosim::models::octopus
