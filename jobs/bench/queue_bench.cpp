#include "jobs/bench/queue_bench.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "jobs/bench/engine_queue.hpp"
#include "jobs/bench/hold.hpp"
#include "jobs/bench/rival_queues.hpp"

namespace octosim::jobs::bench {
namespace {

constexpr std::uint64_t kMostPending = 1ULL << 28U;      // chosen: 16 GiB of events
constexpr std::uint64_t kMostHolds = 1'000'000'000'000;  // chosen: a day

/// Of the four queues: nanoseconds per hold, and what came out.
template <class Queue>
std::pair<double, std::uint64_t> time_holds(std::uint64_t pending, std::uint64_t holds,
                                            const std::vector<std::uint64_t>& increments) {
  using Clock = std::chrono::steady_clock;
  Hold<Queue> hold{pending, increments};
  hold.run(pending);  // from the start's crowd to the lasting distribution
  const auto begin = Clock::now();
  hold.run(holds);
  const std::chrono::duration<double, std::nano> time = Clock::now() - begin;
  return {time.count() / static_cast<double>(holds), hold.seen()};
}

void check(const QueueBench& bench) {
  if (bench.holds < 1 || bench.holds > kMostHolds) {
    throw engine::ModelError{fmt::format("--holds = {} (must be from 1 to {})", bench.holds, kMostHolds)};
  }
  for (const std::uint64_t pending : bench.pending) {
    if (pending >= 1 && pending <= kMostPending) continue;
    throw engine::ModelError{fmt::format("--pending = {} (must be from 1 to {})", pending, kMostPending)};
  }
}

}  // namespace

std::vector<QueueTime> run_queues(const QueueBench& bench) {
  check(bench);
  std::vector<QueueTime> times;
  for (const auto& [name, increment] : kIncrements) {
    const auto increments = draw_increments(increment, bench.seed);
    for (const std::uint64_t pending : bench.pending) {
      std::uint64_t seen = 0;
      bool first = true;
      const auto measure = [&, &row_name = name](const char* queue, std::pair<double, std::uint64_t> result) {
        times.push_back({queue, std::string{row_name}, pending, result.first});
        if (!std::exchange(first, false) && result.second != seen) {
          throw engine::LogicError{fmt::format("the queue {} gives another order than engine", queue)};
        }
        seen = result.second;
      };
      measure("engine", time_holds<EngineQueue>(pending, bench.holds, increments));
      measure("binary_heap", time_holds<BinaryHeap>(pending, bench.holds, increments));
      measure("four_heap", time_holds<FourHeap>(pending, bench.holds, increments));
      measure("calendar", time_holds<CalendarQueue>(pending, bench.holds, increments));
    }
  }
  return times;
}

std::string to_text(const std::vector<QueueTime>& times) {
  std::vector<std::string> queues;
  for (const QueueTime& time : times) {
    if (std::find(queues.begin(), queues.end(), time.queue) == queues.end()) queues.push_back(time.queue);
  }
  std::string text = fmt::format("nanoseconds per hold (one pop, one push)\n  {:<12} {:>10}", "increments", "pending");
  for (const std::string& queue : queues) text += fmt::format(" {:>12}", queue);
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (k % queues.size() == 0) text += fmt::format("\n  {:<12} {:>10}", times[k].increment, times[k].pending);
    text += fmt::format(" {:>12.1f}", times[k].nanoseconds);
  }
  return text + "\n";
}

nlohmann::ordered_json to_json(const QueueBench& bench, const std::vector<QueueTime>& times) {
  nlohmann::ordered_json json;
  json["bench"] = "queue";
  json["settings"] = {{"pending", bench.pending}, {"holds", bench.holds}, {"seed", bench.seed}};
  auto& rows = json["times"] = nlohmann::ordered_json::array();
  for (const QueueTime& time : times) {
    rows.push_back({{"queue", time.queue},
                    {"increments", time.increment},
                    {"pending", time.pending},
                    {"ns_per_hold", time.nanoseconds}});
  }
  return json;
}

}  // namespace octosim::jobs::bench
