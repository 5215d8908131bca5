#include "models/network/sender.hpp"

#include <algorithm>

namespace octosim::models::network {

std::optional<Sender::Departure> Sender::pop(engine::SimTime now) {
  if (queue_.empty()) return std::nullopt;
  const std::uint64_t need = share(queue_.front().packet.bytes);
  if (need > room_) return std::nullopt;
  room_ -= need;
  Departure departure{.waiting = queue_.front()};
  queue_.pop_front();
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
