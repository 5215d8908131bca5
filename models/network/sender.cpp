#include "models/network/sender.hpp"

#include <algorithm>

namespace octosim::models::network {

std::optional<Sender::Departure> Sender::pop(engine::SimTime now) {
  if (queue_.empty()) return std::nullopt;
  if (share(queue_.front().packet.bytes) > room_) return std::nullopt;
  const Departure departure = depart(queue_.front(), now);
  queue_.pop_front();
  return departure;
}

std::optional<Sender::Departure> Sender::offer(const Waiting& waiting, engine::SimTime now) {
  if (queue_.empty() && share(waiting.packet.bytes) <= room_) return depart(waiting, now);
  push(waiting);
  return pop(now);
}

Sender::Departure Sender::depart(const Waiting& waiting, engine::SimTime now) {
  Departure departure{.waiting = waiting};
  room_ -= share(waiting.packet.bytes);
  const std::uint64_t start = std::max(now.cycle, free_at_);
  const std::uint64_t tail = serialisation(departure.waiting.packet.bytes, width_);
  free_at_ = start + tail;
  departure.delay = engine::Cycles{start - now.cycle};
  departure.tail = engine::Cycles{tail};
  ++sent_packets_;
  sent_bytes_ += departure.waiting.packet.bytes;
  busy_ += tail;
  return departure;
}

}  // namespace octosim::models::network
