/// \file team.hpp  One rank's part in a run: what a synchroniser works with.
#pragma once
#include <chrono>
#include <cstdint>

#include "engine/comm/communicator.hpp"
#include "engine/kernel/agreed.hpp"
#include "engine/kernel/share.hpp"
#include "engine/kernel/simulator.hpp"

namespace octosim::engine {

/// Adds the wall time of a block to a counter.
class Stopwatch {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Stopwatch(std::uint64_t& total) : total_{&total}, start_{Clock::now()} {}
  ~Stopwatch() { lap(); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

  /// From here on to another counter.
  void charge(std::uint64_t& total) {
    lap();
    total_ = &total;
  }
  Clock::time_point now() const { return start_; }

 private:
  void lap() {
    const auto now = Clock::now();
    *total_ += static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now - start_).count());
    start_ = now;
  }
  std::uint64_t* total_;
  Clock::time_point start_;
};

/// Everything here outlives the synchroniser.
struct Team {
  Team(Communicator& the_comm, const RunOptions& the_options, Share& the_share, Simulator& the_simulator,
       RankStatistics& the_statistics)
      : comm{the_comm}, options{the_options}, share{the_share}, simulator{the_simulator}, statistics{the_statistics} {}

  Communicator& comm;
  const RunOptions& options;
  Share& share;
  Simulator& simulator;
  RankStatistics& statistics;
  Request request = Request::kNothing;  ///< what at_edge asked for here, until the ranks have agreed on it

  /// Asks at_edge, if a millisecond has gone by since it last was asked.  \throws LocalError for its exception.
  void ask(Stopwatch& watch);
  /// Blocks until all ranks have told their state.  Collective.
  Agreed agree_now();
  /// Blocks until what is in the outboxes of all ranks has been taken in.  Collective.
  void exchange_now();

 private:
  Stopwatch::Clock::time_point asked_{};
};

}  // namespace octosim::engine
