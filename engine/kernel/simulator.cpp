#include "engine/kernel/simulator.hpp"

#include <chrono>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/base/hash.hpp"
#include "engine/kernel/hash_event.hpp"

namespace octosim::engine {
namespace {

/// Messages of links come first, then posts, by sender.
constexpr std::uint64_t nth_post(ComponentId from, std::uint64_t count) {
  constexpr std::uint64_t kCountBits = 31;
  return 1ULL << 63U | std::uint64_t{index(from)} << kCountBits | (count & ((1ULL << kCountBits) - 1));
}

/// How many events ahead of the one being handled memory is asked for.  Measured.
constexpr std::size_t kFar = 12, kNear = 5;

}  // namespace

Simulator::Simulator(Share& share, const Blueprint& model, const RunOptions& options, Rank rank)
    : share_{share},
      rank_{rank},
      sink_{options.sink},
      sample_interval_{options.sample_interval.count},
      profile_{options.profile},
      silence_{options.lookahead.silence},
      outboxes_(share.peers.size()) {
  for (const RecordType& type : model.record_types()) {
    recorded_.push_back(sink_ != nullptr && type.level <= options.level);
  }
  if (sample_interval_ > 0) next_sample_ = sample_interval_;
  if (!profile_) return;
  std::vector<const PortTable*> tables;
  for (const Owned& owned : share_.owned) {
    std::uint32_t one = 0;
    while (one < tables.size() && tables[one] != owned.ports) ++one;
    if (one == tables.size()) {
      tables.push_back(owned.ports);
      classes_.push_back({owned.ports->component, 0, 0, 0});
    }
    ++classes_[one].components;
    class_of_.push_back(one);
  }
}

void Simulator::enter(std::uint32_t place) {
  place_ = place;
  self_ = share_.owned[place].id;
}

std::string Simulator::where() const {
  const Owned& owned = share_.owned[place_];
  std::string at = fmt::format("rank {}, cycle {}, component {} ({})", index(rank_), now_.cycle, index(owned.id),
                               owned.ports->component);
  if (current_ == nullptr) return at;
  const auto bytes = std::span{reinterpret_cast<const std::uint8_t*>(current_->message()), current_->bytes};
  if (current_->port == kWakePort) {
    std::uint32_t tag = 0;
    std::memcpy(&tag, bytes.data(), sizeof tag);
    return fmt::format("{}, wake {}", at, tag);
  }
  if (current_->port >= owned.ports->in.size()) return fmt::format("{}, port {}", at, current_->port);
  const InPort& port = owned.ports->in[current_->port];
  return fmt::format("{}, port {} ({}), message {:02x}", at, port.name, port.kind, fmt::join(bytes, ""));
}

template <class Call>
void Simulator::call_each(SimTime time, Call call) {
  now_ = time;
  with_place([&] {
    for (std::uint32_t place = 0; place < share_.owned.size(); ++place) {
      enter(place);
      call(*share_.owned[place].component);
    }
  });
}

void Simulator::start() {
  starting_ = true;
  call_each(SimTime{0}, [this](Component& component) {
    may_settle_ = true;
    component.start(*this);
    may_settle_ = false;
    if (settle_asked_) settle_now();
  });
  starting_ = false;
}

void Simulator::finish(SimTime time) {
  call_each(time, [this](Component& component) { component.finish(*this); });
}

void Simulator::sample_up_to(std::uint64_t time) {
  while (next_sample_ <= time) {
    call_each(SimTime{next_sample_}, [this](Component& component) { component.sample(*this); });
    next_sample_ += sample_interval_;
  }
}

std::uint64_t Simulator::earliest_arrival() const {
  if (silence_) {
    return queue_.earliest(
        [this](std::uint32_t place, std::uint64_t time) {
          const std::uint64_t silent = share_.owned[place].silent;
          const std::uint64_t reach = share_.reach[place];
          return silent > time && reach < kNever.cycle ? reach + (silent - time) : reach;
        },
        share_.least_reach);
  }
  return queue_.earliest([this](std::uint32_t place, std::uint64_t) { return share_.reach[place]; },
                         share_.least_reach);
}

std::uint64_t Simulator::next_time_anywhere() const {
  std::uint64_t next = queue_.next_time();
  for (const Outbox& box : outboxes_) next = std::min(next, box.earliest);
  return next;
}

std::uint64_t Simulator::earliest_beyond() const {
  std::uint64_t best = kNever.cycle;
  for (std::size_t peer = 0; peer < outboxes_.size(); ++peer) {
    if (outboxes_[peer].events == 0 || share_.peers[peer].beyond >= kNever.cycle) continue;
    best = std::min(best, outboxes_[peer].earliest + share_.peers[peer].beyond);
  }
  return best;
}

bool Simulator::handle_until(std::uint64_t end, std::uint64_t slice, bool until_released) {
  const std::uint64_t most = slice > kNever.cycle - events_ ? kNever.cycle : events_ + slice;
  while (true) {
    const std::uint64_t time = queue_.next_time();
    if (time >= end) {
      clock_ = std::max(clock_, end);
      return true;
    }
    if (events_ >= most) return false;
    if (next_sample_ <= time) sample_up_to(time);
    now_ = SimTime{time};
    last_handled_ = time;
    clock_ = time + 1;
    most_pending_ = std::max<std::uint64_t>(most_pending_, queue_.size());
    const auto due = queue_.open(time);
    if (const EventRecord* next = queue_.next_event()) share_.owned[next->target].component->expect();
    with_place([&] {
      if (profile_) {
        handle_cycle<true>(due);
      } else {
        handle_cycle<false>(due);
      }
    });
    current_ = nullptr;
    events_ += due.size();
    queue_.close();
    if (until_released && ever_held_ && holds_ == 0) return false;
  }
}

template <bool kProfile>
void Simulator::handle_cycle(std::span<const EventQueue::Due> due) {
  using Clock = std::chrono::steady_clock;
  [[maybe_unused]] Clock::time_point before;
  if constexpr (kProfile) before = Clock::now();
  Owned* const owned = share_.owned.data();
  const std::size_t count = due.size();
  for (std::size_t k = 0; k < count; ++k) {
    if (k + kFar < count) {
      __builtin_prefetch(due[k + kFar].event);
      __builtin_prefetch(&owned[due[k + kFar].target()], 1);
    }
    if (k + kNear < count) {
      const Owned& soon = owned[due[k + kNear].target()];
      __builtin_prefetch(soon.component.get(), 1);
      __builtin_prefetch(share_.links.data() + soon.first_link, 1);
      __builtin_prefetch(share_.links.data() + soon.first_link + 4, 1);
    }
    const EventRecord& event = *due[k].event;
    const std::uint32_t place = event.target;
    Owned& one = owned[place];
    if (k == 0 || place != place_) {
      place_ = place;
      self_ = one.id;
    }
    one.digest = hash_event(now_.cycle, event, one.digest);
    ++one.events;
    current_ = &event;
    may_settle_ = true;
    deliver(one, event);
    may_settle_ = false;
    if (settle_asked_ && (k + 1 == count || due[k + 1].target() != place)) settle_now();
    if constexpr (kProfile) {
      const auto after = Clock::now();
      ClassCost& cost = classes_[class_of_[place]];
      ++cost.events;
      cost.nanoseconds +=
          static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(after - before).count());
      before = after;
    }
  }
}

void Simulator::settle_now() {
  current_ = nullptr;
  settle_asked_ = false;
  share_.owned[place_].component->settle(*this);
}

void Simulator::deliver(Owned& owned, const EventRecord& event) {
  if (event.port == kWakePort) {
    std::uint32_t tag = 0;
    std::memcpy(&tag, event.message(), sizeof tag);
    owned.component->wake(*this, tag);
    return;
  }
  const auto in = owned.ports->in;
  if (event.port >= in.size() || in[event.port].bytes != event.bytes) {
    throw LogicError{fmt::format("a message of {} bytes came to port {}, which does not take it", event.bytes,
                                 event.port)};  // a post to a wrong port: links are checked before the run
  }
  in[event.port].deliver(*owned.component, *this, event.port, event.message());
}

void Simulator::wake_after(Cycles delay, std::uint32_t tag) {
  OCTOSIM_EXPECT(delay >= 1_cy);
  const std::uint64_t time = time_after(delay.count);
  EventRecord event;
  event.target = place_;
  event.port = kWakePort;
  event.bytes = sizeof tag;
  event.nth = share_.owned[place_].asked++;
  queue_.push(time, event, &tag);
}

void Simulator::settle() {
  if (!may_settle_) throw LogicError{"settle() may be asked for in start(), a delivery or a wake only"};
  settle_asked_ = true;
}

void Simulator::hold() {
  if (!starting_) throw LogicError{"a hold may only be taken in start()"};
  ++share_.holds[place_];
  ++holds_;
  ever_held_ = true;
}

void Simulator::release() {
  if (share_.holds[place_] == 0) throw LogicError{"a hold was released that was never taken"};
  --share_.holds[place_];
  --holds_;
  last_release_ = now_.cycle;
  last_progress_ = now_.cycle;
}

void Simulator::record(std::uint32_t type, std::span<const std::uint64_t> values) {
  if (!records(type)) return;
  sink_->write(type, now_, self_, share_.owned[place_].records++, values);
}

std::uint64_t Simulator::time_after(std::uint64_t delay) const {
  if (delay >= kNever.cycle - now_.cycle) throw LogicError{"a message is sent beyond the end of time"};
  return now_.cycle + delay;
}

void Simulator::check_silence(const Owned& owned, std::uint64_t departs) const {
  if (owned.silent <= departs) return;
  throw LogicError{
      fmt::format("a message departs at cycle {}, but silence was promised until {}", departs, owned.silent)};
}

void Simulator::send_bytes(std::uint32_t out_port, const void* message, std::uint32_t bytes, Cycles extra) {
  const Owned& owned = share_.owned[place_];
  const std::size_t ports = owned.ports->out.size();
  if (out_port >= ports) throw LogicError{fmt::format("there is no output port {} (of {})", out_port, ports)};
  OutLink& link = share_.links[owned.first_link + out_port];
  if (link.in_port == OutLink::kUnconnected) {
    throw LogicError{fmt::format("output port {} is not connected", owned.ports->out[out_port].name)};
  }
  const std::uint64_t departs = time_after(extra.count);
  const std::uint64_t time = departs + link.latency;
  if (time >= kNever.cycle) throw LogicError{"a message is sent beyond the end of time"};
  check_silence(owned, departs);
  EventRecord event;
  event.target = link.target;
  event.port = link.in_port;
  event.bytes = static_cast<std::uint16_t>(bytes);
  event.nth = link.sent++;
  if (link.peer == OutLink::kLocal) {
    queue_.push(time, event, message);
    return;
  }
  outboxes_[link.peer].add(time, event, message);
  ++messages_sent_;
}

void Simulator::post_bytes(ComponentId to, std::uint32_t in_port, const void* message, std::uint32_t bytes,
                           Cycles delay) {
  Owned& owned = share_.owned[place_];
  if (!owned.ports->posts) throw LogicError{"this class of components does not say that it posts"};
  if (delay.count < share_.least_post) {
    throw LogicError{
        fmt::format("a post with a delay of {} cycles (must be at least {})", delay.count, share_.least_post)};
  }
  const std::uint64_t time = time_after(delay.count);
  check_silence(owned, time - share_.least_post);
  if (in_port >= kMostPorts) throw LogicError{fmt::format("there is no input port {}", in_port)};
  if (index(to) >= share_.components) throw LogicError{fmt::format("there is no component {}", index(to))};
  const IdRun& run = share_.where.size() == 1 ? share_.where.front() : share_.run_of(to);
  EventRecord event;
  event.port = static_cast<std::uint16_t>(in_port);
  event.bytes = static_cast<std::uint16_t>(bytes);
  event.nth = nth_post(owned.id, owned.asked++);
  if (run.peer == IdRun::kHere) {
    event.target = run.first_place + (index(to) - run.first_id);
    queue_.push(time, event, message);
    return;
  }
  event.target = index(to);
  event.port |= kByIdBit;
  outboxes_[run.peer].add(time, event, message);
  ++messages_sent_;
}

void Simulator::take_in(std::span<const std::byte> events, Rank from) {
  while (!events.empty()) {
    std::uint64_t time = 0;
    EventRecord event;
    std::memcpy(&time, events.data(), sizeof time);
    std::memcpy(&event, events.data() + sizeof time, sizeof event);
    if (time < clock_) {
      throw LocalError{
          fmt::format("rank {}: causality: it has handled cycle {} and rank {} sends it an event of cycle {}",
                      index(rank_), clock_ - 1, index(from), time)};
    }
    const std::byte* message = events.data() + sizeof time + sizeof event;
    if (event.port != kWakePort && (event.port & kByIdBit) != 0) {
      event.port &= static_cast<std::uint16_t>(~kByIdBit);
      event.target = share_.place_of(ComponentId{event.target});
    }
    queue_.push(time, event, message);
    ++messages_received_;
    events = events.subspan(sizeof time + event.size());
  }
}

std::uint64_t Simulator::silent_until_all(std::span<const std::uint32_t> places) const {
  if (!ever_silent_ || places.empty()) return 0;
  std::uint64_t least = kNever.cycle;
  for (const std::uint32_t place : places) least = std::min(least, share_.owned[place].silent);
  return least;
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
  for (std::uint32_t place = 0; place < share_.count(); ++place) {
    if (share_.holds[place] == 0) continue;
    if (shown++ == kShown) return text + ", ...";
    const Owned& owned = share_.owned[place];
    text += fmt::format("{}component {} ({}) holds {}", text.empty() ? "" : ", ", index(owned.id),
                        owned.ports->component, share_.holds[place]);
  }
  return text;
}

std::vector<ClassCost> Simulator::classes() const { return classes_; }

}  // namespace octosim::engine
