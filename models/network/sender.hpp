/// \file sender.hpp  The sending end of a link with credits: who may go, and when.
#pragma once
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
  return bytes == 0 ? 1 : (bytes + width - 1) / width;
}

/// Virtual cut-through at packet granularity.  A packet leaves when the link is free and the receiver's buffer has
/// room for the whole of it, or is empty: then a packet larger than the buffer streams through it.  First come, first
/// served; the time on the wire is exact.
class Sender {
 public:
  /// `buffer`: bytes of the receiver; 0: the receiver always takes everything.
  Sender(std::uint64_t width, std::uint64_t buffer) : width_{width}, buffer_{buffer}, room_{buffer} {}

  /// A packet with what its owner must give back upstream when it has left.
  struct Waiting {
    Packet packet;
    std::uint8_t from = 0;
    void archive(engine::Archive& archive) { archive(packet, from); }
  };
  /// A packet that may leave: its head goes `delay` cycles from now, its tail `tail` cycles after the head.
  struct Departure {
    Waiting waiting;
    engine::Cycles delay{};
    engine::Cycles tail{};
  };

  void push(const Waiting& waiting) { queue_.push_back(waiting); }
  /// As push(waiting) and then pop(now), without the detour if nothing waits.
  std::optional<Departure> offer(const Waiting& waiting, engine::SimTime now);
  void credit(std::uint64_t bytes) { room_ += bytes; }
  /// The next packet that may leave, if any; its room and the link are taken.
  std::optional<Departure> pop(engine::SimTime now);

  void archive(engine::Archive& archive) { archive(room_, free_at_, sent_packets_, sent_bytes_, busy_, queue_); }

  /// What a packet takes of the receiver's buffer, and what the receiver gives back for it.
  std::uint64_t share(std::uint64_t bytes) const { return bytes < buffer_ ? bytes : buffer_; }
  std::size_t waiting() const { return queue_.size(); }
  std::uint64_t sent_packets() const { return sent_packets_; }
  std::uint64_t sent_bytes() const { return sent_bytes_; }
  std::uint64_t busy_cycles() const { return busy_; }

 private:
  Departure depart(const Waiting& waiting, engine::SimTime now);

  std::uint64_t width_, buffer_, room_;
  std::uint64_t free_at_ = 0;
  std::uint64_t sent_packets_ = 0, sent_bytes_ = 0, busy_ = 0;
  engine::Ring<Waiting> queue_;
};

}  // namespace octosim::models::network
