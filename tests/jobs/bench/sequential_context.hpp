/// \file sequential_context.hpp  Runs PHOLD's components alone, and sees every event that they send.
#pragma once
#include <cstring>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

#include "engine/model/blueprint.hpp"

namespace octosim::test {

/// One event that was sent; a wake goes from a component to itself.
struct Sent {
  enum class Way : std::uint8_t { kWake, kLink, kPost };
  Way way = Way::kWake;
  bool at_start = false;
  std::uint32_t from = 0, to = 0;
  std::uint64_t delay = 0;
};

/// A second engine of one rank, in the documented order: (time, component, port, links before posts, sender's count),
/// wakes after all ports.  Knows wakes, links and posts only.
class SequentialContext final : public engine::Context {
 public:
  explicit SequentialContext(const engine::Blueprint& model) : model_{model} {
    for (std::uint32_t id = 0; id < model.component_count(); ++id) {
      components.push_back(model.make(engine::ComponentId{id}));
      for (const engine::Link& link : model.links_from(engine::ComponentId{id})) links_[{id, link.out_port}] = link;
    }
  }
  ~SequentialContext() = default;

  void run(std::uint64_t until) {
    starting_ = true;
    for (std::uint32_t id = 0; id < components.size(); ++id) {
      self_ = engine::ComponentId{id};
      components[id]->start(*this);
    }
    starting_ = false;
    while (!pending.empty() && std::get<0>(pending.begin()->first) < until) {
      const Key key = pending.begin()->first;
      const std::uint64_t word = pending.begin()->second;
      pending.erase(pending.begin());
      now_.cycle = std::get<0>(key);
      self_ = engine::ComponentId{std::get<1>(key)};
      engine::Component& component = *components[index(self_)];
      ++handled;
      if (std::get<2>(key) == kWake) {
        component.wake(*this, static_cast<std::uint32_t>(word));
      } else {
        component.ports().in[std::get<2>(key)].deliver(component, *this, std::get<2>(key), &word);
      }
    }
  }

  void wake_after(engine::Cycles delay, std::uint32_t tag) override {
    note({Sent::Way::kWake, starting_, index(self_), index(self_), delay.count});
    pending[{now_.cycle + delay.count, index(self_), kWake, 0, 0, count_++}] = tag;
  }
  void send_bytes(std::uint32_t out_port, const void* message, std::uint32_t bytes, engine::Cycles extra) override {
    const engine::Link& link = links_.at({index(self_), out_port});
    note({Sent::Way::kLink, starting_, index(self_), index(link.to), link.latency.count + extra.count});
    const std::uint64_t time = now_.cycle + link.latency.count + extra.count;
    pending[{time, index(link.to), link.in_port, 0, 0, count_++}] = word_of(message, bytes);
  }
  void post_bytes(engine::ComponentId to, std::uint32_t in_port, const void* message, std::uint32_t bytes,
                  engine::Cycles delay) override {
    note({Sent::Way::kPost, starting_, index(self_), index(to), delay.count});
    if (delay < model_.least_post_delay()) ++too_early;
    pending[{now_.cycle + delay.count, index(to), in_port, 1, index(self_), count_++}] = word_of(message, bytes);
  }
  void settle() override {}
  void hold() override {}
  void release() override {}
  void progress() override {}
  void silent_until(engine::SimTime) override {}
  void record(std::uint32_t, std::span<const std::uint64_t>) override {}
  bool records(std::uint32_t) const override { return false; }

  /// time, component, port, 1 for posts, sender of a post, count
  using Key = std::tuple<std::uint64_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint64_t>;
  std::vector<std::unique_ptr<engine::Component>> components;
  std::map<Key, std::uint64_t> pending;
  std::vector<Sent> sent;
  std::uint64_t handled = 0, too_early = 0;

 private:
  static constexpr std::uint32_t kWake = 0xFFFF'FFFFU;
  static std::uint64_t word_of(const void* message, std::uint32_t bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, message, bytes);
    return word;
  }
  void note(const Sent& one) { sent.push_back(one); }

  const engine::Blueprint& model_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, engine::Link> links_;
  std::uint64_t count_ = 0;
  bool starting_ = false;
};

}  // namespace octosim::test
