/// \file on_ranks.hpp  Runs a model on thread ranks and gathers what they report and record.
#pragma once
#include <algorithm>
#include <mutex>
#include <vector>

#include "engine/comm/thread_communicator.hpp"
#include "engine/kernel/run.hpp"
#include "tests/engine/kernel/reference_simulator.hpp"

namespace octosim::test {

/// Keeps the records of one rank.
class KeepingSink final : public engine::RecordSink {
 public:
  void write(std::uint32_t type, engine::SimTime time, engine::ComponentId component, std::uint64_t nth,
             std::span<const std::uint64_t> values) override {
    written.push_back({time.cycle, index(component), nth, type, {values.begin(), values.end()}});
  }
  std::vector<Written> written;
};

struct RanksRun {
  std::vector<engine::RunReport> reports;  ///< by rank
  std::vector<Written> written;            ///< of all ranks, sorted
};

/// \throws what run() throws on the least rank that fails by itself.
inline RanksRun on_ranks(std::int32_t ranks, const engine::Blueprint& model, const engine::Partition& owner,
                         const engine::RunOptions& options = {}) {
  RanksRun all;
  all.reports.resize(static_cast<std::size_t>(ranks));
  std::mutex mutex;
  engine::on_thread_ranks(ranks, [&](engine::Communicator& comm) {
    KeepingSink sink;
    engine::RunOptions mine = options;
    mine.sink = &sink;
    const engine::RunReport report = engine::run(model, owner, comm, mine);
    const std::lock_guard lock{mutex};
    all.reports[static_cast<std::size_t>(index(comm.rank()))] = report;
    all.written.insert(all.written.end(), sink.written.begin(), sink.written.end());
  });
  std::sort(all.written.begin(), all.written.end());
  return all;
}

inline engine::Partition everything_on(std::int32_t rank) {
  return [rank](engine::ComponentId) { return engine::Rank{rank}; };
}
inline engine::Partition round_robin(std::int32_t ranks) {
  return [ranks](engine::ComponentId id) {
    return engine::Rank{static_cast<std::int32_t>(index(id) % static_cast<std::uint32_t>(ranks))};
  };
}

}  // namespace octosim::test
