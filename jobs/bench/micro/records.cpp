/// A record, from the component's call to the writer's buffer; compression and disk are another thread's work.
#include <array>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "io/trace/directory.hpp"
#include "io/trace/rank_writer.hpp"

namespace octosim::jobs::bench {
namespace {

void write_a_record(benchmark::State& state) {
  static constexpr std::array kColumns{engine::Column{"first", "count", "a number"},
                                       engine::Column{"second", "count", "another"}};
  static constexpr std::array kTypes{
      engine::RecordType{"/bench/numbers", "two numbers", engine::Level::kEvent, kColumns}};
  const auto directory = std::filesystem::temp_directory_path() / ("octosim_microbench_" + std::to_string(::getpid()));
  io::trace::prepare_directory(directory);
  {
    io::trace::RankWriter writer{
        directory, 0, {}, kTypes, engine::Level::kEvent, static_cast<unsigned>(state.range(0))};
    std::uint64_t nth = 0;
    for (auto _ : state) {
      const std::array<std::uint64_t, 2> values{nth, nth * nth};
      writer.write(0, engine::SimTime{nth}, engine::ComponentId{0}, nth, values);
      ++nth;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(nth));
    writer.close();
  }
  std::filesystem::remove_all(directory);
}
BENCHMARK(write_a_record)->Arg(0)->Arg(1);

}  // namespace
}  // namespace octosim::jobs::bench
