#include "jobs/cli/simulation.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "engine/base/log.hpp"
#include "engine/kernel/run.hpp"
#include "io/experiment/describe.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/merge.hpp"
#include "io/trace/rank_writer.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/progress.hpp"
#include "jobs/cli/signals.hpp"
#include "jobs/cli/summary.hpp"
#include "jobs/cli/tally.hpp"
#include "jobs/cli/version.hpp"
#include "models/octopus/wafer.hpp"
#include "partition/workflow/print_plan.hpp"

namespace octosim::jobs::cli {
namespace {

using Clock = std::chrono::steady_clock;

io::trace::RunInfo describe(const Prepared& prepared, const engine::Communicator& comm) {
  return {.experiment_text = io::experiment::canonical_text(prepared.experiment),
          .experiment_name = prepared.experiment.name,
          .owg_text = prepared.owg_text,
          .plan_text = partition::workflow::print_plan(prepared.program->plan()),
          .experiment_hash = prepared.hash,
          .seed = prepared.experiment.run.seed,
          .version = kVersion,
          .compiler = kCompiler,
          .ranks = comm.size()};
}

/// Every rank's engine counters, on every rank.
std::vector<io::trace::EngineRow> gather_rows(engine::Communicator& comm, const engine::RankStatistics& mine) {
  const auto raw = std::as_bytes(std::span{&mine, 1});
  std::vector<io::trace::EngineRow> rows;
  for (const auto& bytes : comm.gather_all({raw.begin(), raw.end()})) {
    engine::RankStatistics one;
    std::memcpy(&one, bytes.data(), sizeof one);
    rows.push_back(engine_row(one));
  }
  return rows;
}

}  // namespace

int simulate(const Prepared& prepared, const std::filesystem::path& directory, engine::Communicator& comm) {
  const auto& experiment = prepared.experiment;
  const bool first = comm.rank() == engine::Rank{0};
  const models::octopus::Wafer wafer{*prepared.program};
  const io::trace::RunInfo info = describe(prepared, comm);

  engine::agree(comm, [&] {
    if (first) io::trace::prepare_directory(directory);
  });
  std::unique_ptr<io::trace::RankWriter> writer;
  engine::agree(comm, [&] {
    writer = std::make_unique<io::trace::RankWriter>(directory, index(comm.rank()), info, wafer.record_types(),
                                                     experiment.trace.level,
                                                     static_cast<unsigned>(experiment.trace.compression));
  });
  engine::log_once(comm.rank(), "{}: {} clusters of {} TBUs, {} streams of {} frames, {} rank(s), seed {}",
                   experiment.name, prepared.program->plan().clusters.count(), prepared.program->plan().clusters.size(),
                   prepared.program->streams(), prepared.program->frames(), comm.size(), experiment.run.seed);

  catch_signals();
  Tally tally{*writer};
  Progress progress{first};
  const auto start = Clock::now();
  auto flushed = start;
  const std::uint64_t frames = prepared.program->streams() * prepared.program->frames();
  engine::RunOptions options;
  options.stop = experiment.run.until == 0 ? engine::kNever : engine::SimTime{experiment.run.until};
  options.sample_interval = engine::Cycles{experiment.trace.interval};
  options.stall_limit = engine::Cycles{experiment.run.stall_limit};
  options.sink = &tally;
  options.level = experiment.trace.level;
  options.at_edge = [&](const engine::Edge& edge) {
    progress.update({edge.now.cycle, edge.events, tally.input_part(), frames});
    const auto now = Clock::now();
    if (std::chrono::duration<double>(now - flushed).count() >= static_cast<double>(experiment.trace.flush_seconds)) {
      flushed = now;
      writer->flush(edge.now);
    }
    return caught_signal() != 0 ? engine::Request::kStop : engine::Request::kNothing;
  };
  const engine::Partition owner = [&](engine::ComponentId id) {
    return engine::Rank{prepared.ranks.rank_of_cluster[wafer.cluster_of(id)]};
  };
  const engine::RunReport report = engine::run(wafer, owner, comm, options);
  progress.end();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();

  Totals totals = tally.totals();
  totals.reduce(comm);
  const auto rows = gather_rows(comm, report.mine);
  engine::agree(comm, [&] { writer->close(); });
  io::trace::Summary summary = summarise(prepared, report, totals, comm.size(), seconds);
  engine::agree(comm, [&] {
    if (!first) return;
    const std::uint64_t digest =
        io::trace::merge(directory, info, for_trace(summary), rows, io::trace::RankFiles::kRemove);
    summary.emplace_back("trace_digest", io::trace::hex(digest));
    io::trace::write_summary(directory, summary);
    print_summary(summary, directory);
  });
  if (totals.streams_failed > 0) {
    engine::log_once(comm.rank(), "error: {} stream(s) came out other than the untimed interpreter says",
                     totals.streams_failed);
    return kFailed;
  }
  if (report.reason == engine::EndReason::kInterrupted) {
    engine::log_once(comm.rank(), "stopped by a signal at cycle {}", report.end.cycle);
    return kFailed;
  }
  return kDone;
}

}  // namespace octosim::jobs::cli
