/// \file protocol.hpp  What the packets of the machine mean: which kind uses which fields.
#pragma once
#include <cstdint>

#include "models/network/packet.hpp"
#include "models/schedule/cluster.hpp"
#include "models/workload/owg.hpp"
#include "models/workload/token.hpp"

namespace octosim::models::octopus {

/// "token": a id, b parent, c digest, d position, e home, g frame; other fields as said.  "entry": Program::entry of a
/// group.
enum Kind : std::uint8_t {
  // data network
  kItem,       ///< a token for a station; f = entry
  kOpen,       ///< the parent token of a scope, for its Collapse; f = Collapse
  kChild,      ///< a token for a Collapse; f = flow
  kBranch,     ///< a token for a Merge that joins several branches; f = flow
  kDelivered,  ///< a token for the sink; f = flow
  kFeed,       ///< a packet of work for a TBU: see Feed
  kResult,     ///< what the TBU made of it: a digest, d issue number, e TBU, f block, g epoch
  kFrame,      ///< input from DRAM: a stream, d frame
  kTile,       ///< a part of a tile from DRAM: d tile, e sub-OWG, f task
  kWrite,      ///< a part of a tile to DRAM: a address, b node that writes, d tile, e sub-OWG, f task
  kPart,       ///< a part of a packet of work, from the CBU where it has waited: d number, e TBU, f block, g epoch
  kWeights,    ///< part of the pinned weights of a configuration: e TBU, g epoch
  // control network
  kFetch,        ///< for DRAM: a stream, d frame, b node that asks, c address
  kRead,         ///< for DRAM: a address, b node that asks, c bytes, d tile, e sub-OWG, f task
  kWritten,      ///< DRAM has a part of a tile: d tile, e sub-OWG, f task
  kRetired,      ///< a frame of a stream has left the machine
  kOfferItem,    ///< may an item come?  b node that asks, e emitter, f entry
  kOfferScope,   ///< may a scope be opened?  b node that asks, e emitter, f Collapse
  kAccept,       ///< it may; e emitter
  kPoll,         ///< the leader asks station e for its load
  kLoad,         ///< its answer: a bytes, e station, f = 1 if it could work
  kOwner,        ///< the leader tells station e that the cluster works on sub-OWG f
  kTrigger,      ///< station e to the leader; f Trigger
  kHandover,     ///< TBU f now belongs to station e: see Handover
  kReport,       ///< load of a neighbouring station: a bytes, e sub-OWG, f cluster
  kMove,         ///< may d items move?  e sub-OWG, f cluster that asks
  kMoveRoom,     ///< d of them may; e sub-OWG, f cluster that answers; a = 1: unasked, wants kMoveUnused
  kMoveUnused,   ///< d of them are not needed; e sub-OWG, f cluster that asked; a as in kMoveRoom
  kInputEmpty,   ///< a TBU asks for work: see Request
  kOutputFull,   ///< likewise, with the other reason
  kStored,       ///< a result has stayed where it came: a digest, d number, e TBU, f block, g epoch
  kForward,      ///< a station to a CBU: send a bytes of queue b to TBU e, as kPart
  kGrant,        ///< the station's answer: see Grant
  kFrames,       ///< a Task Block, or the source, has finished a frames: e sub-OWG or FrameGate::kHome, f block
  kHungry,       ///< the leader tells station e that the cluster has nothing to do (f = 1), or something again (0)
  kDrain,        ///< the leader tells station e to finish what it has admitted, and say so
  kClusterIdle,  ///< the leader tells the controller: cluster f has nothing to do (a = 1), or something again (0)
  kSurvey,       ///< the controller asks station e of a cluster for its load
  kSurveyed,     ///< its answer: a items waiting, b items admitted, d = 1 if it could work, e sub-OWG, f cluster
  kAssign,       ///< the controller tells a leader that its cluster works on sub-OWG e
  kAssigned,     ///< it does; f cluster
  kOrder,        ///< the controller tells station e to move d items to cluster f
  kNextFrame,    ///< a stream home asks the shared source for a frame: b its node
  kThisFrame,    ///< the answer: a stream, d frame
  kStarted,      ///< the shared source tells the home of stream a that its first frame is read
  kConfigure,    ///< a piece of a configuration: a..d a TbuWindow, e Task Block, f = 1 if another piece follows
  kLoadSlice,    ///< for DRAM: to send a part of a packet of work to its TBU: see SliceLoad
  kKinds,        ///< how many there are
};

using schedule::Trigger;

/// Size of a control message on the wire.  Chosen: one flit of the 16 B/cycle control network.
inline constexpr std::uint32_t kControlBytes = 16;

/// Size of the descriptor of a scope.  Assumed.
inline constexpr std::uint32_t kDescriptorBytes = 64;

inline network::Packet token_packet(Kind kind, std::uint32_t node, const workload::Token& token, std::uint32_t bytes,
                                    std::uint16_t f) {
  network::Packet packet{.a = token.id, .b = token.parent, .c = token.digest, .d = token.position, .bytes = bytes};
  packet.e = token.home;
  packet.f = f;
  packet.g = token.frame;
  packet.address(kind, node);
  return packet;
}
inline workload::Token token_of(const network::Packet& packet) {
  return {.id = packet.a,
          .parent = packet.b,
          .digest = packet.c,
          .position = packet.d,
          .home = packet.e,
          .frame = packet.g};
}
inline network::Packet control_packet(Kind kind, std::uint32_t node) {
  network::Packet packet{.bytes = kControlBytes};
  packet.address(kind, node);
  return packet;
}

}  // namespace octosim::models::octopus
