/// \file reference_simulator.hpp  A second, slow engine of one rank, written only from the documented order of events.
#pragma once
#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

#include "engine/kernel/run.hpp"
#include "engine/model/blueprint.hpp"

namespace octosim::test {

/// One record; sorted by (time, component, nth), the same on every partition.
struct Written {
  std::uint64_t time = 0;
  std::uint32_t component = 0;
  std::uint64_t nth = 0;
  std::uint32_t type = 0;
  std::vector<std::uint64_t> values;
  auto operator<=>(const Written&) const = default;
};

/// Handles all events in the order (time, component, port, nth), wakes after all ports, until the drain after
/// the last release is over.  Records every level.  No stop, no sampling, no checks.
class ReferenceSimulator final : public engine::Context {
 public:
  explicit ReferenceSimulator(const engine::Blueprint& model) {
    for (std::uint32_t id = 0; id < model.component_count(); ++id) {
      components_.push_back(model.make(engine::ComponentId{id}));
      for (const engine::Link& link : model.links_from(engine::ComponentId{id})) {
        links_[{id, link.out_port}] = link;
        longest_ = std::max(longest_, link.latency.count);
      }
    }
  }
  ~ReferenceSimulator() = default;

  void run() {
    for (std::uint32_t id = 0; id < components_.size(); ++id) {
      self_ = engine::ComponentId{id};
      components_[id]->start(*this);
      settle_if_asked();
    }
    while (!pending_.empty()) {
      const auto [time, target, port, nth] = pending_.begin()->first;
      if (holds_ == 0 && time > last_release + longest_) break;
      const Payload payload = pending_.begin()->second;
      pending_.erase(pending_.begin());
      now_.cycle = time;
      self_ = engine::ComponentId{target};
      ++events;
      if (port == kWake) {
        components_[target]->wake(*this, payload.tag);
      } else {
        components_[target]->ports().in[port].deliver(*components_[target], *this, port, payload.bytes.data());
      }
      const bool more = !pending_.empty() && std::get<0>(pending_.begin()->first) == time &&
                        std::get<1>(pending_.begin()->first) == target;
      if (!more) settle_if_asked();
    }
    now_.cycle = last_release + longest_;
    for (std::uint32_t id = 0; id < components_.size(); ++id) {
      self_ = engine::ComponentId{id};
      components_[id]->finish(*this);
    }
    std::sort(written.begin(), written.end());
  }

  void wake_after(engine::Cycles delay, std::uint32_t tag) override {
    pending_[{now_.cycle + delay.count, index(self_), kWake, wakes_[index(self_)]++}].tag = tag;
  }
  void settle() override { settle_asked_ = true; }
  void hold() override { ++holds_; }
  void release() override {
    --holds_;
    last_release = now_.cycle;
  }
  void progress() override {}
  void record(std::uint32_t type, std::span<const std::uint64_t> values) override {
    written.push_back({now_.cycle, index(self_), records_[index(self_)]++, type, {values.begin(), values.end()}});
  }
  bool records(std::uint32_t) const override { return true; }
  void silent_until(engine::SimTime) override {}
  void post_bytes(engine::ComponentId, std::uint32_t, const void*, std::uint32_t, engine::Cycles) override {}
  void send_bytes(std::uint32_t out_port, const void* message, std::uint32_t bytes, engine::Cycles extra) override {
    const engine::Link& link = links_.at({index(self_), out_port});
    const std::uint64_t time = now_.cycle + link.latency.count + extra.count;
    Payload& payload = pending_[{time, index(link.to), link.in_port, sent_[{index(self_), out_port}]++}];
    std::memcpy(payload.bytes.data(), message, bytes);
  }

  std::uint64_t events = 0, last_release = 0;
  std::vector<Written> written;

 private:
  static constexpr std::uint32_t kWake = 0xFFFF'FFFFU;  ///< the port of wakes, after all others
  struct Payload {
    std::uint32_t tag = 0;
    alignas(8) std::array<std::byte, engine::kMessageBytes> bytes{};
  };

  void settle_if_asked() {
    if (!settle_asked_) return;
    settle_asked_ = false;
    components_[index(self_)]->settle(*this);
  }

  std::vector<std::unique_ptr<engine::Component>> components_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, engine::Link> links_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> sent_;
  std::map<std::uint32_t, std::uint64_t> wakes_, records_;
  std::map<std::tuple<std::uint64_t, std::uint32_t, std::uint32_t, std::uint64_t>, Payload> pending_;
  std::uint64_t holds_ = 0, longest_ = engine::kDrain.count;
  bool settle_asked_ = false;
};

}  // namespace octosim::test
