#include "engine/kernel/synchroniser.hpp"

namespace octosim::engine {
namespace {

/// One rank: nothing to wait for.
class Alone final : public Synchroniser {
 public:
  explicit Alone(Team& team) : team_{team} {}

  Agreed advance(const Bounds& bounds, const Agreed& known) override {
    constexpr std::uint64_t kSlice = 1U << 14U;  // events between two questions to at_edge; chosen: a few milliseconds
    Stopwatch watch{team_.statistics.compute_ns};
    team_.simulator.handle_until(bounds.end(kNever.cycle, known.last_progress), kSlice, bounds.watched);
    ++team_.statistics.rounds;
    watch.charge(team_.statistics.synchronise_ns);
    team_.ask(watch);
    return agreed_by(contribution(team_.simulator, team_.request, true));
  }
  SimTime meet(const Bounds&) override { return SimTime{team_.simulator.last_handled() + 1}; }

 private:
  Team& team_;
};

}  // namespace

std::unique_ptr<Synchroniser> make_alone(Team& team) { return std::make_unique<Alone>(team); }

}  // namespace octosim::engine
