/// \file protocol.hpp  What the packets of the machine mean: which kind uses which fields.
#pragma once
#include <cstdint>

#include "models/network/packet.hpp"
#include "models/workload/owg.hpp"
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
  kResult,     ///< what the TBU made of it: a digest, d issue number, e TBU, f block
  kFrame,      ///< input from DRAM: a stream, d frame
  kWeights,    ///< part of the pinned weights of a configuration: e TBU
  // control network
  kFetch,       ///< to a DRAM card: a stream, d frame, b node that asks
  kOfferItem,   ///< may an item come?  b node that asks, e emitter, f entry
  kOfferScope,  ///< may a scope be opened?  b node that asks, e emitter, f Collapse
  kAccept,      ///< it may; e emitter
  kPoll,        ///< the leader asks station e for its load
  kLoad,        ///< its answer: a bytes, e station, f = 1 if it could work
  kOwner,       ///< the leader tells station e that the cluster works on sub-OWG f
  kTrigger,     ///< station e to the leader; f Trigger
  kHandover,    ///< TBU f now belongs to station e: see Handover
  kReport,      ///< load of a neighbouring station: a bytes, e sub-OWG, f cluster
  kMove,        ///< may d items move?  e sub-OWG, f cluster that asks
  kMoveRoom,    ///< d of them may; e sub-OWG, f cluster that answers
  kMoveUnused,  ///< d of them are not needed after all; e sub-OWG, f cluster that asked
  kInputEmpty,  ///< a TBU asks for work: see Request
  kOutputFull,  ///< likewise, with the other reason
  kGrant,       ///< the station's answer: see Grant
  kConfigure,   ///< a piece of a configuration: e TBU, f = 1 if another piece follows
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

/// Why a TBU has nothing to do: its input is empty, or there is no room for its output.
enum class Idle : std::uint8_t { kStarved, kBlocked };

/// A TBU that has executed all that was sent to it asks for work; its reason is the kind of the message.
struct Request {
  std::uint64_t received = 0;  ///< a: packets of work since its last grant; fewer than were sent: more are on their way
  Idle idle = Idle::kStarved;  ///< kind; as the last packet told it
  std::uint16_t tbu = 0;       ///< e
  std::uint16_t block = 0;     ///< f

  network::Packet packet(std::uint32_t node) const {
    network::Packet out = control_packet(idle == Idle::kBlocked ? kOutputFull : kInputEmpty, node);
    out.a = received;
    out.e = tbu;
    out.f = block;
    return out;
  }
  static Request of(const network::Packet& p) {
    return {
        .received = p.a, .idle = p.kind() == kOutputFull ? Idle::kBlocked : Idle::kStarved, .tbu = p.e, .block = p.f};
  }
};

/// The answer to a Request: what the TBU works on from now.  Its first packet of work follows on the data network.
struct Grant {
  std::uint64_t waited = 0;     ///< a: cycles the request waited at stations; for the account only
  std::uint64_t bitstream = 0;  ///< c: bytes of the configuration that follows on the control network
  std::uint32_t manager = 0;    ///< d, low 24 bits: node that results and requests go to
  Idle idle = Idle::kStarved;   ///< d, high 8 bits: why it waited, as the station saw it
  std::uint16_t tbu = 0;        ///< e: place in the cluster
  std::uint16_t block = 0;      ///< f

  network::Packet packet() const {
    network::Packet out = control_packet(kGrant, 0);
    out.a = waited;
    out.c = bitstream;
    out.d = static_cast<std::uint32_t>(idle) << 24U | manager;
    out.e = tbu;
    out.f = block;
    return out;
  }
  static Grant of(const network::Packet& p) {
    return {.waited = p.a,
            .bitstream = p.c,
            .manager = p.d & 0xFF'FFFFU,
            .idle = static_cast<Idle>(p.d >> 24U),
            .tbu = p.e,
            .block = p.f};
  }
};

/// A station gives an idle TBU, and the request it has sent, to the one that has the cluster now.
struct Handover {
  std::uint64_t since = 0;                ///< a: cycle at which its request came
  std::uint32_t block = workload::kNone;  ///< b: it is configured for
  Idle idle = Idle::kStarved;             ///< c
  std::uint16_t owner = 0;                ///< e: sub-OWG
  std::uint16_t tbu = 0;                  ///< f

  network::Packet packet(std::uint32_t node) const {
    network::Packet out = control_packet(kHandover, node);
    out.a = since;
    out.b = block;
    out.c = static_cast<std::uint64_t>(idle);
    out.e = owner;
    out.f = tbu;
    return out;
  }
  static Handover of(const network::Packet& p) {
    return {.since = p.a,
            .block = static_cast<std::uint32_t>(p.b),
            .idle = static_cast<Idle>(p.c),
            .owner = p.e,
            .tbu = p.f};
  }
};

/// The fields of a kFeed packet; `bytes` of the packet is the input to load.
struct Feed {
  /// Of `nth`: results outstanding are fewer, so a station finds the whole number again.
  static constexpr std::uint32_t kNthMask = 0x3FFF'FFFFU;

  std::uint64_t digest = 0;     ///< a: folded over the inputs
  std::uint64_t cycles = 0;     ///< b
  std::uint32_t out_bytes = 0;  ///< c, high half
  std::uint32_t issued = 0;     ///< c, low half: cycle of issue, low 32 bits
  std::uint32_t nth = 0;        ///< d, low 30 bits: issue number of its Task Block; comes back with the result
  bool first = false;           ///< d, bit 30: a grant came with it
  Idle next = Idle::kStarved;   ///< d, bit 31: why no packet would follow it, as of its issue
  std::uint16_t tbu = 0;        ///< e: place in the cluster
  std::uint16_t block = 0;      ///< f

  network::Packet packet(std::uint32_t node, std::uint32_t bytes) const {
    network::Packet out{.a = digest, .b = cycles, .c = std::uint64_t{out_bytes} << 32U | issued, .bytes = bytes};
    out.d = (nth & kNthMask) | (first ? 1U << 30U : 0U) | static_cast<std::uint32_t>(next) << 31U;
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
            .nth = p.d & kNthMask,
            .first = (p.d >> 30U & 1U) != 0,
            .next = static_cast<Idle>(p.d >> 31U),
            .tbu = p.e,
            .block = p.f};
  }
};

}  // namespace octosim::models::octopus
