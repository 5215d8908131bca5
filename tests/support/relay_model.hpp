/// \file relay_model.hpp  Tokens that wander between relays: a model that uses all an engine offers, with dense ties.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <numeric>
#include <vector>

#include "engine/base/hash.hpp"
#include "engine/model/blueprint.hpp"

namespace octosim::test {

struct RelaySettings {
  enum class Shape : std::uint8_t { kTorus, kRandom };
  Shape shape = Shape::kTorus;
  std::uint32_t width = 4, height = 4;  ///< relays; of a random graph only the product counts
  std::uint32_t tokens = 2;             ///< each relay sends at cycle 0
  std::uint32_t hops = 6;               ///< a token wanders before it goes home round the ring
  std::uint64_t latency = 1;            ///< least of a link, cycles
  std::uint64_t spread = 0;             ///< a link has up to this many cycles more
  std::uint64_t service = 0;            ///< most cycles a relay adds; 0: all ties
  std::uint64_t seed = 1;               ///< of the graph, the latencies and the tokens
};

struct Token {
  static constexpr std::string_view kKind = "token";
  std::uint32_t home = 0;
  std::uint32_t hops_left = 0;
  std::uint64_t value = 0;
};

/// Where a token goes next depends on all the relay has seen so far, in order: one swap anywhere changes the run.
/// A third of the relays forward at once, a third at the end of the cycle (settle), a third after a wake.
/// Each holds once for each token it sent and releases when that token is home.
class Relay final : public engine::Component {
 public:
  static constexpr std::uint32_t kPorts = 4;
  enum Record : std::uint32_t { kArrival, kSample, kTotal };

  Relay(const RelaySettings& settings, std::uint32_t id) : settings_{settings}, id_{id} {}

  static const engine::PortTable& port_table() {
    static constexpr std::array kIn{
        engine::in_port<&Relay::on_token<0>>("ring"), engine::in_port<&Relay::on_token<1>>("a"),
        engine::in_port<&Relay::on_token<2>>("b"), engine::in_port<&Relay::on_token<3>>("c")};
    static constexpr std::array kOut{engine::out_port<Token>("ring"), engine::out_port<Token>("a"),
                                     engine::out_port<Token>("b"), engine::out_port<Token>("c")};
    static constexpr engine::PortTable kTable{"relay", kIn, kOut};
    return kTable;
  }
  const engine::PortTable& ports() const override { return port_table(); }

  void start(engine::Context& context) override {
    for (std::uint32_t nth = 0; nth < settings_.tokens; ++nth) {
      context.hold();
      forward(context, {.home = id_, .hops_left = settings_.hops, .value = engine::mix(settings_.seed, id_, nth)});
    }
  }
  void wake(engine::Context& context, std::uint32_t tag) override {
    forward(context, waiting_.at(tag));
    waiting_.erase(tag);
  }
  void settle(engine::Context& context) override {
    state_ = engine::mix(state_, gathered_.size());
    for (const Token& token : gathered_) forward(context, token);
    gathered_.clear();
  }
  void sample(engine::Context& context) override { context.record(kSample, std::array{state_, seen_}); }
  void finish(engine::Context& context) override { context.record(kTotal, std::array{state_, seen_}); }
  void archive(engine::Archive& archive) override { archive(state_, seen_, gathered_, waiting_); }

 private:
  template <std::uint32_t Port>
  void on_token(engine::Context& context, const Token& token) {
    state_ = engine::mix(state_, token.value, Port);
    ++seen_;
    context.progress();
    if (context.records(kArrival)) {
      context.record(kArrival, std::array<std::uint64_t, 3>{Port, token.hops_left, token.value});
    }
    if (token.hops_left == 0 && token.home == id_) return context.release();
    switch (id_ % 3) {
      case 0:
        return forward(context, token);
      case 1:
        gathered_.push_back(token);
        return context.settle();
      default:
        waiting_.emplace(static_cast<std::uint32_t>(seen_), token);
        context.wake_after({1 + state_ % (settings_.service + 1)}, static_cast<std::uint32_t>(seen_));
    }
  }

  void forward(engine::Context& context, Token token) {
    std::uint32_t port = 0;
    if (token.hops_left > 0) {
      token.hops_left -= 1;
      token.value = engine::mix(token.value, state_);
      port = static_cast<std::uint32_t>(token.value % kPorts);
    }
    engine::send(context, port, token, {engine::mix(token.value, 7) % (settings_.service + 1)});
  }

  const RelaySettings& settings_;
  std::uint32_t id_;
  std::uint64_t state_ = 0, seen_ = 0;
  std::vector<Token> gathered_;             // in this cycle, by relays that settle
  std::map<std::uint32_t, Token> waiting_;  // for a wake, by its tag
};

/// Port 0 is a ring through all relays; ports 1 to 3 are right, down and left of a torus, or random permutations.
/// Output port p ends at input port p, so every input port has one link.
class RelayModel final : public engine::Blueprint {
 public:
  explicit RelayModel(const RelaySettings& settings) : settings_{settings} {
    for (std::uint32_t port = 0; port < Relay::kPorts; ++port) next_[port] = permutation(port);
  }
  RelayModel(const RelayModel&) = delete;
  RelayModel& operator=(const RelayModel&) = delete;

  std::uint32_t component_count() const override { return settings_.width * settings_.height; }
  std::unique_ptr<engine::Component> make(engine::ComponentId id) const override {
    return std::make_unique<Relay>(settings_, index(id));
  }
  const engine::PortTable& ports_of(engine::ComponentId) const override { return Relay::port_table(); }
  std::vector<engine::Link> links_from(engine::ComponentId id) const override {
    std::vector<engine::Link> links;
    for (std::uint32_t port = 0; port < Relay::kPorts; ++port) {
      const std::uint64_t more = engine::mix(settings_.seed, index(id), port) % (settings_.spread + 1);
      links.push_back({id, port, engine::ComponentId{next_[port][index(id)]}, port, {settings_.latency + more}});
    }
    return links;
  }
  std::span<const engine::RecordType> record_types() const override {
    static constexpr std::array kArrival{engine::Column{"port", "id", "Input port."},
                                         engine::Column{"hops_left", "count", "Of the token."},
                                         engine::Column{"value", "hash", "Of the token."}};
    static constexpr std::array kState{engine::Column{"state", "hash", "Of all tokens seen, in order."},
                                       engine::Column{"seen", "count", "Tokens so far."}};
    static constexpr std::array kTypes{
        engine::RecordType{"/relay/arrivals", "One a delivery.", engine::Level::kEvent, kArrival},
        engine::RecordType{"/relay/samples", "One a sampling interval.", engine::Level::kInterval, kState},
        engine::RecordType{"/relay/totals", "One a relay.", engine::Level::kSummary, kState}};
    return kTypes;
  }

 private:
  std::vector<std::uint32_t> permutation(std::uint32_t port) const {
    const std::uint32_t count = settings_.width * settings_.height;
    std::vector<std::uint32_t> next(count);
    std::iota(next.begin(), next.end(), 0U);
    if (port != 0 && settings_.shape == RelaySettings::Shape::kRandom) {
      for (std::uint32_t k = count; k > 1; --k) {
        std::swap(next[k - 1], next[engine::mix(settings_.seed, port, k) % k]);
      }
      return next;
    }
    for (std::uint32_t id = 0; id < count; ++id) {
      const std::uint32_t x = id % settings_.width, y = id / settings_.width;
      switch (port) {
        case 0:
          next[id] = (id + 1) % count;
          break;
        case 1:
          next[id] = y * settings_.width + (x + 1) % settings_.width;
          break;
        case 2:
          next[id] = (y + 1) % settings_.height * settings_.width + x;
          break;
        default:
          next[id] = y * settings_.width + (x + settings_.width - 1) % settings_.width;
          break;
      }
    }
    return next;
  }

  RelaySettings settings_;
  std::array<std::vector<std::uint32_t>, Relay::kPorts> next_;
};

}  // namespace octosim::test
