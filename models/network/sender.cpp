#include "models/network/sender.hpp"

namespace octosim::models::network {

std::optional<Sender::Departure> Sender::pop(engine::SimTime now) {
  if (waiting_ == 0) return std::nullopt;
  if (share(queue_.front().packet.bytes) > room_) return std::nullopt;
  Departure departure{.waiting = queue_.front()};
  const Times times = depart(departure.waiting.packet.bytes, now);
  departure.delay = times.delay;
  departure.tail = times.tail;
  queue_.pop_front();
  --waiting_;
  return departure;
}

}  // namespace octosim::models::network
