/// Draws and hashes: what every handler pays.
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "engine/base/hash.hpp"
#include "engine/base/random.hpp"
#include "engine/kernel/hash_event.hpp"

namespace octosim::jobs::bench {
namespace {

void draw_a_word(benchmark::State& state) {
  std::uint64_t nth = 0;
  for (auto _ : state) benchmark::DoNotOptimize(engine::draw_word({1, 2, 3}, nth++));
}
BENCHMARK(draw_a_word);

void draw_four_words(benchmark::State& state) {
  std::uint64_t nth = 0;
  for (auto _ : state) benchmark::DoNotOptimize(engine::draw_words({1, 2, 3}, nth++));
}
BENCHMARK(draw_four_words);

void draw_a_normal(benchmark::State& state) {
  std::uint64_t nth = 0;
  for (auto _ : state) benchmark::DoNotOptimize(engine::draw_normal({1, 2, 3}, nth++));
}
BENCHMARK(draw_a_normal);

void mix_a_word(benchmark::State& state) {
  std::uint64_t word = 1;
  for (auto _ : state) benchmark::DoNotOptimize(word = engine::mix(word, 7));
}
BENCHMARK(mix_a_word);

/// Chained, as the digest of a component is.
void hash_an_event(benchmark::State& state) {
  struct {
    engine::EventRecord head{1, 2, 8, 0};
    std::uint64_t message = 5;
  } event;
  std::uint64_t digest = 0;
  for (auto _ : state) {
    ++event.head.nth;
    digest = engine::hash_event(event.head.nth, event.head, digest);
    benchmark::DoNotOptimize(digest);
  }
}
BENCHMARK(hash_an_event);

}  // namespace
}  // namespace octosim::jobs::bench
