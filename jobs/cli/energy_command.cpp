#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/experiment/experiment.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/merge.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/energy_report.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/reading.hpp"

namespace octosim::jobs::cli {
namespace {

struct EnergyArguments {
  std::string trace;
  std::vector<std::string> overrides;
  bool json = false;
};

std::string energy_text(const EnergyArguments& arguments) {
  for (const std::string& override : arguments.overrides) {
    if (override.starts_with("energy.")) continue;
    throw engine::ModelError{
        fmt::format("--set {}: the run is over (only settings of [energy] may change: energy.key=value)", override)};
  }
  const std::filesystem::path file = io::trace::trace_in(arguments.trace);
  const io::trace::RunInfo info = io::trace::read_run_info(file);
  const auto experiment =
      io::experiment::parse_experiment(info.experiment_text, file.native() + " /meta/experiment", arguments.overrides);
  const auto energy = energy_again(io::trace::read_summary(file), experiment.hardware, file.native());
  return arguments.json ? energy_json(energy) : energy_table(energy);
}

int energy(const EnergyArguments& arguments, Launch& launch) {
  read_on_first_rank(launch, arguments.trace, [&] { std::fputs(energy_text(arguments).c_str(), stdout); });
  return kDone;
}

}  // namespace

void add_energy(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("energy", "Compute the energy of a run again from its trace, without running it");
  const auto arguments = std::make_shared<EnergyArguments>();
  command->add_option("TRACE", arguments->trace, "trace.h5, or the directory it is in")->required();
  command->add_option("--set", arguments->overrides, "energy.key=value, over what the run was given")
      ->allow_extra_args(false);
  command->add_flag("--json", arguments->json, "as JSON");
  command->callback(
      [&action, arguments] { action = [arguments](Launch& launch) { return energy(*arguments, launch); }; });
}

}  // namespace octosim::jobs::cli
