#include <cstdio>

#include <CLI/CLI.hpp>

#include "engine/kernel/sync_name.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/given_plan.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/lookahead_option.hpp"
#include "jobs/cli/one_of.hpp"
#include "jobs/cli/partition_choice.hpp"
#include "jobs/cli/prepared.hpp"
#include "jobs/cli/simulation.hpp"

namespace octosim::jobs::cli {
namespace {

struct RunArguments {
  std::string experiment, plan, output, until, resume, checkpoint_every, sync = "auto";
  std::string partition = kDefaultPartition;
  std::vector<std::string> overrides;
  bool profile = false;
  engine::Lookahead lookahead;
};

/// The options of `arguments` that a checkpoint does not keep, for the command that goes on from one.
std::string options_to_repeat(const RunArguments& arguments) {
  std::string text;
  if (!arguments.checkpoint_every.empty()) text += " --checkpoint-every '" + arguments.checkpoint_every + "'";
  if (arguments.sync != "auto") text += " --sync " + arguments.sync;
  if (arguments.partition != kDefaultPartition) text += " --partition '" + arguments.partition + "'";
  if (arguments.profile) text += " --profile";
  return text;
}

int run(const RunArguments& arguments, Launch& launch) {
  std::vector<std::string> overrides = arguments.overrides;
  if (!arguments.until.empty()) overrides.push_back("run.until=" + arguments.until);
  HowToRun how;
  how.profile = arguments.profile;
  how.lookahead = arguments.lookahead;
  how.options = options_to_repeat(arguments);
  how.sync = value_of(engine::kSyncs, arguments.sync);
  if (!arguments.checkpoint_every.empty()) how.checkpoints = parse_checkpoint_interval(arguments.checkpoint_every);
  const Asked asked{.experiment = arguments.experiment,
                    .overrides = std::move(overrides),
                    .plan = arguments.plan,
                    .partition = arguments.partition};
  if (arguments.resume.empty()) {
    const Prepared prepared = prepare(launch.comm(), asked);
    how.directory = arguments.output.empty() ? std::filesystem::path{"out"} / prepared.experiment.name
                                             : std::filesystem::path{arguments.output};
    return simulate(prepared, how, launch.comm());
  }
  const Resumption resumption = read_resumption(launch.comm(), arguments.resume);
  const Prepared prepared = prepare_resumed(launch.comm(), resumption, asked);
  how.directory = arguments.output.empty() ? resumption.directory : std::filesystem::path{arguments.output};
  how.resumption = &resumption;
  return simulate(prepared, how, launch.comm());
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("run", "Run an experiment, alone or under mpirun");
  const auto arguments = std::make_shared<RunArguments>();
  command->add_option("EXPERIMENT", arguments->experiment, "experiment file; with --plan or --resume, not needed");
  command->add_option("--plan", arguments->plan, plan_help());
  command->add_option("--set", arguments->overrides, "section.key=value, over what the file says")
      ->allow_extra_args(false);
  command->add_option("-o,--output", arguments->output,
                      "directory for trace.h5 and summary.json; default: out/NAME, or that of the checkpoint");
  command->add_option("--until", arguments->until, "stop at this cycle");
  command->add_option("--partition", arguments->partition, partition_help());
  command->add_option(
      "--checkpoint-every", arguments->checkpoint_every,
      "save so often: a time of wall clock (10min), or at each multiple of a number of cycles (5000000cycles)");
  command->add_option("--resume", arguments->resume, "go on from this checkpoint.json, or that of this directory");
  command->add_option("--sync", arguments->sync, "how ranks keep together; the results are the same; default: auto")
      ->check(one_of(engine::kSyncs));
  add_lookahead(*command, arguments->lookahead);
  command->add_flag("--profile", arguments->profile, "measure and print what each class of components costs");
  command->callback([&action, arguments] {
    const bool has_more = !arguments->plan.empty() || !arguments->resume.empty();
    if (arguments->experiment.empty() && !has_more) throw CLI::RequiredError{"EXPERIMENT"};
    action = [arguments](Launch& launch) { return run(*arguments, launch); };
  });
}

}  // namespace octosim::jobs::cli
