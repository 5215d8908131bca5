/// \file event_record.hpp  A pending delivery or wake: a header, then its message.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "engine/model/message.hpp"

namespace octosim::engine {

/// The header.  Inside its component an event is ordered by (time, port, nth); wakes come after every port.
/// The time is kept outside: events of one cycle lie together.  With its message at most one cache line.
struct EventRecord {
  std::uint32_t target = 0;  ///< the component's place on the rank that owns it: not part of the model or the digest
  std::uint16_t port = 0;
  std::uint16_t bytes = 0;  ///< of the message
  std::uint64_t nth = 0;    ///< on this link (or of what this component asked for itself), counted by the sender

  const std::byte* message() const { return reinterpret_cast<const std::byte*>(this + 1); }
  std::size_t padded() const { return (bytes + std::size_t{7}) & ~std::size_t{7}; }
  std::size_t size() const { return sizeof(EventRecord) + padded(); }
};
static_assert(sizeof(EventRecord) == 16 && std::is_trivially_copyable_v<EventRecord>);
static_assert(sizeof(EventRecord) + kMessageBytes <= 64);  // one line

/// The pseudo-port of wakes; the message is the tag.
inline constexpr std::uint16_t kWakePort = 0xFFFF;
/// Of a post between ranks: the target is a ComponentId, for only its owner knows the place.
inline constexpr std::uint16_t kByIdBit = 0x8000;
/// Most input ports of a component.
inline constexpr std::size_t kMostPorts = 0x7FFF;

/// Writes header and message, zeros up to a multiple of 8 bytes; returns the first byte after.
inline std::byte* put_event(std::byte* to, const EventRecord& head, const void* message) {
  std::memcpy(to, &head, sizeof head);
  to += sizeof head;
  if (const std::size_t padded = head.padded(); padded > 0) {
    constexpr std::uint64_t kZero = 0;
    std::memcpy(to + padded - sizeof kZero, &kZero, sizeof kZero);
    std::memcpy(to, message, head.bytes);
    to += padded;
  }
  return to;
}

}  // namespace octosim::engine
