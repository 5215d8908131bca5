/// \file queue_bench.hpp  `octosim bench queue`: the engine's event queue against others.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace octosim::jobs::bench {

struct QueueBench {
  std::vector<std::uint64_t> pending{100, 1'000, 10'000, 100'000, 1'000'000};
  std::uint64_t holds = 1'000'000;  ///< timed, after as many as are pending; chosen: about 0.1 s each
  std::uint64_t seed = 1;
};

/// One hold is one pop and one push.
struct QueueTime {
  std::string queue, increment;
  std::uint64_t pending = 0;
  double nanoseconds = 0;  ///< per hold
};

/// \throws ModelError for sizes or holds that are not allowed, LogicError if two queues give two orders.  This rank
/// alone.
std::vector<QueueTime> run_queues(const QueueBench& bench);

std::string to_text(const std::vector<QueueTime>& times);
nlohmann::ordered_json to_json(const QueueBench& bench, const std::vector<QueueTime>& times);

}  // namespace octosim::jobs::bench
