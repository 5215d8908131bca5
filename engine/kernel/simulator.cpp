#include "engine/kernel/simulator.hpp"

#include <cstring>

#include <fmt/format.h>

#include "engine/base/hash.hpp"

namespace octosim::engine {
namespace {

/// Where in the model something went wrong.
std::string place_text(Rank rank, SimTime now, const Owned& owned, const Event* event) {
  std::string at = fmt::format("rank {}, cycle {}, component {} ({})", index(rank), now.cycle, index(owned.id),
                               owned.ports->component);
  if (event == nullptr) return at;
  if (event->port == kWakePort) return at + ", wake";
  return fmt::format("{}, port {} ({})", at, owned.ports->in[event->port].name, owned.ports->in[event->port].kind);
}

/// Calls `body`; an exception becomes a LocalError that says where.
template <class Body>
void with_place(Rank rank, SimTime now, const Owned& owned, const Event* event, Body&& body) {
  try {
    body();
  } catch (const std::exception& error) {
    throw LocalError{place_text(rank, now, owned, event) + ": " + error.what()};
  }
}

/// Everything of an event that the model names: not the target's place on its rank.
std::uint64_t hash_event(const Event& event, std::uint64_t seed) {
  return hash_bytes(std::as_bytes(std::span{&event, 1}).subspan(sizeof event.target), seed);
}

}  // namespace

Simulator::Simulator(Share& share, const Blueprint& model, const RunOptions& options, Rank rank)
    : share_{share}, rank_{rank}, sink_{options.sink}, outboxes_(share.peers.size()) {
  for (const RecordType& type : model.record_types()) {
    recorded_.push_back(sink_ != nullptr && type.level <= options.level);
  }
}

void Simulator::enter(std::uint32_t place) {
  place_ = place;
  self_ = share_.owned[place].id;
}

template <class Call>
void Simulator::call_each(SimTime time, Call call) {
  now_ = time;
  for (std::uint32_t place = 0; place < share_.owned.size(); ++place) {
    enter(place);
    with_place(rank_, now_, share_.owned[place], nullptr, [&] { call(*share_.owned[place].component); });
  }
}

void Simulator::start() {
  starting_ = true;
  call_each(SimTime{0}, [this](Component& component) {
    may_settle_ = true;
    component.start(*this);
    may_settle_ = false;
    if (settle_asked_) {
      settle_asked_ = false;
      component.settle(*this);
    }
  });
  starting_ = false;
}
void Simulator::sample(SimTime time) {
  call_each(time, [this](Component& component) { component.sample(*this); });
}
void Simulator::finish(SimTime time) {
  call_each(time, [this](Component& component) { component.finish(*this); });
}

void Simulator::handle_until(std::uint64_t end, std::uint64_t slice, bool until_released) {
  const std::uint64_t most = events_ + slice;
  while (events_ < most) {
    const std::uint64_t time = queue_.next_time();
    if (time >= end) return;
    now_ = SimTime{time};
    last_handled_ = time;
    const auto due = queue_.pop_all(time);
    for (std::size_t k = 0; k < due.size(); ++k) {
      const Event& event = queue_.at(due[k]);
      const std::uint32_t place = event.target;
      if (k == 0 || place != place_) enter(place);
      share_.owned[place].digest = hash_event(event, share_.owned[place].digest);
      may_settle_ = true;
      deliver(event);
      may_settle_ = false;
      queue_.release(due[k]);
      const bool last_here = k + 1 == due.size() || queue_.at(due[k + 1]).target != place;
      if (last_here && settle_asked_) {
        settle_asked_ = false;
        with_place(rank_, now_, share_.owned[place], nullptr, [&] { share_.owned[place].component->settle(*this); });
      }
    }
    events_ += due.size();
    if (until_released && ever_held_ && holds_ == 0) return;
  }
}

void Simulator::deliver(const Event& event) {
  Owned& owned = share_.owned[event.target];
  const Event copy = event;  // the pool may move while the handler sends
  with_place(rank_, now_, owned, &copy, [&] {
    if (copy.port == kWakePort) {
      std::uint32_t tag = 0;
      std::memcpy(&tag, copy.message.data(), sizeof tag);
      owned.component->wake(*this, tag);
    } else {
      owned.ports->in[copy.port].deliver(*owned.component, *this, copy.message.data());
    }
  });
}

void Simulator::wake_after(Cycles delay, std::uint32_t tag) {
  OCTOSIM_EXPECT(delay >= 1_cy);
  Event event;
  event.target = place_;
  event.port = kWakePort;
  event.bytes = sizeof tag;
  event.time = now_.cycle + delay.count;
  event.nth = share_.owned[place_].wakes++;
  std::memcpy(event.message.data(), &tag, sizeof tag);
  queue_.push(event);
}

void Simulator::settle() {
  if (!may_settle_) throw LogicError{"settle() may be asked for in start(), a delivery or a wake only"};
  settle_asked_ = true;
}

void Simulator::hold() {
  if (!starting_) throw LogicError{"a hold may only be taken in start()"};
  ++share_.owned[place_].holds;
  ++holds_;
  ever_held_ = true;
}

void Simulator::release() {
  if (share_.owned[place_].holds == 0) throw LogicError{"a hold was released that was never taken"};
  --share_.owned[place_].holds;
  --holds_;
  last_release_ = now_.cycle;
  last_progress_ = now_.cycle;
}

void Simulator::record(std::uint32_t type, std::span<const std::uint64_t> values) {
  if (!records(type)) return;
  sink_->write(type, now_, self_, share_.owned[place_].records++, values);
}

void Simulator::send_bytes(std::uint32_t out_port, const void* message, std::uint32_t bytes, Cycles extra) {
  const std::size_t ports = share_.owned[place_].ports->out.size();
  if (out_port >= ports) throw LogicError{fmt::format("there is no output port {} (of {})", out_port, ports)};
  OutLink& link = share_.links[share_.owned[place_].first_link + out_port];
  if (link.in_port == OutLink::kUnconnected) {
    throw LogicError{fmt::format("output port {} is not connected", share_.owned[place_].ports->out[out_port].name)};
  }
  Event event;
  event.target = link.target;
  event.port = link.in_port;
  event.bytes = static_cast<std::uint16_t>(bytes);
  event.time = now_.cycle + link.latency + extra.count;
  if (event.time >= kNever.cycle) throw LogicError{"a message is sent beyond the end of time"};
  event.nth = link.sent++;
  if (bytes == kMessageBytes) {
    std::memcpy(event.message.data(), message, kMessageBytes);  // of known size: no call
  } else {
    std::memcpy(event.message.data(), message, bytes);
  }
  if (link.peer == OutLink::kLocal) {
    queue_.push(event);
    return;
  }
  auto& box = outboxes_[link.peer];
  const auto raw = std::as_bytes(std::span{&event, 1});
  box.insert(box.end(), raw.begin(), raw.end());
  ++messages_sent_;
}

void Simulator::take_in(std::span<const std::byte> events) {
  for (std::size_t at = 0; at < events.size(); at += sizeof(Event)) {
    Event event;
    std::memcpy(&event, events.data() + at, sizeof event);
    if (event.time <= last_handled_ && events_ > 0) {
      throw LogicError{fmt::format("causality: rank {} has handled cycle {} and is sent an event of cycle {}",
                                   index(rank_), last_handled_, event.time)};
    }
    queue_.push(event);
  }
}

std::uint64_t Simulator::digest() const {
  std::uint64_t total = 0;
  for (const Owned& owned : share_.owned) total += mix(index(owned.id), owned.digest);
  return total;
}

std::string Simulator::holders() const {
  constexpr int kShown = 4;
  std::string text;
  int shown = 0;
  for (const Owned& owned : share_.owned) {
    if (owned.holds == 0) continue;
    if (shown++ == kShown) return text + ", ...";
    text += fmt::format("{}component {} ({}) holds {}", text.empty() ? "" : ", ", index(owned.id),
                        owned.ports->component, owned.holds);
  }
  return text;
}

}  // namespace octosim::engine
