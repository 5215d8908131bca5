/// \file event.hpp  One cache line: header and message.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "engine/model/message.hpp"

namespace octosim::engine {

/// A delivery or a wake.  Ordered inside its component by (time, port, nth); wakes come after every port.
/// `target` is the component's place on the rank that owns it: not part of the model, so not of the digest.
struct Event {
  std::uint32_t target = 0;
  std::uint16_t port = 0;
  std::uint16_t bytes = 0;  ///< of the message
  std::uint64_t time = 0;
  std::uint64_t nth = 0;  ///< on this link (or of this component's wakes), counted by the sender
  std::array<std::byte, kMessageBytes> message{};
};
static_assert(sizeof(Event) == 64 && std::is_trivially_copyable_v<Event>);

/// The pseudo-port of wakes; the message is the tag.
inline constexpr std::uint16_t kWakePort = 0xFFFF;

}  // namespace octosim::engine
