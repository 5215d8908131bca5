/// \file sender.hpp  The sending end of a link with credits: who may go, and when.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "engine/base/ring.hpp"
#include "engine/base/time.hpp"
#include "engine/model/archive.hpp"
#include "models/network/packet.hpp"

namespace octosim::models::network {

/// Cycles that `bytes` occupy a link of `width` bytes per cycle; at least 1.
constexpr std::uint64_t serialisation(std::uint64_t bytes, std::uint64_t width) {
  return bytes <= width ? 1 : (bytes + width - 1) / width;  // no division for the many small ones
}

/// Virtual cut-through at packet granularity.  A packet leaves when the link is free and the receiver's buffer has
/// room for the whole of it, or is empty: then a packet larger than the buffer streams through it.  First come, first
/// served; the time on the wire is exact.
class alignas(64) Sender {
 public:
  /// `buffer`: bytes of the receiver; 0: the receiver always takes everything.
  Sender(std::uint64_t width, std::uint64_t buffer) : width_{width}, buffer_{buffer}, room_{buffer} {}

  /// A packet with what its owner must give back upstream when it has left.
  struct Waiting {
    Packet packet;
    std::uint8_t from = 0;
    void archive(engine::Archive& archive) { archive(packet, from); }
  };
  /// When a packet goes that may leave: its head `delay` cycles from now, its tail `tail` cycles after the head.
  struct Times {
    engine::Cycles delay{};
    engine::Cycles tail{};
  };
  /// A packet that may leave: its head goes `delay` cycles from now, its tail `tail` cycles after the head.
  struct Departure {
    Waiting waiting;
    engine::Cycles delay{};
    engine::Cycles tail{};
  };

  void push(const Waiting& waiting) {
    queue_.push_back(waiting);
    ++waiting_;
  }
  /// As pushing a packet of so many bytes and popping it, if nothing waits and there is room; else nothing is done, and
  /// it must be pushed.
  std::optional<Times> pass(std::uint64_t bytes, engine::SimTime now) {
    if (waiting_ != 0 || share(bytes) > room_) return std::nullopt;
    return depart(bytes, now);
  }
  void credit(std::uint64_t bytes) { room_ += bytes; }
  /// The next packet that may leave, if any; its room and the link are taken.
  std::optional<Departure> pop(engine::SimTime now);

  void archive(engine::Archive& archive) {
    archive(room_, free_at_, sent_packets_, sent_bytes_, busy_, waiting_, queue_);
  }

  /// What a packet takes of the receiver's buffer, and what the receiver gives back for it.
  std::uint64_t share(std::uint64_t bytes) const { return bytes < buffer_ ? bytes : buffer_; }
  std::size_t waiting() const { return waiting_; }
  std::uint64_t sent_packets() const { return sent_packets_; }
  std::uint64_t sent_bytes() const { return sent_bytes_; }
  std::uint64_t busy_cycles() const { return busy_; }

 private:
  Times depart(std::uint64_t bytes, engine::SimTime now) {
    room_ -= share(bytes);
    const std::uint64_t start = std::max(now.cycle, free_at_);
    const std::uint64_t tail = serialisation(bytes, width_);
    free_at_ = start + tail;
    ++sent_packets_;
    sent_bytes_ += bytes;
    busy_ += tail;
    return {engine::Cycles{start - now.cycle}, engine::Cycles{tail}};
  }

  // One line of memory, and what waits seldom behind it.
  std::uint64_t width_, buffer_, room_;
  std::uint64_t free_at_ = 0;
  std::uint64_t sent_packets_ = 0, sent_bytes_ = 0, busy_ = 0;
  std::uint64_t waiting_ = 0;  ///< queue_.size()
  engine::Ring<Waiting> queue_;
};

}  // namespace octosim::models::network
