#include <cstdio>

#include <CLI/CLI.hpp>

#include "engine/base/error.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/experiment/describe.hpp"
#include "jobs/cli/check_each.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/given_plan.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/partition_choice.hpp"
#include "jobs/cli/prepared.hpp"
#include "partition/workflow/print_loops.hpp"
#include "partition/workflow/print_plan.hpp"
#include "partition/workflow/print_shapes.hpp"

namespace octosim::jobs::cli {
namespace {

struct CheckArguments {
  std::string experiment, plan, each;
  std::string partition = kDefaultPartition;
  std::vector<std::string> overrides;
  std::int32_t ranks = 0;
};

int check(const CheckArguments& arguments, Launch& launch) {
  if (!arguments.each.empty()) {
    if (launch.comm().rank() != engine::Rank{0}) return kDone;
    std::fputs(check_each(arguments.experiment, io::checkpoint::read_text(arguments.each)).c_str(), stdout);
    return kDone;
  }
  const auto prepared = prepare(
      launch.comm(), {arguments.experiment, arguments.overrides, arguments.plan, arguments.ranks, arguments.partition});
  if (launch.comm().rank() != engine::Rank{0}) return kDone;
  const auto& plan = prepared.program->plan();
  std::fputs(partition::workflow::print_plan(plan).c_str(), stdout);
  std::fputs(partition::workflow::print_shapes(*prepared.program).c_str(), stdout);
  std::fputs(partition::workflow::print_loops(*prepared.program).c_str(), stdout);
  std::fputs(partition::wafer::print_rank_map(prepared.program->cells(), prepared.ranks).c_str(), stdout);
  std::printf("input: %llu streams, %llu frames\n%s: good\n",
              static_cast<unsigned long long>(prepared.program->input().count()),
              static_cast<unsigned long long>(prepared.program->input().frames()),
              (arguments.experiment.empty() ? arguments.plan : arguments.experiment).c_str());
  return kDone;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("check", "Check an experiment and print its plan; runs nothing");
  const auto arguments = std::make_shared<CheckArguments>();
  auto* experiment =
      command->add_option("EXPERIMENT", arguments->experiment, "experiment file; with --plan, not needed");
  command->add_option("--plan", arguments->plan, plan_help());
  command->add_option("--set", arguments->overrides, "section.key=value, over what the file says")
      ->allow_extra_args(false);
  command->add_option("--ranks", arguments->ranks, "cut for so many ranks; default: those it runs on")
      ->check(CLI::Range(1, 1 << 24));
  command->add_option("--partition", arguments->partition, partition_help());
  command
      ->add_option(
          "--each", arguments->each,
          "JSON file, lists of section.key=value: checks the settings with each list, prints a line of JSON each")
      ->needs(experiment)
      ->excludes("--set", "--plan", "--ranks", "--partition");
  command->footer("Settings of an experiment:\n\n" + io::experiment::describe_settings());
  command->callback([&action, arguments] {
    if (arguments->experiment.empty() && arguments->plan.empty()) throw CLI::RequiredError{"EXPERIMENT"};
    action = [arguments](Launch& launch) { return check(*arguments, launch); };
  });
}

}  // namespace octosim::jobs::cli
