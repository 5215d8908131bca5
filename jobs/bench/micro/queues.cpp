/// One hold (a pop and a push) of the engine's event queue, at several sizes and distances.
#include <benchmark/benchmark.h>

#include "jobs/bench/engine_queue.hpp"
#include "jobs/bench/hold.hpp"

namespace octosim::jobs::bench {
namespace {

void hold_of_engine(benchmark::State& state) {
  const auto pending = static_cast<std::uint64_t>(state.range(0));
  const auto& [name, increment] = kIncrements.at(static_cast<std::size_t>(state.range(1)));
  const auto increments = draw_increments(increment, 1);
  Hold<EngineQueue> hold{pending, increments};
  hold.run(pending);
  for (auto _ : state) hold.run(1);
  benchmark::DoNotOptimize(hold.seen());
  state.SetLabel(std::string{name});
}
BENCHMARK(hold_of_engine)->ArgsProduct({{100, 10'000, 1'000'000}, {0, 1, 2}});

}  // namespace
}  // namespace octosim::jobs::bench
