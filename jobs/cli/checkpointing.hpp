/// \file checkpointing.hpp  When a run is saved, and how.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>

#include "engine/comm/communicator.hpp"
#include "engine/kernel/run_options.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/trace/rank_writer.hpp"
#include "jobs/cli/checkpoint_interval.hpp"
#include "jobs/cli/tally.hpp"

namespace octosim::jobs::cli {

/// One for a start of a run, on every rank.
class Checkpointing {
 public:
  /// What a save takes from the run; all of it outlives this.
  struct Run {
    engine::Communicator& comm;
    io::trace::RankWriter& writer;
    const Tally& tally;
    std::filesystem::path directory;
    unsigned compression = 1;
  };
  /// `base`: the manifest but for what changes from save to save.  Its last part is the one that runs, `number` and
  /// `wall_ms` are those of the checkpoint the run goes on from, or 0.
  Checkpointing(Run run, io::checkpoint::Manifest base, const CheckpointInterval& interval);

  /// kCheckpoint on rank 0 when one is due by wall clock, kNothing else.  Reads the clock.
  engine::Request ask() const;

  /// Saves to DIR/checkpoint-NNNN, then replaces DIR/checkpoint.json, then removes the checkpoint before.  Collective.
  /// \throws SystemError on every rank if one cannot write; the checkpoint before is then whole, and still the one.
  void save(const engine::Image& image);

  /// Of the run, restarts included.
  std::uint64_t saved() const { return base_.number; }
  /// Of wall clock, of the run so far: up to each checkpoint it went on from, and since.
  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  io::checkpoint::StateFile write_mine(const engine::Image& image, std::uint64_t number);
  void gather(const io::checkpoint::StateFile& mine, io::checkpoint::Manifest& manifest);

  Run run_;
  io::checkpoint::Manifest base_;
  CheckpointInterval interval_;
  Totals before_;  // of the parts before
  Clock::time_point start_, last_;
};

}  // namespace octosim::jobs::cli
