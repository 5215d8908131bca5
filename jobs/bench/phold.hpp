/// \file phold.hpp  PHOLD as a model of the engine: a fixed number of events that wander between processes.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/blueprint.hpp"
#include "jobs/bench/phold_settings.hpp"

namespace octosim::jobs::bench {

/// A remote event.  `word` is mixed into the state of its receiver, so that the order of events shows there.
struct Ball {
  static constexpr std::string_view kKind = "ball";
  std::uint64_t word = 0;
};

class PholdModel;

/// Handling an event sends one event: with probability `remote` to another process, else to itself (a wake), after
/// `lookahead` + floor(-mean log u) cycles.  All that is random about it comes from one Philox block, keyed by
/// (seed, process) and numbered by the events this process handled: every order of handling that keeps the engine's
/// contract gives the same state.
class Phold final : public engine::Component {
 public:
  Phold(const PholdModel& model, bool first_half) : model_{model}, first_half_{first_half} {}

  const engine::PortTable& ports() const override;
  /// Asks for the initial events: wakes after `lookahead` and one draw each.
  void start(engine::Context& context) override;
  void wake(engine::Context& context, std::uint32_t tag) override { handle(context, tag); }
  void on_ball(engine::Context& context, const Ball& ball) { handle(context, ball.word); }
  void archive(engine::Archive& archive) override { archive(state_, handled_); }

  std::uint64_t state() const { return state_; }
  std::uint64_t handled() const { return handled_; }

 private:
  void handle(engine::Context& context, std::uint64_t word);

  const PholdModel& model_;
  std::uint64_t state_ = 0;
  std::uint64_t handled_ = 0;
  bool first_half_;
};
static_assert(sizeof(Phold) <= 48, "a million of them shall fit");

/// Link k of process i leads to input port k of what follows i on the k-th random cycle through all of them; two of
/// them may lead to the same process.  Without links a remote event is posted to any other process, uniformly.
class PholdModel final : public engine::Blueprint {
 public:
  /// \pre check(settings) does not throw
  explicit PholdModel(const PholdSettings& settings);
  PholdModel(const PholdModel&) = delete;
  PholdModel& operator=(const PholdModel&) = delete;

  std::uint32_t component_count() const override { return lps_; }
  std::unique_ptr<engine::Component> make(engine::ComponentId id) const override;
  const engine::PortTable& ports_of(engine::ComponentId) const override { return ports_; }
  std::vector<engine::Link> links_from(engine::ComponentId id) const override;
  engine::Cycles least_post_delay() const override { return {ports_.posts ? settings_.lookahead : 0}; }

 private:
  friend class Phold;
  /// Whole cycles of the exponential part, from a word of a draw.  At most 37 x mean.
  std::uint64_t exponential(std::uint64_t word) const;

  PholdSettings settings_;
  std::uint32_t lps_;
  std::uint64_t heavy_work_;    // rounds of hashing per event, of the half that does more
  std::uint64_t remote_below_;  // of 2^53
  std::vector<std::string> names_;
  std::vector<engine::InPort> in_;
  std::vector<engine::OutPort> out_;
  engine::PortTable ports_;
};

}  // namespace octosim::jobs::bench
