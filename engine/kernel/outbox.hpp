/// \file outbox.hpp  Events on their way to one other rank.
#pragma once
#include <algorithm>
#include <cstdint>

#include "engine/base/time.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/kernel/event_record.hpp"

namespace octosim::engine {

/// Room at the front is the synchroniser's, for a header; then, for each event: its time, record and message.
struct Outbox {
  Communicator::Bytes bytes;
  std::uint64_t events = 0;
  std::uint64_t earliest = kNever.cycle;  ///< time of the events in it
  std::size_t header = 0;                 ///< bytes at the front

  void add(std::uint64_t time, const EventRecord& head, const void* message) {
    const std::size_t at = bytes.size();
    bytes.resize(at + sizeof time + head.size());
    std::memcpy(bytes.data() + at, &time, sizeof time);
    put_event(bytes.data() + at + sizeof time, head, message);
    earliest = std::min(earliest, time);
    ++events;
  }
  /// Forgets all; leaves room for a header of so many bytes.
  void restart(std::size_t header_bytes) {
    header = header_bytes;
    bytes.resize(header);
    events = 0;
    earliest = kNever.cycle;
  }
};

}  // namespace octosim::engine
