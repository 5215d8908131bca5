// What Component::archive promises, kept by the components of the engine's tests; and that the audit sees a broken one.
#include "engine/model/component.hpp"

#include <map>

#include <gtest/gtest.h>

#include "tests/engine/kernel/scripted_model.hpp"
#include "tests/support/archive_audit.hpp"
#include "tests/support/relay_model.hpp"

namespace octosim::engine {
namespace {

using test::audit_archives;

RunOptions options() {
  RunOptions options;
  options.level = Level::kEvent;
  options.sample_interval = Cycles{7};
  options.stall_limit = Cycles{10'000};
  return options;
}

TEST(ComponentTest, RelaysGoOnAfterEveryRestore) {
  using Shape = test::RelaySettings::Shape;
  for (const Shape shape : {Shape::kTorus, Shape::kRandom}) {
    for (const std::uint64_t service : {0U, 9U}) {
      for (const std::uint64_t most : {1U, 8U}) {
        const test::RelayModel model{{.shape = shape, .spread = 3, .service = service}};
        for (const std::int32_t ranks : {1, 3}) {
          const auto audit = audit_archives(model, service, most, options(), ranks);
          EXPECT_EQ(audit.fault, "") << "service " << service << ", most " << most << ", ranks " << ranks;
          EXPECT_GT(audit.restored, 100U);
          EXPECT_GT(audit.bytes, audit.restored);
        }
      }
    }
  }
}

/// Three components in a ring; each works in deliveries, wakes, settle and sample, and keeps what it knows here.
/// make(id) clears that, as it does for state that is inside a component.
struct Ring3 {
  struct State {
    std::uint64_t sum = 0;
    std::uint32_t seen = 0;
    std::map<std::uint32_t, std::uint64_t> waiting;  // by tag
    std::vector<std::uint64_t> gathered;             // in this cycle
  };
  enum Field : std::uint8_t { kNone, kSum, kSeen, kWaiting };

  /// `forgotten`: what archive leaves out.
  explicit Ring3(Field forgotten = kNone) : states(3), model{3} {
    model.on_make = [this](std::uint32_t id) { states[id] = {}; };
    for (std::uint32_t id = 0; id < 3; ++id) {
      model.link(id, 0, (id + 1) % 3, 0, 2 + id);
      State& state = states[id];
      test::Script& script = model.scripts[id];
      const auto forward = [&state](Context& context, std::uint64_t value) {
        send(context, 0, test::Note{mix(value, state.sum)});
      };
      script.start = [=](Context& context) {
        context.hold();
        for (std::uint64_t value = 0; value < 4; ++value) forward(context, value);
      };
      script.note = [=, &state](Context& context, std::uint32_t, std::uint64_t value) {
        state.sum = mix(state.sum, value);
        if (++state.seen == 100) context.release();
        if (state.seen % 3 == 0) return forward(context, value);
        if (state.seen % 3 == 1) {
          state.gathered.push_back(value);
          return context.settle();
        }
        state.waiting[state.seen] = value;
        context.wake_after(Cycles{1 + state.sum % 5}, state.seen);
      };
      script.wake = [=, &state](Context& context, std::uint32_t tag) {
        forward(context, state.waiting.at(tag));
        state.waiting.erase(tag);
      };
      script.settle = [=, &state](Context& context) {
        for (const std::uint64_t value : state.gathered) forward(context, value);
        state.gathered.clear();
      };
      script.sample = [&state](Context&) { ++state.sum; };
      script.archive = [forgotten, &state](Archive& archive) {
        if (forgotten != kSum) archive(state.sum);
        if (forgotten != kSeen) archive(state.seen);
        if (forgotten != kWaiting) archive(state.waiting);
        archive(state.gathered);
      };
    }
  }

  std::vector<State> states;
  test::ScriptedModel model;
};

TEST(ComponentTest, ScriptsGoOnAfterEveryRestore) {
  for (const std::uint64_t most : {1U, 3U, 20U}) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      const Ring3 ring;
      const auto audit = audit_archives(ring.model, seed, most, options(), 1 + static_cast<std::int32_t>(seed % 3));
      EXPECT_EQ(audit.fault, "") << "seed " << seed << ", most " << most;
      EXPECT_GT(audit.restored, 30U);
    }
  }
}

TEST(ComponentTest, AFieldThatIsForgottenIsSeen) {
  for (const auto field : {Ring3::kSum, Ring3::kSeen, Ring3::kWaiting}) {
    for (const std::uint64_t most : {1U, 20U}) {
      const Ring3 ring{field};
      EXPECT_NE(audit_archives(ring.model, 1, most, options()).fault, "") << static_cast<int>(field);
    }
  }
}

/// A description that is not the same both ways.
TEST(ComponentTest, AOneSidedDescriptionIsSeen) {
  test::ScriptedModel model{1};
  model.scripts[0].start = [](Context& context) { context.wake_after(Cycles{1}); };
  model.scripts[0].wake = [](Context&, std::uint32_t) {};
  std::uint32_t a = 0, b = 0;
  model.scripts[0].archive = [&](Archive& archive) {
    archive(a);
    if (!archive.is_loading()) archive(b);
  };
  EXPECT_NE(audit_archives(model, 1, 1).fault.find("left bytes over"), std::string::npos);
  model.scripts[0].archive = [&](Archive& archive) {
    archive(a);
    ++a;
  };
  EXPECT_NE(audit_archives(model, 1, 1).fault.find("other bytes"), std::string::npos);
}

}  // namespace
}  // namespace octosim::engine
