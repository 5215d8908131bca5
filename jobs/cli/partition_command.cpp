#include <cstdio>
#include <filesystem>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/partition/saved_partition.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/read_loads.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/given_plan.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/partition_report.hpp"
#include "jobs/cli/prepared.hpp"
#include "partition/graph/loads.hpp"
#include "partition/wafer/wafer_graph.hpp"

namespace octosim::jobs::cli {
namespace {

namespace methods = partition::methods;
namespace quality = partition::quality;

/// Of one TBU.  Source: events / (makespan x TBUs) of two runs with workload.minutes = 0.003 is 5.0e-4 (er_chiplet) and
/// 1.0e-4 (osvos_wafer).
constexpr double kEventsPerTbuAndCycle = 2e-4;

struct PartitionArguments {
  std::string experiment, plan, method{methods::name_of(methods::kDefaultMethod)}, save, trace;
  std::vector<std::string> overrides;
  std::int32_t ranks = 0;
  bool json = false;
  quality::CostModel costs;
  std::optional<double> events_per_cycle;  ///< not set: of the trace, or by the number of TBUs
};

struct Measured {
  std::vector<std::uint64_t> loads;  ///< events by cluster
  io::trace::TraceOrigin origin;
};

/// \throws ModelError if the trace is not of this experiment and machine
Measured read_measured(const PartitionArguments& arguments, const Prepared& prepared) {
  const std::filesystem::path trace = io::trace::trace_in(arguments.trace);
  Measured measured{{}, io::trace::read_origin(trace)};
  const auto refuse = [&](const std::string& why) { throw engine::ModelError{arguments.trace + ": " + why}; };
  if (measured.origin.experiment_name != prepared.experiment.name) {
    refuse(fmt::format("is a trace of experiment {} (must be of {})", measured.origin.experiment_name,
                       prepared.experiment.name));
  }
  if (measured.origin.owg_text != prepared.owg_text) refuse("is a trace of another workflow (/meta/owg differs)");
  measured.loads = io::trace::read_loads(trace);
  const std::size_t clusters = prepared.program->cells().clusters.count();
  if (measured.loads.size() != clusters) {
    refuse(fmt::format("has the loads of {} clusters (this machine has {})", measured.loads.size(), clusters));
  }
  return measured;
}

Judged judge(const partition::graph::Graph& graph, const std::vector<std::int32_t>& rank_of, std::int32_t ranks,
             const quality::CostModel& costs) {
  Judged judged{quality::measure(graph, rank_of, ranks), {}};
  judged.forecast = quality::forecast(judged.quality, costs);
  return judged;
}

/// On one rank.
void propose(const PartitionArguments& arguments, const Prepared& prepared) {
  const auto& plan = prepared.program->cells();
  PartitionReport report{.experiment = prepared.experiment.name,
                         .method = *methods::method_named(arguments.method),
                         .costs = arguments.costs,
                         .loads = "TBUs",
                         .now = {},
                         .before = {}};
  auto graph = partition::wafer::graph_wafer(plan);
  report.costs.events_per_cycle = kEventsPerTbuAndCycle * static_cast<double>(graph.total_load());
  std::vector<std::int32_t> rank_of = prepared.ranks.rank_of_cluster;
  if (!arguments.trace.empty()) {
    const Measured measured = read_measured(arguments, prepared);
    double events = 0;
    for (const std::uint64_t load : measured.loads) events += static_cast<double>(load);
    const std::uint64_t cycles = measured.origin.cycles.value_or(0);
    if (cycles > 0) report.costs.events_per_cycle = events / static_cast<double>(cycles);
    graph.load = partition::graph::loads_from(measured.loads);
    report.loads = "events of " + arguments.trace;
  }
  if (arguments.events_per_cycle) report.costs.events_per_cycle = *arguments.events_per_cycle;
  if (!arguments.trace.empty()) {
    report.before = judge(graph, rank_of, arguments.ranks, report.costs);
    rank_of = methods::deal_out(graph, arguments.ranks, report.method);
  }
  report.now = judge(graph, rank_of, arguments.ranks, report.costs);
  const auto map = partition::wafer::map_of(plan, arguments.ranks, rank_of);
  if (!arguments.save.empty()) {
    io::partition::write_partition(arguments.save, {.experiment = prepared.experiment.name,
                                                    .method = arguments.method,
                                                    .machine = partition::graph::identity(graph),
                                                    .ranks = arguments.ranks,
                                                    .rank_of_cluster = rank_of});
  }
  const std::string text = arguments.json ? as_json(report, map) : as_text(report, plan, map);
  std::fputs(text.c_str(), stdout);
}

int partition_experiment(const PartitionArguments& arguments, Launch& launch) {
  auto& comm = launch.comm();
  const auto prepared =
      prepare(comm, {arguments.experiment, arguments.overrides, arguments.plan, arguments.ranks, arguments.method});
  engine::agree(comm, [&] {
    if (comm.rank() == engine::Rank{0}) propose(arguments, prepared);
  });
  return kDone;
}

/// Refuses a name that is no method.
std::string check_method(const std::string& name) {
  if (methods::method_named(name)) return {};
  return fmt::format("{} is no method (must be one of {})", name, methods::all_names());
}

}  // namespace

void add_partition(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("partition", "Deal an experiment's clusters out to ranks, and judge the result");
  const auto arguments = std::make_shared<PartitionArguments>();
  command->add_option("EXPERIMENT", arguments->experiment, "experiment file; with --plan, not needed");
  command->add_option("--plan", arguments->plan, plan_help());
  command->add_option("--ranks", arguments->ranks, "for so many ranks")->required()->check(CLI::Range(1, 1 << 24));
  command->add_option("--method", arguments->method, "see below; default: " + arguments->method)
      ->check(CLI::Validator{check_method, "NAME"});
  command->add_option("--set", arguments->overrides, "section.key=value, over what the file says")
      ->allow_extra_args(false);
  command->add_option("--save", arguments->save, "file to write, for --partition of run and check");
  command->add_option(
      "--rebalance-from", arguments->trace,
      "trace of an earlier run of the experiment, or the directory it is in: its events by cluster are the loads");
  command->add_flag("--json", arguments->json, "print JSON");
  command
      ->add_option("--event-ns", arguments->costs.event_ns, "cost of an event, for the forecast; default: 500, assumed")
      ->check(CLI::Range(0.0, 1e12));
  command
      ->add_option("--sync-ns", arguments->costs.sync_ns,
                   "cost of a window on a rank, for the forecast; default: 5000, assumed")
      ->check(CLI::Range(0.0, 1e12));
  command
      ->add_option("--events-per-cycle", arguments->events_per_cycle,
                   "of the whole machine, for the forecast; default: of the trace, else 2e-4 a TBU")
      ->check(CLI::Range(0.0, 1e12));
  command->footer("Methods:\n" + methods::all_help());
  command->callback([&action, arguments] {
    if (arguments->experiment.empty() && arguments->plan.empty()) throw CLI::RequiredError{"EXPERIMENT"};
    action = [arguments](Launch& launch) { return partition_experiment(*arguments, launch); };
  });
}

}  // namespace octosim::jobs::cli
