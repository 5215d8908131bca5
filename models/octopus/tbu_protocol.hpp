/// \file tbu_protocol.hpp  What TBUs and the stations that manage them say to one another.
#pragma once
#include <cstdint>

#include "models/octopus/protocol.hpp"

namespace octosim::models::octopus {

/// Why a TBU has nothing to do: its input is empty, or there is no room for its output.
enum class Idle : std::uint8_t { kStarved, kBlocked };

/// A TBU that has executed all that was sent to it asks for work; its reason is the kind of the message.
struct Request {
  std::uint64_t received = 0;  ///< a: packets of work since its last grant; fewer than were sent: more are on their way
  Idle idle = Idle::kStarved;  ///< kind; as the last packet told it
  std::uint16_t tbu = 0;       ///< e
  std::uint16_t block = 0;     ///< f
  std::uint16_t station = 0;   ///< d: sub-OWG that is asked
  std::uint32_t epoch = 0;     ///< g: of its last grant

  network::Packet packet(std::uint32_t node) const {
    network::Packet out = control_packet(idle == Idle::kBlocked ? kOutputFull : kInputEmpty, node);
    out.a = received;
    out.d = station;
    out.e = tbu;
    out.f = block;
    out.g = epoch;
    return out;
  }
  static Request of(const network::Packet& p) {
    return {.received = p.a,
            .idle = p.kind() == kOutputFull ? Idle::kBlocked : Idle::kStarved,
            .tbu = p.e,
            .block = p.f,
            .station = static_cast<std::uint16_t>(p.d),
            .epoch = p.g};
  }
};

/// What the TBU works on when it has executed what it was sent before.  Its first packet of work follows on the data
/// network.
struct Grant {
  std::uint64_t waited = 0;     ///< a: cycles the request waited at stations; for the account only
  std::uint64_t bitstream = 0;  ///< c: bytes of the configuration that follows on the control network
  std::uint32_t manager = 0;    ///< d, low 24 bits: node that results and requests go to
  Idle idle = Idle::kStarved;   ///< d, high 8 bits: why it waited, as the station saw it
  std::uint16_t tbu = 0;        ///< e: place in the cluster
  std::uint16_t block = 0;      ///< f
  std::uint32_t epoch = 0;      ///< g: grants are numbered, from 1, whoever gives them
  std::uint32_t after = 0;      ///< b: packets of work that came, or will come, with the grant before

  network::Packet packet() const {
    network::Packet out = control_packet(kGrant, 0);
    out.a = waited;
    out.c = bitstream;
    out.d = static_cast<std::uint32_t>(idle) << 24U | manager;
    out.e = tbu;
    out.f = block;
    out.g = epoch;
    out.b = after;
    return out;
  }
  static Grant of(const network::Packet& p) {
    return {.waited = p.a,
            .bitstream = p.c,
            .manager = p.d & 0xFF'FFFFU,
            .idle = static_cast<Idle>(p.d >> 24U),
            .tbu = p.e,
            .block = p.f,
            .epoch = p.g,
            .after = static_cast<std::uint32_t>(p.b)};
  }
};

/// A station gives a TBU to the one that has the cluster now, with what it knows of it.
struct Handover {
  static constexpr std::uint64_t kHasNotAsked = ~std::uint64_t{0};
  static constexpr std::uint32_t kNoBlock = 0xFFFFU;

  std::uint64_t since = kHasNotAsked;  ///< a: cycle at which its request came
  std::uint32_t block = kNoBlock;      ///< b, bits 0..15: it is configured for; kNoBlock: for nothing yet
  std::uint32_t other = kNoBlock;      ///< b, bits 16..31: in its other configuration buffer
  Idle idle = Idle::kStarved;          ///< c, bit 0
  bool begun = true;                   ///< c, bit 1: it is known to work, or to have worked, on its last grant
  std::uint16_t owner = 0;             ///< e: sub-OWG
  std::uint16_t tbu = 0;               ///< f
  std::uint32_t epoch = 0;             ///< g: of its last grant
  std::uint32_t sent = 0;              ///< b, bits 32..63: packets of work since then

  network::Packet packet(std::uint32_t node) const {
    network::Packet out = control_packet(kHandover, node);
    out.a = since;
    out.b = std::uint64_t{sent} << 32U | other << 16U | block;
    out.c = (begun ? 2U : 0U) | static_cast<std::uint64_t>(idle);
    out.e = owner;
    out.f = tbu;
    out.g = epoch;
    return out;
  }
  static Handover of(const network::Packet& p) {
    return {.since = p.a,
            .block = static_cast<std::uint32_t>(p.b & 0xFFFFU),
            .other = static_cast<std::uint32_t>(p.b >> 16U & 0xFFFFU),
            .idle = static_cast<Idle>(p.c & 1U),
            .begun = (p.c & 2U) != 0,
            .owner = p.e,
            .tbu = p.f,
            .epoch = p.g,
            .sent = static_cast<std::uint32_t>(p.b >> 32U)};
  }
};

/// The fields of a kFeed packet; `bytes` of the packet is the input to load.
struct Feed {
  /// Of `nth`: results outstanding are fewer, so a station finds the whole number again.
  static constexpr std::uint32_t kNthBits = 23;
  static constexpr std::uint32_t kNthMask = (1U << kNthBits) - 1;
  static constexpr std::uint32_t kMostParts = 255;

  std::uint64_t digest = 0;     ///< a: folded over the inputs
  std::uint64_t cycles = 0;     ///< b
  std::uint32_t out_bytes = 0;  ///< c, high half
  std::uint32_t issued = 0;     ///< c, low half: cycle of issue, low 32 bits
  std::uint32_t nth = 0;        ///< d, low 23 bits: issue number of its Task Block; comes back with the result
  std::uint8_t parts = 0;       ///< d, bits 23..30: kPart packets that belong to it
  Idle next = Idle::kStarved;   ///< d, bit 31: why no packet would follow it, as of its issue
  std::uint16_t tbu = 0;        ///< e: place in the cluster
  std::uint16_t block = 0;      ///< f
  std::uint32_t epoch = 0;      ///< g: of the grant it belongs to

  network::Packet packet(std::uint32_t node, std::uint32_t bytes) const {
    network::Packet out{.a = digest, .b = cycles, .c = std::uint64_t{out_bytes} << 32U | issued, .bytes = bytes};
    out.d = (nth & kNthMask) | std::uint32_t{parts} << kNthBits | static_cast<std::uint32_t>(next) << 31U;
    out.e = tbu;
    out.f = block;
    out.g = epoch;
    out.address(kFeed, node);
    return out;
  }
  static Feed of(const network::Packet& p) {
    return {.digest = p.a,
            .cycles = p.b,
            .out_bytes = static_cast<std::uint32_t>(p.c >> 32U),
            .issued = static_cast<std::uint32_t>(p.c),
            .nth = p.d & kNthMask,
            .parts = static_cast<std::uint8_t>(p.d >> kNthBits),
            .next = static_cast<Idle>(p.d >> 31U),
            .tbu = p.e,
            .block = p.f,
            .epoch = p.g};
  }
};

}  // namespace octosim::models::octopus
