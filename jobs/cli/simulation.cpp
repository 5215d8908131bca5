#include "jobs/cli/simulation.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <optional>

#include "engine/base/log.hpp"
#include "engine/kernel/run.hpp"
#include "io/checkpoint/folder.hpp"
#include "io/checkpoint/saved_states.hpp"
#include "io/experiment/describe.hpp"
#include "io/plan/plan_file.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/merge.hpp"
#include "io/trace/rank_writer.hpp"
#include "jobs/cli/build_id.hpp"
#include "jobs/cli/checkpointing.hpp"
#include "jobs/cli/energy_report.hpp"
#include "jobs/cli/engine_data.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/large_pages.hpp"
#include "jobs/cli/progress.hpp"
#include "jobs/cli/signals.hpp"
#include "jobs/cli/summary.hpp"
#include "jobs/cli/tally.hpp"
#include "jobs/cli/version.hpp"
#include "models/octopus/wafer.hpp"
#include "partition/workflow/print_plan.hpp"
#include "partition/workflow/print_recorded.hpp"

namespace octosim::jobs::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLargePages = std::size_t{1} << 30U;  // bytes; chosen: above the state of a wafer on one rank

/// In single quotes if the shell would take it apart.
std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+:=@%,-";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return text + "'";
}

class Simulation {
 public:
  Simulation(const Prepared& prepared, const HowToRun& how, engine::Communicator& comm)
      : prepared_{prepared},
        how_{how},
        comm_{comm},
        first_{comm.rank() == engine::Rank{0}},
        wafer_{*prepared.program} {}

  int run() {
    if (how_.resumption != nullptr) load();
    const io::checkpoint::Manifest base = manifest_so_far();
    const auto part = static_cast<std::int32_t>(base.parts.size()) - 1;
    engine::agree(comm_, [&] {
      if (first_) make_directory(part);
    });
    const io::trace::RunInfo info = describe(base);
    const auto& trace = prepared_.experiment.trace;
    std::unique_ptr<io::trace::RankWriter> writer;
    engine::agree(comm_, [&] {
      writer = std::make_unique<io::trace::RankWriter>(io::trace::part_folder(how_.directory, part),
                                                       engine::index(comm_.rank()), info, wafer_.record_types(),
                                                       trace.level, static_cast<unsigned>(trace.compression));
    });
    announce();
    catch_signals();
    use_large_pages(kLargePages);
    Tally tally{*writer};
    Checkpointing checkpointing{
        {comm_, *writer, tally, how_.directory, static_cast<unsigned>(trace.compression)}, base, how_.checkpoints};
    const engine::RunReport report = run_engine(*writer, tally, checkpointing);
    const double seconds = checkpointing.seconds();
    if (report.reason == engine::EndReason::kCheckpointed) {
      writer.reset();
      say_how_to_go_on("checkpointed", report);
      return kCheckpointed;
    }
    Totals totals = tally.totals();
    totals.reduce(comm_);
    totals.add(Totals::from_words(base.totals));
    const io::trace::EngineData data =
        gather_engine_data(comm_, report, prepared_.program->cells().clusters.count(),
                           [this](engine::ComponentId id) { return wafer_.cluster_of(id); });
    engine::agree(comm_, [&] { writer->close(); });
    const RunCosts costs{.ranks = comm_.size(),
                         .wall_seconds = seconds,
                         .restarts = static_cast<std::uint64_t>(part),
                         .checkpoints = checkpointing.saved(),
                         .compute_imbalance = imbalance(data, "compute_ns"),
                         .null_ratio = ratio(data, "null_batches", "batches_sent")};
    const bool early = report.reason == engine::EndReason::kInterrupted || report.reason == engine::EndReason::kStopped;
    const bool keep = early && checkpointing.saved() > 0;
    engine::agree(comm_, [&] {
      if (first_) publish(info, base, report, totals, costs, data, keep);
    });
    return status(report, totals, keep);
  }

 private:
  /// The states to go on from; everything the checkpoint needs is checked before anything is written.
  void load() {
    const Resumption& from = *how_.resumption;
    check_files(comm_, from);
    engine::agree(comm_, [&] {
      if (from.manifest.components != wafer_.component_count()) {
        throw engine::SystemError{fmt::format("{}: has {} components, the experiment {}", from.file.native(),
                                              from.manifest.components, wafer_.component_count())};
      }
      states_.emplace(from.directory, from.manifest,
                      [this](engine::ComponentId id) { return owner(id) == comm_.rank(); });
    });
  }

  /// What the next checkpoint says, but for what changes from one to the next.
  io::checkpoint::Manifest manifest_so_far() const {
    io::checkpoint::Manifest base;
    if (how_.resumption != nullptr) base = how_.resumption->manifest;
    base.version = kVersion;
    base.build = build_id();
    base.experiment_file = prepared_.experiment.file.native();
    base.experiment_text = io::experiment::canonical_text(prepared_.experiment);
    base.owg_text = prepared_.owg_text;
    base.experiment_hash = prepared_.hash;
    base.seed = prepared_.experiment.run.seed;
    base.plan_digest = prepared_.plan_digest;
    base.plan_bytes = prepared_.plan_bytes;
    if (base.plan_bytes.empty() && prepared_.recording_digest != 0 && first_) base.plan_bytes = plan_with_recording();
    base.parts.push_back(
        {.ranks = comm_.size(), .experiment_hash = prepared_.hash, .since = base.head.cut.cycle, .rows = {}});
    return base;
  }

  /// Whoever goes on needs the recording, and has it in the plan: its file may be gone.
  std::string plan_with_recording() const {
    return io::plan::to_bytes({.plan = prepared_.program->plan(),
                               .experiment = prepared_.experiment.name,
                               .description = prepared_.experiment.description,
                               .writer = kVersion});
  }

  void make_directory(std::int32_t part) const {
    if (part == 0) {
      io::checkpoint::remove_checkpoints(how_.directory);
    } else {
      std::error_code error;
      const Resumption& from = *how_.resumption;
      if (!std::filesystem::equivalent(from.directory, how_.directory, error)) {
        io::checkpoint::copy_run(from.directory, how_.directory, from.manifest);
      }
    }
    io::trace::prepare_directory(how_.directory, part);
  }

  io::trace::RunInfo describe(const io::checkpoint::Manifest& base) const {
    return {.experiment_text = base.experiment_text,
            .experiment_name = prepared_.experiment.name,
            .owg_text = prepared_.owg_text,
            .plan_text = partition::workflow::print_plan(prepared_.program->plan()),
            .experiment_hash = prepared_.hash,
            .seed = prepared_.experiment.run.seed,
            .plan_digest = prepared_.plan_digest,
            .recording_digest = prepared_.recording_digest,
            .version = kVersion,
            .compiler = kCompiler,
            .ranks = comm_.size(),
            .part = static_cast<std::int32_t>(base.parts.size()) - 1,
            .since = base.parts.back().since};
  }

  void announce() const {
    const auto& plan = prepared_.program->plan();
    engine::log_once(comm_.rank(), "{}: {} clusters of {} TBUs, {} streams, {} frames, {} rank(s), seed {}",
                     prepared_.experiment.name, plan.clusters.count(), plan.clusters.size(),
                     prepared_.program->input().count(), prepared_.program->input().frames(), comm_.size(),
                     prepared_.experiment.run.seed);
    if (plan.recorded) {
      std::string text = partition::workflow::print_recorded(plan);
      text.pop_back();  // the end of its last line
      engine::log_once(comm_.rank(), "{}", text);
    }
    if (how_.resumption == nullptr) return;
    const auto& manifest = how_.resumption->manifest;
    engine::log_once(comm_.rank(), "goes on at cycle {} from {}, written on {} rank(s)", manifest.head.cut.cycle,
                     how_.resumption->file.native(), manifest.files.size());
  }

  engine::Rank owner(engine::ComponentId id) const {
    return engine::Rank{prepared_.ranks.rank_of_cluster[wafer_.cluster_of(id)]};
  }

  /// \throws SystemError on every rank if the run could not be saved: the records so far are flushed.
  engine::RunReport run_engine(io::trace::RankWriter& writer, Tally& tally, Checkpointing& checkpointing) {
    const auto& experiment = prepared_.experiment;
    const std::uint64_t frames = prepared_.program->input().frames();
    Progress progress{first_};
    auto flushed = Clock::now();
    engine::RunOptions options;
    options.stop = experiment.run.until == 0 ? engine::kNever : engine::SimTime{experiment.run.until};
    // What is sampled is recorded from the level interval on.
    if (experiment.trace.level != engine::Level::kSummary) {
      options.sample_interval = engine::Cycles{experiment.trace.interval};
    }
    options.stall_limit = engine::Cycles{experiment.run.stall_limit};
    options.sink = &tally;
    options.level = experiment.trace.level;
    options.sync = how_.sync;
    options.lookahead = how_.lookahead;
    options.profile = how_.profile;
    options.count_events = true;
    std::optional<std::string> failure;  // of a save: all ranks have it, so that they can stop in order
    options.at_edge = [&](const engine::Edge& edge) {
      if (states_) states_.reset();  // all components have taken theirs
      if (failure) return engine::Request::kStop;
      progress.update({edge.now.cycle, edge.events, tally.input_part(), frames});
      const auto now = Clock::now();
      const std::chrono::duration<double> since = now - flushed;
      if (since.count() >= static_cast<double>(experiment.trace.flush_seconds)) {
        flushed = now;
        writer.flush(edge.now);
      }
      return std::max(asked_by_signals(), checkpointing.ask());
    };
    options.save = [&](const engine::Image& image) {
      if (failure) return;  // it will stop as soon as at_edge is asked
      try {
        checkpointing.save(image);
      } catch (const engine::SystemError& error) {
        failure = error.what();
      }
      flushed = Clock::now();
    };
    if (how_.checkpoints.cycles) options.save_every = *how_.checkpoints.cycles;
    engine::ResumePoint point;
    if (states_) {
      point.head = how_.resumption->manifest.head;
      point.state_of = [this](engine::ComponentId id) { return states_->state_of(id); };
      options.resume = &point;
    }
    engine::RunReport report = engine::run(
        wafer_, [this](engine::ComponentId id) { return owner(id); }, comm_, options);
    if (failure) throw engine::SystemError{*failure};
    return report;
  }

  /// On rank 0.
  void publish(const io::trace::RunInfo& info, const io::checkpoint::Manifest& base, const engine::RunReport& report,
               const Totals& totals, const RunCosts& costs, const io::trace::EngineData& data, bool keep) const {
    io::trace::Summary summary = summarise(prepared_, report, totals, costs);
    add_energy_values(summary, prepared_.program->plan().hardware, totals.activity, report.end.cycle,
                      totals.items_delivered);
    add_control(summary, totals);
    const std::uint64_t digest =
        io::trace::merge(how_.directory, info, for_trace(summary), data, io::trace::RankFiles::kKeep,
                         std::span{base.parts}.first(base.parts.size() - 1));
    summary.emplace_back("trace_digest", io::trace::hex(digest));
    io::trace::write_summary(how_.directory, summary);
    if (!keep) {  // the checkpoint first: it needs the rank files
      io::checkpoint::remove_checkpoints(how_.directory);
      io::trace::remove_rank_files(how_.directory);
    }
    print_summary(summary, how_.directory);
    std::fputs(profile_table(data).c_str(), stdout);
  }

  int status(const engine::RunReport& report, const Totals& totals, bool keep) const {
    if (totals.streams_failed > 0) {
      engine::log_once(comm_.rank(), "error: {} stream(s) came out other than the untimed interpreter says",
                       totals.streams_failed);
      return kFailed;
    }
    if (report.reason != engine::EndReason::kInterrupted) return kDone;
    engine::log_once(comm_.rank(), "stopped by a signal at cycle {}", report.end.cycle);
    if (keep) say_how_to_go_on("the last checkpoint is kept", std::nullopt);
    return kFailed;
  }

  void say_how_to_go_on(std::string_view what, const std::optional<engine::RunReport>& report) const {
    std::string command = comm_.size() > 1 ? fmt::format("mpirun -n {} ", comm_.size()) : "";
    const std::filesystem::path file = how_.directory / io::checkpoint::kManifestName;
    command +=
        fmt::format("{} run --resume {}{}", quoted(program_invocation_name), quoted(file.native()), how_.options);
    engine::log_once(comm_.rank(), "{}{}: {}", what, report ? fmt::format(" at cycle {}", report->end.cycle) : "",
                     file.native());
    engine::log_once(comm_.rank(), "go on, on any number of ranks, with: {}", command);
  }

  const Prepared& prepared_;
  const HowToRun& how_;
  engine::Communicator& comm_;
  bool first_;
  models::octopus::Wafer wafer_;
  std::optional<io::checkpoint::SavedStates> states_;
};

}  // namespace

int simulate(const Prepared& prepared, const HowToRun& how, engine::Communicator& comm) {
  return Simulation{prepared, how, comm}.run();
}

}  // namespace octosim::jobs::cli
