#include <cstdio>

#include <CLI/CLI.hpp>

#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/partition_choice.hpp"
#include "jobs/cli/prepared.hpp"
#include "jobs/cli/simulation.hpp"

namespace octosim::jobs::cli {
namespace {

struct RunArguments {
  std::string experiment, output, until;
  std::string partition = kDefaultPartition;
  std::vector<std::string> overrides;
};

int run(const RunArguments& arguments, Launch& launch) {
  std::vector<std::string> overrides = arguments.overrides;
  if (!arguments.until.empty()) overrides.push_back("run.until=" + arguments.until);
  const Prepared prepared = prepare(launch.comm(), arguments.experiment, overrides, 0, arguments.partition);
  const std::filesystem::path directory = arguments.output.empty()
                                              ? std::filesystem::path{"out"} / prepared.experiment.name
                                              : std::filesystem::path{arguments.output};
  return simulate(prepared, directory, launch.comm());
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("run", "Run an experiment, alone or under mpirun");
  const auto arguments = std::make_shared<RunArguments>();
  command->add_option("EXPERIMENT", arguments->experiment, "experiment file")->required();
  command->add_option("--set", arguments->overrides, "section.key=value, over what the file says")
      ->allow_extra_args(false);
  command->add_option("-o,--output", arguments->output, "directory for trace.h5 and summary.json; default: out/NAME");
  command->add_option("--until", arguments->until, "stop at this cycle");
  command->add_option("--partition", arguments->partition, partition_help());
  command->callback([&action, arguments] { action = [arguments](Launch& launch) { return run(*arguments, launch); }; });
}

}  // namespace octosim::jobs::cli
