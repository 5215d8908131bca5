#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "engine/kernel/simulator.hpp"
#include "engine/model/archive.hpp"

namespace octosim::engine {
namespace {

/// A pending event, for its component's state.
struct Pending {
  std::uint64_t time;
  const EventRecord* event;
};

}  // namespace

Image Simulator::save(const ImageHead& head) {
  std::vector<Pending> pending;
  pending.reserve(queue_.size());
  queue_.for_each([&](std::uint64_t time, const EventRecord& event) { pending.push_back({time, &event}); });
  std::sort(pending.begin(), pending.end(), [](const Pending& a, const Pending& b) {
    return std::tie(a.event->target, a.time, a.event->port, a.event->nth) <
           std::tie(b.event->target, b.time, b.event->port, b.event->nth);
  });
  Image image;
  image.head = head;
  image.ids.reserve(share_.owned.size());
  image.offsets.reserve(share_.owned.size() + 1);
  image.offsets.push_back(0);
  Archive archive = Archive::saving(image.data);
  auto first = pending.begin();
  for (std::uint32_t place = 0; place < share_.count(); ++place) {
    Owned& owned = share_.owned[place];
    enter(place);
    with_place([&] {
      archive(owned.digest, owned.asked, owned.events, owned.records, owned.silent, share_.holds[place]);
      for (std::size_t port = 0; port < owned.ports->out.size(); ++port) {
        archive(share_.links[owned.first_link + port].sent);
      }
      const auto last =
          std::find_if(first, pending.end(), [&](const Pending& one) { return one.event->target != place; });
      auto events = static_cast<std::uint64_t>(last - first);
      archive(events);
      for (; first != last; ++first) {
        EventRecord event = *first->event;
        std::array<std::byte, kMessageBytes> message{};
        std::copy_n(first->event->message(), event.bytes, message.begin());
        archive(first->time, event.port, event.bytes, event.nth, message);
      }
      owned.component->archive(archive);
    });
    image.ids.push_back(index(owned.id));
    image.offsets.push_back(image.data.size());
  }
  return image;
}

void Simulator::restore_one(std::uint32_t place, std::span<const std::byte> state) {
  Owned& owned = share_.owned[place];
  Archive archive = Archive::loading(state);
  archive(owned.digest, owned.asked, owned.events, owned.records, owned.silent, share_.holds[place]);
  holds_ += share_.holds[place];
  for (std::size_t port = 0; port < owned.ports->out.size(); ++port) {
    archive(share_.links[owned.first_link + port].sent);
  }
  std::uint64_t events = 0;
  archive(events);
  for (; events > 0; --events) {
    std::uint64_t time = 0;
    EventRecord event;
    std::array<std::byte, kMessageBytes> message{};
    archive(time, event.port, event.bytes, event.nth, message);
    if (time < clock_ || event.bytes > kMessageBytes) throw SystemError{"the saved state is damaged: a pending event"};
    event.target = place;
    queue_.push(time, event, message.data());
  }
  owned.component->archive(archive);
  if (archive.left() != 0) throw SystemError{"the saved state is longer than what the component takes"};
}

void Simulator::restore(const ResumePoint& point) {
  clock_ = point.head.cut.cycle;
  queue_.begin_at(clock_);
  now_ = point.head.cut;
  next_sample_ = point.head.next_sample;
  last_release_ = point.head.last_release;
  last_progress_ = point.head.last_progress;
  last_handled_ = point.head.last_handled;
  ever_held_ = point.head.ever_held != 0;
  ever_silent_ = silence_;
  for (std::uint32_t place = 0; place < share_.count(); ++place) {
    const ComponentId id = share_.owned[place].id;
    try {
      restore_one(place, point.state_of(id));
    } catch (const SystemError& error) {
      throw SystemError{
          fmt::format("component {} ({}): {}", index(id), share_.owned[place].ports->component, error.what())};
    }
  }
}

}  // namespace octosim::engine
